"use client";

import { useState, type ReactNode } from "react";
import { Checkbox } from "../ui/checkbox.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select, type SelectOption } from "../ui/select.tsx";
import { useDraft } from "./draft-context.tsx";
import type { Path } from "./policy-edits.ts";

interface Common {
  path: Path;
  label: string;
  description?: ReactNode;
  className?: string;
}

interface NumberProps extends Common {
  value: number | null | undefined;
  /** What an empty field means: the field goes, or it says that there is none. */
  empty?: null | undefined;
  placeholder?: string;
  unit?: string;
  /** Instead of setting the value at the path. */
  onChange?: (value: unknown) => void;
}

/** A number, or none. What is no number stays in the field, and the text says what is wrong with it. */
export function NumberField(props: NumberProps) {
  const { path, label, description, value, empty, placeholder, unit, className, onChange } = props;
  const { edit, problemAt, readOnly } = useDraft();
  const known = value === null || value === undefined ? "" : String(value);
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed !== null && numberOf(typed) === (value ?? undefined) ? typed : known;
  return (
    <Field label={label} description={description} error={problemAt(path)} className={className}>
      <span className="relative flex">
        <Input
          size="sm"
          inputMode="decimal"
          value={shown}
          disabled={readOnly}
          placeholder={placeholder}
          className={unit ? "pr-12" : undefined}
          onValueChange={(text) => {
            setTyped(text);
            const number = numberOf(text);
            const next = text.trim() === "" ? empty : (number ?? text);
            if (onChange) onChange(next);
            else edit({ op: "set", path, value: next });
          }}
        />
        {unit && (
          <span
            aria-hidden
            className="text-muted pointer-events-none absolute inset-y-0 right-2 flex items-center text-xs"
          >
            {unit}
          </span>
        )}
      </span>
    </Field>
  );
}

function numberOf(text: string): number | undefined {
  if (text.trim() === "") return undefined;
  const number = Number(text.replace(",", "."));
  return Number.isFinite(number) ? number : undefined;
}

export function TextField({
  path,
  label,
  description,
  value,
  placeholder,
  className,
  mono,
}: Common & { value: string | undefined; placeholder?: string; mono?: boolean }) {
  const { edit, problemAt, readOnly } = useDraft();
  return (
    <Field label={label} description={description} error={problemAt(path)} className={className}>
      <Input
        size="sm"
        value={value ?? ""}
        disabled={readOnly}
        placeholder={placeholder}
        className={mono ? "font-mono text-xs" : undefined}
        onValueChange={(text) => edit({ op: "set", path, value: text })}
      />
    </Field>
  );
}

/** One of a few; `none` is the choice that stands for no value. */
export function ChoiceField<Value extends string | number>({
  path,
  label,
  description,
  value,
  options,
  none,
  onChange,
  className,
}: Common & {
  value: Value | null | undefined;
  options: readonly { value: Value; label: string; hint?: string }[];
  none?: { label: string; hint?: string };
  /** Instead of setting the value at the path. */
  onChange?: (value: Value | null) => void;
}) {
  const { edit, problemAt, readOnly } = useDraft();
  const choices: SelectOption<string>[] = [
    ...(none ? [{ value: NONE, ...none }] : []),
    ...options.map((option) => ({ ...option, value: String(option.value) })),
  ];
  return (
    <Field label={label} description={description} error={problemAt(path)} className={className}>
      <Select
        size="sm"
        options={choices}
        value={value === null || value === undefined ? NONE : String(value)}
        disabled={readOnly}
        onValueChange={(chosen) => {
          const next = options.find((one) => String(one.value) === chosen)?.value ?? null;
          if (onChange) onChange(next);
          else edit({ op: "set", path, value: next });
        }}
      />
    </Field>
  );
}

const NONE = "(none)";

export function TickField({
  path,
  label,
  description,
  value,
}: Omit<Common, "className"> & { value: boolean }) {
  const { edit, readOnly } = useDraft();
  return (
    <Checkbox
      label={label}
      description={description}
      checked={value}
      disabled={readOnly}
      onCheckedChange={(checked) => edit({ op: "set", path, value: checked })}
    />
  );
}
