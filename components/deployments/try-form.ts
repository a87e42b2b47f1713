import type { ModelInput } from "../../workflows/core/contents/model-info.ts";

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
    const typed = draft[field.name] ?? "";
    // A category is asked for as training wrote it, spaces included.
    const text = field.kind === "category" ? typed : typed.trim();
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

/** A command line that asks the endpoint the same, in the shape of the Open Inference Protocol. */
export function curlOf(
  url: string,
  fields: readonly (Pick<Field, "name" | "kind"> & { onnx: "float" | "string" })[],
  row: Row,
): string {
  const inputs = fields.map(({ name, onnx }) => ({
    name,
    shape: [1, 1],
    datatype: onnx === "string" ? "BYTES" : "FP32",
    data: [tensorValue(row[name] ?? null, onnx)],
  }));
  const lines = inputs.map((input) => `  ${JSON.stringify(input)}`).join(",\n");
  const body = `{"inputs": [\n${lines}\n]}`;
  return [
    `curl -sS ${url}`,
    `  -H "authorization: Bearer $PENSTOCK_API_KEY"`,
    `  -H 'content-type: application/json'`,
    `  -d '${body.replaceAll("'", `'\\''`)}'`,
  ].join(" \\\n");
}

/** The label and the probabilities of an answer of one row, or its predicted number. */
export function readAnswer(
  outputs: readonly { name: string; data: readonly unknown[] }[],
  classes: readonly (string | number | boolean)[] | null,
): { label: string | null; shares: { label: string; share: number }[]; value: number | null } {
  const data = (name: string) =>
    (outputs.find((output) => output.name === name)?.data ?? []).flat(2) as unknown[];
  const label = data("label")[0];
  const value = data("prediction")[0];
  const shares = data("probabilities").flatMap((share, index) =>
    typeof share === "number" ? { label: String(classes?.[index] ?? index), share } : [],
  );
  return {
    label: label === undefined || label === null ? null : String(label),
    shares: shares.sort((a, b) => b.share - a.share),
    value: typeof value === "number" ? value : null,
  };
}

function tensorValue(value: Row[string], onnx: "float" | "string") {
  if (value === null || value === undefined) return null;
  return onnx === "string" ? String(value) : Number(value);
}

/** Values that passed through 32-bit floats lose the digits that passing added. */
function toText(value: string | number | boolean | null): string {
  if (value === null) return "";
  return String(typeof value === "number" ? Number(value.toPrecision(7)) : value);
}
