import { z } from "zod";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import type { JsonSchema } from "../../form/schema-form/fields.ts";

const schemas = new WeakMap<StepDefinition, JsonSchema>();

/** A step's config as JSON Schema, as it is written (defaults still open); made once a step. */
export function configSchema(step: StepDefinition): JsonSchema {
  let schema = schemas.get(step);
  if (!schema) {
    schema = z.toJSONSchema(step.config, { io: "input", unrepresentable: "any" }) as JsonSchema;
    schemas.set(step, schema);
  }
  return schema;
}

/** Fields that mean something only beside a certain value of another one. */
const ONLY_WITH: Record<string, Record<string, [field: string, value: string]>> = {
  "control.map": {
    list: ["over", "list"],
    grid: ["over", "grid"],
    count: ["over", "count"],
    folder: ["over", "files"],
    pattern: ["over", "files"],
    tolerate: ["onFailure", "tolerate"],
  },
};

/** A step's config as JSON Schema without what means nothing beside the values that are set. */
export function shownSchema(step: StepDefinition, config: Record<string, unknown>): JsonSchema {
  const schema = configSchema(step);
  const rules = ONLY_WITH[step.kind];
  if (!rules) return schema;
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => {
    const rule = rules[name];
    if (!rule || config[name] !== undefined) return true;
    return (config[rule[0]] ?? schema.properties?.[rule[0]]?.default) === rule[1];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}
