import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";
import { NAME_PATTERN } from "../../core/document.ts";

export const step = defineStep({
  kind: "model.register",
  version: 1,
  title: "Register",
  description: "Adds the model to the registry as a new version, with all it was made from.",
  icon: "package-plus",
  category: "model",
  config: z.strictObject({
    name: z
      .string()
      .regex(NAME_PATTERN, "lower-case letters, digits and hyphens, 63 at most")
      .meta({
        title: "Model name",
        description: "A new name makes a new model; a known one adds a version to it.",
      }),
    description: z.string().max(2_000).default("").meta({
      title: "Description",
      description: "What the model does; kept when the model is new.",
      widget: "textarea",
    }),
    intendedUse: z.string().max(10_000).default("").meta({
      title: "Intended use",
      description:
        "For which decisions, about whom, and what it must not be used for. The reviewer reads this first.",
      widget: "markdown",
    }),
  }),
  inputs: {
    model: { type: "model", title: "Model" },
    evaluation: { type: "evaluation", title: "Evaluation" },
    report: {
      type: "validation-report",
      title: "Validation report",
      description: "Of the data the model learned from; becomes part of the evidence.",
      optional: true,
    },
  },
  outputs: { version: { type: "model-version", title: "Version" } },
  run: { queue: "control", startToClose: "2m", attempts: 3, cache: false },
  onReproduce: "keep",
  example: {
    name: "credit-risk",
    description: "Probability that a loan is not paid back.",
    intendedUse: "Supports a clerk's decision on consumer loans; never decides alone.",
  },
});
