import type { ModelInput } from "../evidence/types.ts";

/** What a person typed, by input; an empty text is a missing value. */
export type Draft = Record<string, string>;
export type Row = Record<string, string | number | boolean | null>;

export type Field = Pick<ModelInput, "name" | "kind" | "nullable"> &
  Partial<Pick<ModelInput, "categories" | "min" | "max" | "mean" | "example" | "integer">>;

/** The form as it opens: every input at the example of the training rows. */
export function exampleDraft(fields: readonly Field[]): Draft {
  return Object.fromEntries(fields.map((field) => [field.name, toText(exampleOf(field))]));
}

function exampleOf(field: Field): string | number | boolean | null {
  if (field.example !== null && field.example !== undefined) return field.example;
  if (field.kind === "category") return field.categories?.[0] ?? null;
  return field.kind === "boolean" ? false : (field.mean ?? field.min ?? null);
}

/** The row to ask for, or a sentence by input on what is wrong with it. */
export function readDraft(
  fields: readonly Field[],
  draft: Draft,
): { row: Row; errors: Record<string, string> } {
  const row: Row = {};
  const errors: Record<string, string> = {};
  for (const field of fields) {
    const text = (draft[field.name] ?? "").trim();
    if (text === "") {
      row[field.name] = null;
      if (!field.nullable) errors[field.name] = "Give a value: no row in training lacked one.";
    } else if (field.kind === "category") row[field.name] = text;
    else if (field.kind === "boolean") row[field.name] = text === "true";
    else {
      const value = Number(text);
      row[field.name] = value;
      if (!Number.isFinite(value)) errors[field.name] = `'${text}' is not a number.`;
    }
  }
  return { row, errors };
}

/** A remark on a value that the model has never seen; not an error, as serving answers all the same. */
export function unusual(field: Field, text: string): string | null {
  if (text.trim() === "" || field.kind !== "number") return null;
  const value = Number(text);
  const { min, max } = field;
  if (typeof min !== "number" || typeof max !== "number" || !Number.isFinite(value)) return null;
  return value < min || value > max ? `Outside what training saw: ${min} to ${max}.` : null;
}

function toText(value: string | number | boolean | null): string {
  return value === null ? "" : String(value);
}
