"use client";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { isPlainObject } from "../../../workflows/core/json.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { Input } from "../../ui/input.tsx";
import { readAs } from "../schema-form/fields.ts";
import { SuggestInput } from "./suggest-input.tsx";
import type { WidgetProps } from "./widget.ts";

type Row = readonly [name: string, value: unknown];

/** Names of one's own, each with a short value: rows to add and remove. A row without a name is not yet part of the value. */
export function RecordWidget(props: WidgetProps) {
  const { id, label, schema, value, onChange, disabled } = props;
  const given: Row[] = isPlainObject(value) ? Object.entries(value) : [];
  const [typed, setTyped] = useState<{ rows: Row[]; value: unknown } | null>(null);
  const rows =
    typed !== null && JSON.stringify(typed.value) === JSON.stringify(value) ? typed.rows : given;
  const names = rows.map(([name]) => name);
  const values = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
  const mayBeText = values.type !== "number" && values.type !== "integer";

  function set(next: Row[]) {
    const named = next.filter(([name], index) => name !== "" && isFirst(next, index));
    const whole = named.length === 0 ? undefined : Object.fromEntries(named);
    setTyped({ rows: next, value: whole });
    onChange(whole);
  }

  return (
    <div id={id} tabIndex={-1} role="group" aria-label={label} className="pf-list">
      {rows.map(([name, inner], index) => (
        // Rows have no identity of their own but their place.
        <div key={index}>
          <div className="flex items-center gap-1.5">
            <SuggestInput
              aria-label={`Name ${index + 1} of ${label}`}
              aria-invalid={!isFirst(rows, index) || undefined}
              className="pf-cell w-2/5 font-mono"
              value={name}
              placeholder="name"
              disabled={disabled}
              suggestions={(schema.suggestions ?? []).filter(
                (suggestion) => !names.includes(suggestion.value),
              )}
              onChange={(next) => set(rows.with(index, [next.trim(), inner]))}
            />
            <ValueInput
              label={`Value of ${name || `row ${index + 1}`}`}
              value={inner}
              disabled={disabled}
              // What may be a text is one: whoever takes it reads it as the type that is asked for there.
              read={(text) => (mayBeText ? text : (readAs(text, values) ?? ""))}
              onChange={(next) => set(rows.with(index, [name, next]))}
            />
            {!disabled && (
              <IconButton
                size="sm"
                label={`Remove ${name || `row ${index + 1}`}`}
                icon={<Trash2 aria-hidden />}
                onClick={() => set(rows.toSpliced(index, 1))}
              />
            )}
          </div>
          {!isFirst(rows, index) && (
            <p className="text-danger mt-0.5 text-xs">
              “{name}” is there already: choose another name.
            </p>
          )}
        </div>
      ))}
      {!disabled && (
        <button
          type="button"
          className="pf-add"
          onClick={() => setTyped({ rows: [...rows, ["", ""]], value })}
        >
          <Plus aria-hidden className="size-3.5" /> Add to {label.toLowerCase()}
        </button>
      )}
    </div>
  );
}

function isFirst(rows: readonly Row[], index: number): boolean {
  const name = rows[index]![0];
  return name === "" || rows.findIndex(([other]) => other === name) === index;
}

function ValueInput({
  label,
  value,
  disabled,
  read,
  onChange,
}: {
  label: string;
  value: unknown;
  disabled: boolean;
  read: (text: string) => unknown;
  onChange: (value: unknown) => void;
}) {
  // While it is typed, the text stays as it is: `0.` is on its way to `0.5`.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Input
      size="sm"
      className="flex-1"
      aria-label={label}
      value={typed ?? String(value ?? "")}
      placeholder="value"
      disabled={disabled}
      spellCheck={false}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(read(event.target.value));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
