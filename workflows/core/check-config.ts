import { z } from "zod";
import type { StepDefinition } from "./define-step.ts";
import type { ProblemCode } from "./problems.ts";
import { isPlainObject } from "./json.ts";
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
}

interface Property {
  widget?: string;
  items?: { properties?: Record<string, Property> };
}

const facts = new WeakMap<StepDefinition, SchemaFacts>();

/** Every CEL expression of a config, with the field it stands in. */
export function celExpressions(
  step: StepDefinition,
  config: Record<string, unknown>,
): { field: string; expression: string }[] {
  return schemaFacts(step).celFields.flatMap((path) => {
    const [field, , inner] = path.split(".");
    const value = config[field!];
    if (inner === undefined)
      return typeof value === "string" ? [{ field: field!, expression: value }] : [];
    if (!Array.isArray(value)) return [];
    return value.flatMap((entry: unknown, index) => {
      const expression = isPlainObject(entry) ? entry[inner] : undefined;
      return typeof expression === "string"
        ? [{ field: `${field}.${index}.${inner}`, expression }]
        : [];
    });
  });
}

/** Names of a step's top-level config fields, and which of them hold CEL. */
export function schemaFacts(step: StepDefinition): SchemaFacts {
  let known = facts.get(step);
  if (!known) {
    const schema = z.toJSONSchema(step.config, { io: "input", unrepresentable: "any" });
    const properties = Object.entries((schema.properties ?? {}) as Record<string, Property>);
    known = {
      fields: properties.map(([name]) => name),
      celFields: properties.flatMap(([name, { widget, items }]) => [
        ...(widget === "cel" ? [name] : []),
        ...Object.entries(items?.properties ?? {}).flatMap(([inner, property]) =>
          property.widget === "cel" ? [`${name}.*.${inner}`] : [],
        ),
      ]),
    };
    facts.set(step, known);
  }
  return known;
}

/** Parses a node's config by its step's schema; what does not fit comes back as issues with a code and a sentence. */
export function checkConfig(
  step: StepDefinition,
  config: Record<string, unknown>,
): { config: unknown; issues: ConfigIssue[] } {
  const { fields } = schemaFacts(step);
  const parsed = step.config.safeParse(config);
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
    if (issue.input === undefined && valueAt(config, issue.path) === undefined)
      return [
        {
          code: "P012",
          field,
          message: `'${field}' is missing: ${step.title} cannot run without it.`,
        },
      ];
    return [
      { code: "P013", field, message: `'${field || "config"}' does not fit: ${issue.message}.` },
    ];
  });
  return { config: null, issues };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}
