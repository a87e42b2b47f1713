import type { DocumentParam } from "../../../workflows/core/document.ts";
import { shortHelp } from "./help-text.ts";
import type { Field, FieldWidget } from "./fields.ts";

/** Controls of one short value: what a param can hold. */
const TYPES: Partial<Record<FieldWidget, DocumentParam["type"]>> = {
  text: "string",
  textarea: "string",
  markdown: "string",
  duration: "string",
  column: "string",
  secret: "string",
  source: "string",
  "pipeline-output": "string",
  boolean: "boolean",
  number: "number",
  slider: "number",
  enum: "string",
  scalar: "string",
};

/** The param that a field would become, with its value, or its default, as the default; null where none can hold it. */
export function paramFrom(field: Field, kind: FieldWidget, value: unknown): DocumentParam | null {
  const { schema, title, description } = field;
  const start = value === undefined ? schema.default : value;
  const choices = schema.enum?.filter(isScalar);
  const type =
    schema.type === "integer" || schema.type === "boolean"
      ? schema.type
      : typeof start === "number" && kind === "scalar"
        ? "number"
        : TYPES[kind];
  if (type === undefined) return null;
  const numeric = type === "number" || type === "integer";
  return {
    type,
    title,
    ...(description ? { description: shortHelp(description) } : {}),
    ...(fits(type, start) ? { default: start } : {}),
    ...(choices?.length ? { choices } : {}),
    ...(numeric && schema.minimum !== undefined ? { minimum: schema.minimum } : {}),
    ...(numeric && schema.maximum !== undefined && schema.maximum < Number.MAX_SAFE_INTEGER
      ? { maximum: schema.maximum }
      : {}),
  };
}

/** Whether a field of one type may take its value from a param of the other. */
export function fitsParam(field: DocumentParam["type"], param: DocumentParam["type"]): boolean {
  return field === param || (field === "number" && param === "integer");
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function fits(type: DocumentParam["type"], value: unknown): value is string | number | boolean {
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}
