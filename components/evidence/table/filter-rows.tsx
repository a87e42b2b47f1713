"use client";

import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "../../ui/icon-button.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { OPERATOR_WORDS, operatorsFor, takesValue } from "./operators.ts";
import type { Filter, Operator, TableColumn } from "./types.ts";

const PAUSE = 300;

/** The filters of a table, a line each; a row must pass all of them. */
export function FilterRows({
  columns,
  filters,
  onChange,
}: {
  columns: readonly TableColumn[];
  filters: readonly Filter[];
  onChange: (filters: Filter[]) => void;
}) {
  if (filters.length === 0) return null;
  return (
    <ul aria-label="Filters" className="flex flex-col gap-1">
      {filters.map((filter, index) => (
        <FilterRow
          key={`${index}-${filter.column}-${filter.op}`}
          columns={columns}
          filter={filter}
          onChange={(next) => onChange(filters.map((one, at) => (at === index ? next : one)))}
          onRemove={() => onChange(filters.filter((_, at) => at !== index))}
        />
      ))}
    </ul>
  );
}

function FilterRow({
  columns,
  filter,
  onChange,
  onRemove,
}: {
  columns: readonly TableColumn[];
  filter: Filter;
  onChange: (filter: Filter) => void;
  onRemove: () => void;
}) {
  const { column, op, value } = filter;
  const type = columns.find(({ name }) => name === column)?.type ?? "text";
  // Of why rows were set aside one kind can be meant, by a click on it.
  const ofKind = column === "_reasons" && op === "=";
  return (
    <li className="flex items-center gap-1">
      <Select
        size="sm"
        aria-label="Column"
        className="w-32! shrink-0"
        options={columns.map(({ name }) => ({
          value: name,
          label: name === "_reasons" ? "Set aside because" : name,
        }))}
        value={column}
        onValueChange={(next) => onChange(startFor(columns, next))}
      />
      <Select<Operator>
        size="sm"
        aria-label="Compared how"
        className="w-27! shrink-0"
        options={[...(ofKind ? (["="] as const) : []), ...operatorsFor(type)].map((one) => ({
          value: one,
          label: OPERATOR_WORDS[one],
        }))}
        value={op}
        onValueChange={(next) => onChange({ ...filter, op: next })}
      />
      {takesValue(op) ? (
        type === "boolean" ? (
          <Select
            size="sm"
            aria-label="Value"
            options={["true", "false"].map((one) => ({ value: one, label: one }))}
            value={value}
            onValueChange={(next) => onChange({ ...filter, value: next })}
          />
        ) : (
          <ValueField
            value={value}
            numeric={type === "integer" || type === "number"}
            placeholder={PLACEHOLDERS[type] ?? "Value"}
            onChange={(next) => onChange({ ...filter, value: next })}
          />
        )
      ) : (
        <span className="flex-1" />
      )}
      <IconButton
        size="sm"
        label="Remove this filter"
        icon={<X aria-hidden />}
        onClick={onRemove}
      />
    </li>
  );
}

const PLACEHOLDERS: Partial<Record<TableColumn["type"], string>> = {
  integer: "Number",
  number: "Number",
  date: "2024-01-31",
  timestamp: "2024-01-31 12:00",
};

/** Hands on what was typed after a short pause, and at once on Enter or when it is left. */
function ValueField({
  value,
  numeric,
  placeholder,
  onChange,
}: {
  value: string;
  numeric: boolean;
  placeholder: string;
  onChange: (value: string) => void;
}) {
  const [held, setHeld] = useState({ given: value, text: value });
  const field = following(held, value);
  if (field !== held) setHeld(field);
  const { text } = field;
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <Input
      size="sm"
      aria-label="Value"
      inputMode={numeric ? "decimal" : undefined}
      value={text}
      placeholder={placeholder}
      autoFocus={value === ""}
      onChange={(event) => setHeld({ given: value, text: event.target.value })}
      onBlur={() => text !== value && onChange(text)}
      onKeyDown={(event) => {
        if (event.key === "Enter") onChange(text);
      }}
    />
  );
}

interface Typed {
  given: string;
  text: string;
}

/** What a field holds: what was typed over the value it was given, until it is given another, as of another filter. */
export function following(held: Typed, value: string): Typed {
  return held.given === value ? held : { given: value, text: value };
}

/** A filter of a column that nothing is yet asked of. */
export function startFor(columns: readonly TableColumn[], name: string): Filter {
  const type = columns.find((column) => column.name === name)?.type ?? "text";
  return { column: name, op: operatorsFor(type)[0]!, value: type === "boolean" ? "true" : "" };
}

/** Those that ask something: a comparison that nothing was typed for yet does not. */
export function asking(filters: readonly Filter[]): Filter[] {
  return filters.filter(({ op, value }) => !takesValue(op) || value.trim() !== "");
}
