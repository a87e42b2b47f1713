import { fileURLToPath } from "node:url";
import type { z } from "zod";
import { implement } from "../../core/define-step.ts";
import type { JsonObject } from "../../core/json.ts";
import { trainModel } from "../_shared/train-model.ts";
import { step } from "./step.ts";

type Config = z.output<typeof step.config>;

const SCRIPT = fileURLToPath(new URL("train.py", import.meta.url));

/** The config's fields by the names that the trainer's library gives them; only those that its algorithm has. */
function hyperparametersOf(config: Config): JsonObject {
  const common = {
    max_categories: config.maxCategories,
    min_frequency: config.minCategoryRows,
    class_weight: config.classWeight,
  };
  if (config.algorithm === "linear") {
    // scikit-learn takes the inverse of the penalty; none at all is a very weak one.
    const C = config.l2 > 0 ? 1 / config.l2 : 1e12;
    return { ...common, C, alpha: config.l2, max_iter: config.maxIterations };
  }
  const trees = { ...common, n_estimators: config.trees, max_depth: config.maxDepth ?? null };
  if (config.algorithm === "random_forest")
    return { ...trees, min_samples_leaf: config.minLeafRows };
  return {
    ...trees,
    learning_rate: config.learningRate,
    min_child_weight: config.minChildWeight,
    subsample: config.subsample,
    colsample_bytree: config.columnSample,
    gamma: config.gamma,
    reg_alpha: config.l1,
    reg_lambda: config.l2,
    early_stopping_rounds: config.earlyStoppingRounds,
  };
}

export default implement(step, ({ config, inputs, ctx }) =>
  trainModel(
    {
      group: config.device === "cuda" ? "tabular-gpu" : "tabular",
      script: SCRIPT,
      algorithm: config.algorithm,
      config,
      hyperparameters: hyperparametersOf(config),
      checkpoints: false,
    },
    inputs,
    ctx,
  ),
);
