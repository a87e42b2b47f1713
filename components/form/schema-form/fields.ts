/** The part of JSON Schema (2020-12) that zod writes for step configs, with what `.meta` adds. */
export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  widget?: string;
  /** What a number counts, shown behind it: `rows`, `s`, `%`. */
  unit?: string;
  /** It means something only beside that value of the other field. */
  onlyWith?: [field: string, value: string];
  /** Values to choose from, with words for them; for a form that is not drawn from a step's config. */
  options?: readonly FieldOption[];
  /** What stands for "not set". */
  unset?: string;
  /** Texts offered while one types: all others may be typed as well. Of a record: its names. */
  suggestions?: readonly Suggestion[];
}

export interface Suggestion {
  value: string;
  /** Shown behind it, for instance a column's type. */
  note?: string;
}

export interface FieldOption {
  value: string | number | boolean;
  label: string;
  hint?: string;
}

export interface Field {
  name: string;
  title: string;
  description?: string;
  schema: JsonSchema;
  required: boolean;
}

/** How a field is shown. `yaml` is the way out for whatever has no better form. */
export type FieldWidget =
  | "text"
  | "textarea"
  | "number"
  | "scalar"
  | "duration"
  | "markdown"
  | "python"
  | "slider"
  | "boolean"
  | "enum"
  | "source"
  | "pipeline"
  | "pipeline-output"
  | "pipeline-params"
  | "column"
  | "columns"
  | "sql"
  | "cel"
  | "secret"
  | "texts"
  | "numbers"
  | "choices"
  | "objects"
  | "record"
  | "json"
  | "yaml";

/** The fields of an object schema, in its order. */
export function fieldsOf(schema: JsonSchema): Field[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    title: property.title ?? titleFromName(name),
    ...(property.description ? { description: property.description } : {}),
    schema: property,
    required: required.has(name) && property.default === undefined,
  }));
}

const BY_META: Record<string, FieldWidget> = {
  source: "source",
  pipeline: "pipeline",
  "pipeline-output": "pipeline-output",
  "pipeline-params": "pipeline-params",
  column: "column",
  columns: "columns",
  sql: "sql",
  cel: "cel",
  secret: "secret",
  json: "json",
  python: "python",
  duration: "duration",
  markdown: "markdown",
  textarea: "textarea",
};

/** The widget for a schema: by its meta where that fits its type, else by the type. */
export function widgetFor(schema: JsonSchema): FieldWidget {
  const named = schema.widget === undefined ? undefined : BY_META[schema.widget];
  if (named) return named;
  if (schema.widget === "slider" && schema.minimum !== undefined && schema.maximum !== undefined)
    return "slider";
  if (schema.enum || schema.options) return "enum";
  if (isScalar(schema)) return "scalar";
  switch (schema.type) {
    case "string":
      return durationUnits(schema) ? "duration" : "text";
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    case "array":
      return arrayWidget(schema.items ?? {});
    case "object":
      return isRecordOfScalars(schema) ? "record" : "yaml";
    default:
      return "yaml";
  }
}

/** Names of one's own with a short value each. */
function isRecordOfScalars({ properties, additionalProperties: values }: JsonSchema): boolean {
  return (
    properties === undefined &&
    typeof values === "object" &&
    (isScalar(values) || (typeof values.type === "string" && SCALARS.has(values.type)))
  );
}

/** A text or a number (or a truth value). */
function isScalar({ type, anyOf }: JsonSchema): boolean {
  const types = Array.isArray(type) ? type : (anyOf?.map((option) => option.type) ?? []);
  return (
    types.length > 1 &&
    types.every((one) => typeof one === "string" && SCALARS.has(one)) &&
    types.includes("string")
  );
}

const SCALARS = new Set(["string", "number", "integer", "boolean"]);

function arrayWidget(items: JsonSchema): FieldWidget {
  if (items.enum) return "choices";
  if (items.type === "string") return "texts";
  if (items.type === "number" || items.type === "integer") return "numbers";
  if (isScalar(items)) return "numbers";
  if (variantsOf(items)) return "objects";
  return "yaml";
}

export interface Variant {
  /** The value of the discriminating property; null where all items have one shape. */
  value: string | null;
  title: string;
  description?: string;
  schema: JsonSchema;
}

/** The shapes an item may have: one for a plain object, one each for a discriminated union; null for anything else. */
export function variantsOf(
  items: JsonSchema,
): { discriminator: string | null; variants: Variant[] } | null {
  if (items.type === "object" && items.properties)
    return {
      discriminator: null,
      variants: [{ value: null, title: items.title ?? "Item", schema: items }],
    };
  const options = items.oneOf ?? items.anyOf;
  const first = options?.[0]?.properties;
  if (!options || !first) return null;
  const discriminator = Object.keys(first).find((name) =>
    options.every((option) => typeof option.properties?.[name]?.const === "string"),
  );
  if (!discriminator) return null;
  return {
    discriminator,
    variants: options.map((option) => {
      const value = option.properties![discriminator]!.const as string;
      const { [discriminator]: _, ...properties } = option.properties!;
      return {
        value,
        title: option.title ?? titleFromName(value),
        ...(option.description ? { description: option.description } : {}),
        schema: { ...option, properties },
      };
    }),
  };
}

/** `learningRate`, `not_null` and `min-rows` as words: Learning rate, Not null, Min rows. */
export function titleFromName(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A default as it stands in a placeholder; empty when there is none to show. */
export function defaultText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value))
    return value
      .map((item) =>
        item === "" ? '""' : typeof item === "object" ? JSON.stringify(item) : String(item),
      )
      .join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Whether a default is a list or an object with nothing in it. */
export function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** What stands in a control while its field is not set. */
export function placeholderOf({ schema, required }: Field, example: unknown): string {
  if (isEmpty(schema.default)) return schema.unset ?? "None";
  if (schema.default !== undefined) return defaultText(schema.default);
  const text = typeof example === "object" ? "" : defaultText(example);
  if (text) return `e.g. ${text}`;
  return required ? "" : (schema.unset ?? "Not set");
}

/** Whether a value is a reference to a param, which may stand in a field of any type. */
export function isParamReference(value: unknown): value is string {
  return typeof value === "string" && /\$\{\s*params\./.test(value);
}

/** The param that a value stands for as a whole; null where it is none, or a text that mentions one. */
export function wholeParam(value: unknown): string | null {
  const match =
    typeof value === "string" ? /^\$\{\s*params\.([A-Za-z_][A-Za-z0-9_]*)\s*\}$/.exec(value) : null;
  return match?.[1] ?? null;
}

/** The units that a text of digits and a unit may have, by its pattern; null for any other text. */
export function durationUnits({ pattern, widget }: JsonSchema): DurationUnit[] | null {
  const units = /^\^\\d(?:\+|\{1,\d+\})\(([a-z|]+)\)\$$/.exec(pattern ?? "")?.[1]?.split("|");
  if (units?.every((unit) => unit in SECONDS_IN)) return units as DurationUnit[];
  return widget === "duration" ? ["ms", "s", "m", "h", "d"] : null;
}

/** How many seconds a unit of a duration has. */
export const SECONDS_IN = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 } as const;
export type DurationUnit = keyof typeof SECONDS_IN;

/**
 * Text as a value of a schema, undefined where there is none. Where it may be a text as well as a number, it is a number only
 * if nothing is lost by it: the postcode 01067 and the version 1.10 stay what was typed.
 */
export function readAs(text: string, { type }: JsonSchema): unknown {
  if (type === "string") return text;
  const value = readNumber(text);
  if (type === "number" || type === "integer") return value;
  const trimmed = text.trim();
  if (trimmed === "true" || trimmed === "false") return trimmed === "true";
  return typeof value === "number" && String(value) !== trimmed ? trimmed : value;
}

/** Text as the number it says; kept as text when it is none (a param reference, a slip the compiler will report). */
export function readNumber(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : trimmed;
}
