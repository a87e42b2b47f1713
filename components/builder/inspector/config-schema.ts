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

/** How a step runs, as a form: what is left empty is as the step has it. */
export function policySchema({ run, title }: StepDefinition): JsonSchema {
  return {
    type: "object",
    properties: {
      when: {
        type: "string",
        title: "Only when",
        widget: "cel",
        description:
          "CEL over params and steps, for instance params.retrain == true. When it is false the step is skipped.",
      },
      attempts: {
        type: "integer",
        title: "Attempts",
        minimum: 1,
        maximum: 100,
        default: run.attempts,
        description: "In all. Bad data and bad config are not tried again.",
      },
      startToClose: {
        type: "string",
        title: "Longest time",
        default: run.startToClose,
        description: "Of one attempt, for instance 30s, 10m or 2h.",
      },
      queue: {
        type: "string",
        title: "Queue",
        default: run.queue,
        description: "Which workers take it: control, cpu, gpu, or one of your own.",
      },
      cache: {
        type: "boolean",
        title: "Reuse earlier results",
        default: run.cache,
        description: `When ${title} ran before with the same config and inputs.`,
      },
    },
  };
}
