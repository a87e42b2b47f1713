import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";

export const step = defineStep({
  kind: "control.condition",
  version: 1,
  title: "Condition",
  description: "Passes what comes in to one of two outputs, by a CEL expression.",
  icon: "split",
  category: "control",
  config: z.strictObject({
    expression: z.string().min(1).meta({
      title: "Expression",
      description:
        "CEL that gives true or false. `input` holds the facts of what comes in, `params` the run's params, `steps` the facts of earlier steps' outputs.",
      widget: "cel",
    }),
  }),
  inputs: {
    value: { type: "any", title: "Value", description: "What is looked at and passed on." },
  },
  outputs: {
    true: { type: "any", sameAs: "value", title: "True" },
    false: { type: "any", sameAs: "value", title: "False" },
  },
  run: { mode: "condition", queue: "control", attempts: 1, cache: false },
  onReproduce: "repeat",
  example: { expression: "input.metrics.roc_auc >= 0.75" },
});
