import { worseBy, type Metrics } from "../../core/metrics.ts";
import { StepError } from "../../core/step-error.ts";

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
  let best = 0;
  for (const [at, metrics] of candidates.entries()) {
    const value = metrics[metric] ?? null;
    const leader = candidates[best]![metric] ?? null;
    if (value !== null && (leader === null || worseBy(metric, value, leader) < 0)) best = at;
  }
  return best;
}
