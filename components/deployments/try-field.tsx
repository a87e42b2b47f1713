"use client";

import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { unusual, type Field as ModelField } from "./try-form.ts";

/** Stands for a missing value in a list of choices, whose values cannot be empty. */
const MISSING = "\u0000missing";

/** One input of the model: its categories as a list, a number with the range that training saw. */
export function TryField({
  field,
  value,
  error,
  onChange,
}: {
  field: ModelField;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  const remark = unusual(field, value);
  const choices =
    field.kind === "boolean"
      ? ["true", "false"]
      : field.categories?.length
        ? field.categories
        : null;
  return (
    <Field
      label={
        <span className="block truncate" title={field.name}>
          {field.name}
        </span>
      }
      error={error}
      description={remark ?? undefined}
    >
      {choices ? (
        <Select
          value={value === "" ? MISSING : value}
          onValueChange={(next) => onChange(next === MISSING ? "" : next)}
          placeholder="missing"
          options={[
            ...choices.map((choice) => ({ value: choice, label: choice })),
            ...(field.nullable ? [{ value: MISSING, label: "missing" }] : []),
          ]}
        />
      ) : (
        <Input
          value={value}
          inputMode={field.kind === "number" ? "decimal" : "text"}
          placeholder={field.nullable ? "missing" : ""}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
