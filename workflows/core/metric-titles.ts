/** What the metrics of an evaluation are called. */
const METRIC_TITLES = {
  roc_auc: "ROC AUC",
  pr_auc: "PR AUC",
  accuracy: "Accuracy",
  f1: "F1",
  log_loss: "Log loss",
  rmse: "RMSE",
  mae: "MAE",
  r2: "R²",
} as const satisfies Record<string, string>;

/** The title of a metric, also of one that this release does not know. */
export function metricTitle(name: string): string {
  return (METRIC_TITLES as Record<string, string>)[name] ?? name.replaceAll("_", " ");
}
