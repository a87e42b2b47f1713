import { z } from "zod";
import type { StepDefinition } from "../../workflows/core/define-step.ts";
import type { JsonSchema } from "./schema-form/fields.ts";

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

/** A step's config as JSON Schema without what means nothing beside the values that are set. */
export function shownSchema(step: StepDefinition, config: Record<string, unknown>): JsonSchema {
  const schema = configSchema(step);
  const properties = Object.entries(schema.properties ?? {}).filter(([name, { onlyWith }]) => {
    if (!onlyWith || config[name] !== undefined) return true;
    const [field, value] = onlyWith;
    return (config[field] ?? schema.properties?.[field]?.default) === value;
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}
