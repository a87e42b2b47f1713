import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";
import { isPlainObject } from "../../core/json.ts";
import type { Ports } from "../../core/ports.ts";

const OTHERWISE = "otherwise";
const value = { type: "any", sameAs: "value" } as const;

const caseSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,30}$/, "lower-case letters, digits and underscores")
    .refine((name) => name !== OTHERWISE && name !== "error", "a name of your own")
    .meta({ title: "Output", description: "The name of the output this case leads to." }),
  when: z.string().min(1).meta({
    title: "When",
    description:
      "CEL that gives true or false, over `input`, `params` and `steps`, as in a Condition.",
    widget: "cel",
  }),
});

export const step = defineStep({
  kind: "control.switch",
  version: 1,
  title: "Switch",
  description: "Passes what comes in to the output of the first case that is true.",
  icon: "split",
  category: "control",
  config: z.strictObject({
    cases: z
      .array(caseSchema)
      .min(1)
      .max(20)
      .refine(
        (cases) => new Set(cases.map(({ name }) => name)).size === cases.length,
        "each output needs a name of its own",
      )
      .meta({
        title: "Cases",
        description: "Tried in their order; where none is true, the value leaves by 'otherwise'.",
      }),
  }),
  inputs: {
    value: { type: "any", title: "Value", description: "What is looked at and passed on." },
  },
  outputs: { [OTHERWISE]: { ...value, title: "Otherwise" } },
  outputsOf: ({ cases }): Ports => {
    const names = (Array.isArray(cases) ? cases : []).flatMap((entry: unknown) =>
      isPlainObject(entry) && typeof entry["name"] === "string" ? [entry["name"]] : [],
    );
    return Object.fromEntries([
      ...names.map((name) => [name, { ...value, title: name }]),
      [OTHERWISE, { ...value, title: "Otherwise" }],
    ]) as Ports;
  },
  run: { mode: "switch", queue: "control", attempts: 1, cache: false },
  onReproduce: "repeat",
  example: {
    cases: [
      { name: "good", when: "input.metrics.roc_auc >= 0.8" },
      { name: "fair", when: "input.metrics.roc_auc >= 0.7" },
    ],
  },
});
