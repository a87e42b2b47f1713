"use client";
import { X } from "lucide-react";
import { useState } from "react";
import { readAs, type JsonSchema } from "../schema-form/fields.ts";
import { aria, type WidgetProps } from "./widget.ts";

/**
 * What a text adds to a list: its parts between commas and lines. A list of texts has each once; in one of numbers a layer of a
 * network may be as large as the one before.
 */
export function addedTo(items: readonly unknown[], text: string, schema: JsonSchema): unknown[] {
  const parts = text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => readAs(part, schema));
  return schema.type === "string" ? parts.filter((part) => !items.includes(part)) : parts;
}

/** A list of short values, each a chip; Enter or a comma adds, Backspace in the empty field takes the last away. */
export function ChipsWidget(props: WidgetProps) {
  const { schema, value, onChange, placeholder, label, disabled } = props;
  const [text, setText] = useState("");
  const items: unknown[] = Array.isArray(value) ? value : [];
  const isSet = Array.isArray(value);
  const set = (next: unknown[]) => onChange(next.length === 0 && !isSet ? undefined : next);

  function add(more: string) {
    const added = addedTo(items, more, schema.items ?? {});
    setText("");
    if (added.length > 0) set([...items, ...added]);
  }

  return (
    <div className="pf-chips" data-invalid={props.invalid || undefined}>
      {items.map((item, index) => (
        <span key={`${index}-${String(item)}`} className="pf-chip">
          <span className="truncate">{item === "" ? "(empty text)" : String(item)}</span>
          <button
            type="button"
            disabled={disabled}
            aria-label={`Remove ${String(item)} from ${label}`}
            onClick={() => {
              const next = items.toSpliced(index, 1);
              onChange(next.length === 0 ? undefined : next);
            }}
          >
            <X aria-hidden className="size-3" />
          </button>
        </span>
      ))}
      <input
        {...aria(props)}
        aria-label={label}
        className="pf-chip-input"
        autoComplete="off"
        spellCheck={false}
        value={text}
        placeholder={items.length === 0 ? placeholder : "Add…"}
        onChange={({ target }) =>
          /[,\n]/.test(target.value) ? add(target.value) : setText(target.value)
        }
        onBlur={() => add(text)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && text.trim() !== "") {
            event.preventDefault();
            add(text);
          } else if (event.key === "Backspace" && text === "" && items.length > 0) {
            const next = items.slice(0, -1);
            onChange(next.length === 0 ? undefined : next);
          }
        }}
      />
    </div>
  );
}
