import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";
import { trainingFields, trainingUses } from "../_shared/training-fields.ts";

export const step = defineStep({
  kind: "train.torch",
  version: 1,
  title: "Train a network",
  description:
    "Trains a small neural network in PyTorch, with checkpoints. The result is one ONNX file that takes the raw columns.",
  icon: "brain-circuit",
  category: "train",
  config: z.strictObject({
    ...trainingFields,
    hidden: z.array(z.int().min(1).max(8_192)).max(20).default([128, 64]).meta({
      title: "Hidden layers",
      description: "Units of each layer, from the input on.",
    }),
    dropout: z.number().min(0).max(0.9).default(0.1).meta({
      title: "Dropout",
      description: "Share of units switched off at random while training.",
      widget: "slider",
    }),
    epochs: z.int().min(1).max(100_000).default(100).meta({
      title: "Epochs",
      description: "Passes over the training rows at most.",
    }),
    patience: z.int().min(0).max(10_000).default(10).meta({
      title: "Patience",
      unit: "epochs",
      description:
        "Stops after so many epochs without progress on the validation part, or on a tenth of the training rows. 0: never.",
    }),
    batchSize: z.int().min(1).max(1_048_576).default(256).meta({
      title: "Batch size",
      unit: "rows",
      description: "Rows in each step of the optimizer.",
    }),
    learningRate: z.number().min(0.0000001).max(10).default(0.001).meta({
      title: "Learning rate",
      description: "Size of the optimizer's steps (AdamW).",
    }),
    weightDecay: z.number().min(0).max(10).default(0.01).meta({
      title: "Weight decay",
      description: "How strongly weights are pulled towards zero.",
    }),
    maxCategories: z.int().min(1).max(100_000).default(100).meta({
      title: "Categories kept",
      unit: "values",
      description: "The most frequent values of a text column; the others share one embedding.",
    }),
    minCategoryRows: z.int().min(1).max(1_000_000).default(2).meta({
      title: "Rows of a category",
      unit: "rows",
      description: "Values in fewer rows share one embedding.",
    }),
    device: z.enum(["cpu", "cuda"]).default("cpu").meta({
      title: "Device",
      description:
        "cuda: the step waits for a worker on the queue gpu and never falls back to a CPU.",
    }),
    seed: z.int().min(0).max(2_147_483_647).default(42).meta({
      title: "Seed",
      description: "The same seed, data and device give the same model.",
    }),
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
  run: { queue: "cpu", startToClose: "24h", heartbeat: "30s" },
  queueOf: ({ device }) => (device === "cuda" ? "gpu" : "cpu"),
  columnUses: trainingUses,
  onReproduce: "repeat",
  example: { target: "creditability", epochs: 50 },
});
