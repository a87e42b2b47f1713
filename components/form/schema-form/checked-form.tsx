"use client";
import { useState } from "react";
import type { SchemaFormProps } from "../widgets/widget.ts";
import { SchemaForm } from "./schema-form.tsx";

interface Held {
  value: unknown;
  why: string;
  /** What the document had then: when that changes, by undo or as YAML, what was typed is no longer it. */
  instead: unknown;
}

/**
 * A form whose values are part of the document's own schema, so that one that does not fit would make the whole document
 * unreadable: it stays in the form with its problem until it fits.
 */
export function CheckedForm({
  check,
  ...props
}: SchemaFormProps & {
  /** Why a value does not fit a field, as a sentence; null when it does. */
  check: (field: string, value: unknown) => string | null;
}) {
  const { value, onChange, problemsOf } = props;
  const [held, setHeld] = useState<ReadonlyMap<string, Held>>(new Map());
  const open = new Map(
    [...held].filter(([field, { instead }]) => Object.is(instead, value[field])),
  );
  const shown = { ...value };
  for (const [field, { value: typed }] of open) shown[field] = typed;
  return (
    <SchemaForm
      {...props}
      value={shown}
      problemsOf={(field) => {
        const why = open.get(field)?.why;
        return why === undefined ? (problemsOf?.(field) ?? []) : [why];
      }}
      onChange={(field, next) => {
        const why = check(field, next);
        const rest = new Map([...open].filter(([other]) => other !== field));
        if (why !== null) rest.set(field, { value: next, why, instead: value[field] });
        setHeld(rest);
        if (why === null) onChange(field, next);
      }}
    />
  );
}
