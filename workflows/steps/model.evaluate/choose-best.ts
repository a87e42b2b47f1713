import { StepError } from "../../core/step-error.ts";
import type { Metrics } from "./metrics.ts";

const SMALLER_IS_BETTER = new Set(["log_loss", "rmse", "mae"]);

/** The metric that decides: the one asked for, else ROC AUC, or RMSE of a regression. */
export function decisiveMetric(
  task: "classification" | "regression",
  asked: string | undefined,
  metrics: Metrics,
): string {
  const metric = asked ?? (task === "regression" ? "rmse" : "roc_auc");
  if (metric in metrics) return metric;
  throw new StepError(
    "bad-config",
    `A ${task} has no ${metric}; choose the best model by one of ${Object.keys(metrics).join(", ")}.`,
  );
}

/** The number of the best candidate; the first of equals. One whose metric is not defined comes last. */
export function chooseBest(candidates: readonly Metrics[], metric: string): number {
  const sign = SMALLER_IS_BETTER.has(metric) ? -1 : 1;
  let best = 0;
  for (const [at, metrics] of candidates.entries()) {
    const value = metrics[metric] ?? null;
    const leader = candidates[best]![metric] ?? null;
    if (value !== null && (leader === null || value * sign > leader * sign)) best = at;
  }
  return best;
}
