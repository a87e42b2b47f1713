"use client";
import { X } from "lucide-react";
import { useState } from "react";
import { readNumber } from "../schema-form/fields.ts";
import { aria, type WidgetProps } from "./widget.ts";

export function TextsWidget(props: WidgetProps) {
  return <Chips {...props} read={(text) => text} />;
}

export function NumbersWidget(props: WidgetProps) {
  return <Chips {...props} read={(text) => readNumber(text) ?? text} />;
}

/** A list of short values, each a chip; Enter or a comma adds, Backspace in the empty field takes the last away. */
function Chips(props: WidgetProps & { read: (text: string) => string | number }) {
  const { value, onChange, placeholder, read, label, disabled } = props;
  const [text, setText] = useState("");
  const items: unknown[] = Array.isArray(value) ? value : [];
  const isSet = Array.isArray(value);
  const set = (next: unknown[]) => onChange(next.length === 0 && !isSet ? undefined : next);

  function add(more: string) {
    const added = more
      .split(/[,\n]/)
      .map((part) => part.trim())
      .filter(Boolean)
      .map(read)
      .filter((item) => !items.includes(item));
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
