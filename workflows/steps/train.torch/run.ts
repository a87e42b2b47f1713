import { fileURLToPath } from "node:url";
import { implement } from "../../core/define-step.ts";
import { trainModel } from "../_shared/train-model.ts";
import { step } from "./step.ts";

const SCRIPT = fileURLToPath(new URL("train.py", import.meta.url));

export default implement(step, ({ config, inputs, ctx }) =>
  trainModel(
    {
      group: "torch",
      script: SCRIPT,
      algorithm: "network",
      config,
      hyperparameters: {
        hidden: config.hidden,
        dropout: config.dropout,
        epochs: config.epochs,
        patience: config.patience,
        batch_size: config.batchSize,
        learning_rate: config.learningRate,
        weight_decay: config.weightDecay,
        class_weight: config.classWeight,
        max_categories: config.maxCategories,
        min_frequency: config.minCategoryRows,
      },
      checkpoints: true,
    },
    inputs,
    ctx,
  ),
);
