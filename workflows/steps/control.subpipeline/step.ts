import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";
import { NAME_PATTERN } from "../../core/document.ts";

export const step = defineStep({
  kind: "control.subpipeline",
  version: 1,
  title: "Sub-pipeline",
  description: "Runs a published version of another pipeline, with params, and waits for its end.",
  icon: "workflow",
  category: "control",
  config: z.strictObject({
    pipeline: z.string().regex(NAME_PATTERN, "the name of a pipeline").meta({
      title: "Pipeline",
      description: "The name of a published pipeline of this workspace.",
      widget: "pipeline",
    }),
    version: z.int().min(1).optional().meta({
      title: "Version",
      description: "The version to run; the newest when it begins, where none is given.",
    }),
    params: z
      .record(
        z.string(),
        z.union([z.string(), z.number(), z.boolean()], "must be a text, a number, true or false"),
      )
      .default({})
      .meta({
        title: "Params",
        description: "Values for the params of that pipeline, by name.",
        widget: "pipeline-params",
      }),
    output: z
      .string()
      .regex(/^[a-z][a-z0-9_]*\.[a-z][a-zA-Z0-9_]*$/, "node.output")
      .optional()
      .meta({
        title: "Output",
        description:
          "Which of its outputs leaves here, as node.output, for instance evaluate.model.",
        widget: "pipeline-output",
      }),
  }),
  inputs: {
    after: {
      type: "any",
      title: "After",
      description: "What has to be there before it begins.",
      optional: true,
      multiple: true,
    },
  },
  outputs: {
    run: { type: "artifact", title: "Run", description: "The facts of the run that was made." },
    result: {
      type: "any",
      title: "Result",
      description: "The output that the config names.",
      sometimes: true,
    },
  },
  run: { queue: "control", startToClose: "1m", attempts: 5, cache: "never" },
  asks: "child",
  onReproduce: "keep",
  example: { pipeline: "credit-risk", params: {}, output: "evaluate.model" },
});
