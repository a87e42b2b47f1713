import { z } from "zod";
import type { StepDefinition } from "./define-step.ts";
import type { ProblemCode } from "./problems.ts";
import { isPlainObject } from "./json.ts";
import type { ColumnUse } from "./known-columns.ts";
import { nearest } from "./nearest.ts";

export interface ConfigIssue {
  code: ProblemCode;
  field: string;
  message: string;
}

interface SchemaFacts {
  fields: string[];
  /** Fields that hold CEL; `cases.*.when` for the field of a list's entries. */
  celFields: string[];
  /** Fields that name columns, by the widgets `column` and `columns`. */
  columnFields: string[];
  /** Fields that name other pipelines of the workspace. */
  pipelineFields: string[];
  /** Whether it has a field `source` with that widget, which names data from outside. */
  readsSource: boolean;
}

interface Property {
  widget?: string;
  items?: {
    properties?: Record<string, Property>;
    oneOf?: Property["items"][];
    anyOf?: Property["items"][];
  };
}

/** What a config is checked against. */
type Checked = Pick<StepDefinition, "title" | "config">;

const facts = new WeakMap<Checked, SchemaFacts>();

/** Every CEL expression of a config, with the field it stands in. */
export function celExpressions(
  step: StepDefinition,
  config: Record<string, unknown>,
): { field: string; expression: string }[] {
  return textsAt(schemaFacts(step).celFields, config).map(({ field, text }) => ({
    field,
    expression: text,
  }));
}

/** Every column that a config names in a field for columns. Params and items that are not filled in name none. */
export function namedColumns(step: StepDefinition, config: Record<string, unknown>): ColumnUse[] {
  return namesAt(schemaFacts(step).columnFields, config).map(({ field, text }) => ({
    field,
    column: text,
  }));
}

/** Every other pipeline that a config names, likewise. */
export function namedPipelines(
  step: StepDefinition,
  config: Record<string, unknown>,
): { field: string; name: string }[] {
  return namesAt(schemaFacts(step).pipelineFields, config).map(({ field, text }) => ({
    field,
    name: text,
  }));
}

/** The texts at paths that are names as they stand there. */
function namesAt(paths: readonly string[], config: Record<string, unknown>) {
  return textsAt(paths, config).filter(({ text }) => text !== "" && !text.includes("${"));
}

/** The texts at paths such as `cases.*.when`, and in lists there, with the place of each. */
function textsAt(
  paths: readonly string[],
  config: Record<string, unknown>,
): { field: string; text: string }[] {
  return paths.flatMap((path) => {
    const [field, , inner] = path.split(".");
    const value = config[field!];
    if (inner === undefined) return texts(value, field!);
    if (!Array.isArray(value)) return [];
    return value.flatMap((entry: unknown, index) =>
      isPlainObject(entry) ? texts(entry[inner], `${field}.${index}.${inner}`) : [],
    );
  });
}

function texts(value: unknown, field: string): { field: string; text: string }[] {
  if (typeof value === "string") return [{ field, text: value }];
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown, index) =>
    typeof one === "string" ? [{ field: `${field}.${index}`, text: one }] : [],
  );
}

/** Names of a step's top-level config fields, and what some of them hold. */
export function schemaFacts(step: Checked): SchemaFacts {
  let known = facts.get(step);
  if (!known) {
    const schema = z.toJSONSchema(step.config, { io: "input", unrepresentable: "any" });
    const properties = Object.entries((schema.properties ?? {}) as Record<string, Property>);
    known = {
      fields: properties.map(([name]) => name),
      celFields: fieldsWith(properties, ["cel"]),
      columnFields: fieldsWith(properties, ["column", "columns"]),
      pipelineFields: fieldsWith(properties, ["pipeline"]),
      readsSource: properties.some(([name, { widget }]) => name === "source" && widget === name),
    };
    facts.set(step, known);
  }
  return known;
}

/** Paths of the fields with one of the widgets, those of a list's entries (of any of its shapes) included. */
function fieldsWith(properties: [string, Property][], widgets: readonly string[]): string[] {
  const has = ({ widget }: Property) => widget !== undefined && widgets.includes(widget);
  const paths = properties.flatMap(([name, property]) => [
    ...(has(property) ? [name] : []),
    ...[property.items, ...(property.items?.oneOf ?? []), ...(property.items?.anyOf ?? [])].flatMap(
      (shape) =>
        Object.entries(shape?.properties ?? {}).flatMap(([inner, one]) =>
          has(one) ? [`${name}.*.${inner}`] : [],
        ),
    ),
  ]);
  return [...new Set(paths)];
}

/** Parses a node's config by its step's schema; what does not fit comes back as issues with a code and a sentence. */
export function checkConfig(
  step: Checked,
  config: Record<string, unknown>,
): { config: unknown; issues: ConfigIssue[] } {
  const { fields } = schemaFacts(step);
  const parsed = step.config.safeParse(config, { error: wanted });
  if (parsed.success) return { config: parsed.data, issues: [] };
  const issues = parsed.error.issues.flatMap((issue): ConfigIssue[] => {
    const field = issue.path.join(".");
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => {
        const near = issue.path.length === 0 ? nearest(key, fields) : null;
        const remedy = near
          ? `did you mean '${near}'?`
          : `${step.title} knows: ${fields.join(", ")}.`;
        return {
          code: "P011",
          field: [...issue.path, key].join("."),
          message: `There is no field '${key}'; ${remedy}`,
        };
      });
    if (issue.input === undefined && valueAt(config, issue.path) === undefined) {
      // What a schema checks by itself may be met by another field as well: it says what it asks for.
      const asked =
        issue.code === "custom"
          ? `${step.title} cannot run: ${issue.message}.`
          : `'${field}' is missing: ${step.title} cannot run without it.`;
      return [{ code: "P012", field, message: asked }];
    }
    const says = issue.message.startsWith("must ")
      ? issue.message
      : `does not fit: ${issue.message}`;
    return [{ code: "P013", field, message: `'${field || "config"}' ${says}.` }];
  });
  return { config: null, issues };
}

/** What a value must be, for the common ways not to fit; a schema that says it in words of its own keeps them. */
export const wanted: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${TYPES[issue.expected] ?? `of type ${issue.expected}`}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.join(", ")}`;
    case "too_small":
      return atLeast(issue.origin, issue.minimum, issue.inclusive);
    case "too_big":
      return issue.origin in COUNTED
        ? `must have at most ${issue.maximum} ${COUNTED[issue.origin]}`
        : `must be ${issue.inclusive ? "at most" : "below"} ${issue.maximum}`;
    case "invalid_union":
      return "must have one of the shapes that its form offers";
    default:
      return undefined;
  }
};

function atLeast(origin: string, minimum: number | bigint, inclusive: boolean | undefined): string {
  if (!(origin in COUNTED)) return `must be ${inclusive ? "at least" : "above"} ${minimum}`;
  return Number(minimum) === 1
    ? "must not be empty"
    : `must have at least ${minimum} ${COUNTED[origin]}`;
}

const TYPES: Record<string, string> = {
  int: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

const COUNTED: Record<string, string> = { string: "characters", array: "entries" };

/** What stands at a path; undefined where nothing does. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}
