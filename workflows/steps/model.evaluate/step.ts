import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";
import { METRIC_NAMES } from "../../core/metrics.ts";

const metric = z.enum(METRIC_NAMES);

const slice = z.strictObject({
  column: z.string().min(1).meta({
    title: "Column",
    description: "Any column of the test data; it need not be a feature.",
    widget: "column",
  }),
  bins: z
    .array(z.number())
    .min(1)
    .max(50)
    .refine((bins) => bins.every((edge, index) => index === 0 || edge > bins[index - 1]!), {
      message: "The edges must rise.",
    })
    .optional()
    .meta({
      title: "Bin edges",
      description:
        "For a column of numbers: 25, 40 makes the bands below 25, 25 to 40, and 40 and over.",
    }),
});

type Slice = { bins?: unknown };

const threshold = z
  .strictObject({
    metric: metric.meta({ title: "Metric" }),
    min: z.number().optional().meta({ title: "Least allowed" }),
    max: z.number().optional().meta({ title: "Most allowed" }),
  })
  .refine((check) => check.min !== undefined || check.max !== undefined, {
    message: "Give a least or a most allowed value.",
  });

export const step = defineStep({
  kind: "model.evaluate",
  version: 2,
  title: "Evaluate",
  description:
    "Runs models on the test part of a split, compares them on the same rows, and picks the best. The ONNX file is checked against the trainer's own predictions.",
  icon: "gauge",
  category: "model",
  config: z.strictObject({
    selectBy: metric.optional().meta({
      title: "Best by",
      description: "The metric that decides between models; ROC AUC or RMSE when left empty.",
    }),
    positive: z.string().min(1).optional().meta({
      title: "Positive class",
      description:
        "The class that ROC AUC, PR AUC, F1 and the curves are about. Left empty with two classes, it is the rarer one in the test data; with more, the figures are means over all classes, without curves.",
    }),
    slices: z.array(slice).max(20).default([]).meta({
      title: "Slices",
      description: "Metrics for each value, or band of values, of these columns.",
    }),
    thresholds: z.array(threshold).max(20).default([]).meta({
      title: "Thresholds",
      description: "The step fails when the best model is outside any of these.",
    }),
    parityTolerance: z.number().positive().default(1e-4).meta({
      title: "Parity tolerance",
      description:
        "The largest difference allowed between the trainer's predictions and the ONNX file's: of a probability, or of a value relative to its size where that is above 1.",
    }),
  }),
  inputs: {
    models: {
      type: "model",
      title: "Models",
      description: "One or more models with the same target.",
      multiple: true,
    },
    split: { type: "split", title: "Split", description: "Its test part is used." },
  },
  outputs: {
    evaluation: { type: "evaluation", title: "Evaluation" },
    metrics: { type: "metrics", title: "Metrics" },
    model: { type: "model", title: "Best model" },
  },
  columnUses: ({ slices }, named) =>
    named.map((use) => {
      const slice = Array.isArray(slices) ? (slices[Number(use.field.split(".")[1])] as Slice) : {};
      const bands = Array.isArray(slice?.bins) && slice.bins.length > 0;
      return bands
        ? {
            ...use,
            types: { any: ["integer", "number"], why: "only numbers can be cut into bands" },
          }
        : use;
    }),
  onReproduce: "repeat",
  example: {
    slices: [{ column: "sex" }, { column: "age", bins: [25, 40, 60] }],
    thresholds: [{ metric: "roc_auc", min: 0.75 }],
  },
});
