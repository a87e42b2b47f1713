"use client";
import { X } from "lucide-react";
import { useState } from "react";
import { readNumber } from "../schema-form/fields.ts";
import { useFormContext } from "../schema-form/form-context.tsx";
import { SuggestInput, type Suggestion } from "./suggest-input.tsx";
import { aria, type WidgetProps } from "./widget.ts";

/** One column by name: free text, with those known from upstream offered. */
export function ColumnWidget(props: WidgetProps) {
  const suggestions = useColumns();
  const { value, onChange, placeholder, label } = props;
  return (
    <SuggestInput
      {...aria(props)}
      aria-label={label}
      value={typeof value === "string" ? value : ""}
      placeholder={placeholder}
      suggestions={suggestions}
      onChange={(next) => onChange(next === "" ? undefined : next)}
    />
  );
}

export function ColumnsWidget(props: WidgetProps) {
  const suggestions = useColumns();
  return <Chips {...props} suggestions={suggestions} read={(text) => text} />;
}

export function TextsWidget(props: WidgetProps) {
  return <Chips {...props} suggestions={[]} read={(text) => text} />;
}

export function NumbersWidget(props: WidgetProps) {
  return <Chips {...props} suggestions={[]} read={(text) => readNumber(text) ?? text} />;
}

function useColumns(): Suggestion[] {
  const { columns } = useFormContext();
  return columns.map(({ name, type }) => ({ value: name, note: type }));
}

/** A list of short values, each a chip; Enter or a comma adds, Backspace in the empty field takes the last away. */
function Chips(
  props: WidgetProps & {
    suggestions: readonly Suggestion[];
    read: (text: string) => string | number;
  },
) {
  const { value, onChange, placeholder, suggestions, read, label, disabled } = props;
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
      <SuggestInput
        {...aria(props)}
        aria-label={label}
        className="pf-chip-input"
        value={text}
        placeholder={items.length === 0 ? placeholder : "Add…"}
        suggestions={suggestions.filter((suggestion) => !items.includes(suggestion.value))}
        onChange={(next) => (/[,\n]/.test(next) ? add(next) : setText(next))}
        onPick={add}
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
