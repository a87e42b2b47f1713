import type { Metrics } from "./types.ts";

interface MetricName {
  title: string;
  /** Which way is better. */
  better: "higher" | "lower";
  about: string;
}

const NAMES: Record<string, MetricName> = {
  roc_auc: {
    title: "ROC AUC",
    better: "higher",
    about: "Chance that a random positive is ranked above a random negative; 0.5 is a coin.",
  },
  pr_auc: {
    title: "PR AUC",
    better: "higher",
    about: "Area under precision over recall; the share of positives is what a coin would give.",
  },
  accuracy: { title: "Accuracy", better: "higher", about: "Share of rows labelled rightly." },
  balanced_accuracy: {
    title: "Balanced accuracy",
    better: "higher",
    about: "Mean of the recalls of all classes.",
  },
  f1: { title: "F1", better: "higher", about: "Harmonic mean of precision and recall." },
  precision: {
    title: "Precision",
    better: "higher",
    about: "Share of rows called positive that are.",
  },
  recall: { title: "Recall", better: "higher", about: "Share of positives that were found." },
  log_loss: {
    title: "Log loss",
    better: "lower",
    about: "Mean negative log-likelihood of the right class; punishes confident mistakes.",
  },
  brier: {
    title: "Brier score",
    better: "lower",
    about: "Mean squared error of the probabilities.",
  },
  rmse: {
    title: "RMSE",
    better: "lower",
    about: "Root of the mean squared error, in the target's unit.",
  },
  mae: { title: "MAE", better: "lower", about: "Mean absolute error, in the target's unit." },
  r2: {
    title: "R²",
    better: "higher",
    about: "Share of the target's variance that is explained; 1 is all, 0 none.",
  },
};

const ORDER = Object.keys(NAMES);

export function metricTitle(name: string): string {
  return NAMES[name]?.title ?? name.replaceAll("_", " ");
}

export function metricAbout(name: string): string | undefined {
  const known = NAMES[name];
  return known && `${known.about} ${known.better === "higher" ? "Higher" : "Lower"} is better.`;
}

/** The metrics that have a value, the best known first, then by name. */
export function sortedMetrics(metrics: Metrics | Record<string, unknown>): [string, number][] {
  return Object.entries(metrics)
    .filter((entry): entry is [string, number] => typeof entry[1] === "number")
    .sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
}

/** Which of the values is best; null when two are, when there is one, and for a metric whose direction is not known. */
export function bestIndex(
  name: string,
  values: readonly (number | null | undefined)[],
): number | null {
  const better = NAMES[name]?.better;
  const given = values.filter((value) => typeof value === "number");
  if (!better || given.length < 2) return null;
  const best = better === "higher" ? Math.max(...given) : Math.min(...given);
  return values.indexOf(best) === values.lastIndexOf(best) ? values.indexOf(best) : null;
}

/** How much worse `value` is than `base`: above 0 is worse, whichever way the metric runs. */
export function worseBy(name: string, value: number, base: number): number {
  return NAMES[name]?.better === "lower" ? value - base : base - value;
}

function rank(name: string): number {
  const index = ORDER.indexOf(name);
  return index === -1 ? ORDER.length : index;
}
