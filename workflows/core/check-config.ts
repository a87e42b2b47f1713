import { z } from "zod";
import type { StepDefinition } from "./define-step.ts";
import type { ProblemCode } from "./problems.ts";
import { nearest } from "./nearest.ts";

export interface ConfigIssue {
  code: ProblemCode;
  field: string;
  message: string;
}

interface SchemaFacts {
  fields: string[];
  celFields: string[];
}

const facts = new WeakMap<StepDefinition, SchemaFacts>();

/** Names of a step's top-level config fields, and which of them hold CEL. */
export function schemaFacts(step: StepDefinition): SchemaFacts {
  let known = facts.get(step);
  if (!known) {
    const schema = z.toJSONSchema(step.config, { io: "input", unrepresentable: "any" });
    const properties = Object.entries(
      (schema.properties ?? {}) as Record<string, { widget?: string }>,
    );
    known = {
      fields: properties.map(([name]) => name),
      celFields: properties
        .filter(([, property]) => property.widget === "cel")
        .map(([name]) => name),
    };
    facts.set(step, known);
  }
  return known;
}

/** Parses a node's config by its step's schema; what does not fit comes back as issues with a code and a sentence. */
export function checkConfig(
  step: StepDefinition,
  config: Record<string, unknown>,
): { config: unknown; issues: ConfigIssue[]; celFields: string[] } {
  const { fields, celFields } = schemaFacts(step);
  const parsed = step.config.safeParse(config);
  if (parsed.success) return { config: parsed.data, issues: [], celFields };
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
  return { config: null, issues, celFields };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}
