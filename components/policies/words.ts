import type { Catalogue, Stage } from "./types.ts";

export const METRIC_TITLES: Record<Catalogue["metrics"][number], string> = {
  roc_auc: "ROC AUC",
  pr_auc: "PR AUC",
  accuracy: "Accuracy",
  f1: "F1",
  log_loss: "Log loss",
  rmse: "RMSE",
  mae: "MAE",
  r2: "R²",
};

export const ESCALATE_TO: readonly {
  value: NonNullable<Stage["escalate"]["to"]>;
  label: string;
}[] = [
  { value: "model-risk", label: "Model risk" },
  { value: "compliance", label: "Compliance" },
  { value: "privacy", label: "Privacy" },
  { value: "business", label: "Business" },
  { value: "reviewer", label: "All reviewers" },
  { value: "operator", label: "Operators" },
  { value: "admin", label: "Admins" },
];

/** Names of the weekdays, Monday first. */
export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
