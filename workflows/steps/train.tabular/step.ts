import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";
import { trainingFields, trainingUses } from "../_shared/training-fields.ts";

export const step = defineStep({
  kind: "train.tabular",
  version: 1,
  title: "Train on a table",
  description:
    "Trains XGBoost, a linear model or a random forest. The result is one ONNX file that takes the raw columns.",
  icon: "trees",
  category: "train",
  config: z
    .strictObject({
      algorithm: z.enum(["xgboost", "linear", "random_forest"]).default("xgboost").meta({
        title: "Algorithm",
        description:
          "xgboost: gradient-boosted trees. linear: logistic regression for classes, ridge regression for numbers. random_forest: averaged trees.",
      }),
      ...trainingFields,
      trees: z.int().min(1).max(10_000).default(300).meta({
        title: "Trees",
        description: "Boosting rounds of xgboost at most, or trees of the forest.",
      }),
      learningRate: z.number().min(0.0001).max(1).default(0.1).meta({
        title: "Learning rate",
        description: "xgboost: how much of each new tree is taken on.",
      }),
      maxDepth: z.int().min(1).max(64).optional().meta({
        title: "Depth",
        unit: "levels",
        description: "Levels of a tree at most. Empty: 6 for xgboost, no limit for the forest.",
      }),
      minChildWeight: z.number().min(0).max(1_000_000).default(1).meta({
        title: "Smallest child weight",
        description: "xgboost: a split whose sides weigh less is not made.",
      }),
      subsample: z.number().min(0.01).max(1).default(1).meta({
        title: "Share of rows",
        description: "xgboost: share of the rows drawn for each tree.",
        widget: "slider",
      }),
      columnSample: z.number().min(0.01).max(1).default(1).meta({
        title: "Share of columns",
        description: "xgboost: share of the columns drawn for each tree.",
        widget: "slider",
      }),
      gamma: z.number().min(0).max(1_000_000).default(0).meta({
        title: "Smallest gain",
        description: "xgboost: loss that a split must save.",
      }),
      l1: z.number().min(0).max(1_000_000).default(0).meta({
        title: "L1 penalty",
        description: "xgboost: penalty on the size of leaves.",
      }),
      l2: z.number().min(0).max(1_000_000).default(1).meta({
        title: "L2 penalty",
        description: "xgboost and linear: penalty on squared weights; linear uses C = 1 / L2.",
      }),
      earlyStoppingRounds: z.int().min(0).max(1_000).default(30).meta({
        title: "Early stopping",
        unit: "rounds",
        description:
          "xgboost: stops after so many rounds without progress on the validation part. 0: never.",
      }),
      minLeafRows: z.int().min(1).max(100_000).default(5).meta({
        title: "Rows in a leaf",
        unit: "rows",
        description: "random_forest: rows that a leaf must hold at least.",
      }),
      maxIterations: z.int().min(1).max(100_000).default(1_000).meta({
        title: "Iterations",
        description: "linear: iterations of the solver at most.",
      }),
      maxCategories: z.int().min(1).max(1_000).default(50).meta({
        title: "Categories kept",
        unit: "values",
        description: "The most frequent values of a text column; the others share one code.",
      }),
      minCategoryRows: z.int().min(1).max(1_000_000).default(1).meta({
        title: "Rows of a category",
        unit: "rows",
        description: "Values in fewer rows share one code.",
      }),
      device: z.enum(["cpu", "cuda"]).default("cpu").meta({
        title: "Device",
        description:
          "cuda: xgboost on a GPU; the step then waits for a worker on the queue gpu and never falls back to a CPU.",
      }),
      seed: z.int().min(0).max(2_147_483_647).default(42).meta({
        title: "Seed",
        description: "The same seed and data give the same model.",
      }),
    })
    .refine(({ device, algorithm }) => device === "cpu" || algorithm === "xgboost", {
      path: ["device"],
      message: "only xgboost runs on cuda; choose cpu",
    }),
  inputs: {
    split: {
      type: "split",
      title: "Split",
      description: "Learns from its training part; its validation part decides when to stop.",
    },
  },
  outputs: {
    model: { type: "model", title: "Model" },
    metrics: {
      type: "metrics",
      title: "Metrics",
      description: "The trainer's own figures on the training and the validation part.",
    },
  },
  run: { queue: "cpu", startToClose: "12h" },
  queueOf: ({ device }) => (device === "cuda" ? "gpu" : "cpu"),
  columnUses: trainingUses,
  onReproduce: "repeat",
  example: { algorithm: "xgboost", target: "creditability" },
});
