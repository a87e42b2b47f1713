import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";

export const step = defineStep({
  kind: "governance.review",
  version: 1,
  title: "Review",
  description:
    "Freezes the evidence, asks a reviewer, and waits for the decision, however long it takes.",
  icon: "scale",
  category: "governance",
  config: z.strictObject({
    title: z.string().max(200).default("").meta({
      title: "Title",
      description: "What the inbox shows; the model's name and version when empty.",
    }),
    instructions: z.string().max(10_000).default("").meta({
      title: "Instructions",
      description: "What the reviewer should look at.",
      widget: "markdown",
    }),
  }),
  inputs: {
    version: { type: "model-version", title: "Version" },
    evaluation: {
      type: "evaluation",
      title: "Evaluation",
      description: "Evidence besides the one the version was registered with.",
      optional: true,
    },
    report: {
      type: "validation-report",
      title: "Validation report",
      description: "Of the data the model learned from.",
      optional: true,
    },
  },
  outputs: {
    approved: { type: "model-version", title: "Approved", sometimes: true },
    rejected: {
      type: "model-version",
      title: "Rejected",
      description: "Rejected, or sent back with changes requested.",
      sometimes: true,
    },
  },
  run: { queue: "control", startToClose: "2m", attempts: 3, cache: false },
  asks: "review",
  onReproduce: "keep",
  example: { instructions: "Look at the worst slice and at the calibration curve." },
});
