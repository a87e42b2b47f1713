interface Metric {
  title: string;
  /** Which way is better. */
  better: "higher" | "lower";
  /** The least and the most that it can be. */
  range: readonly [number, number];
  about: string;
}

/** The metrics of an evaluation, those that people ask for first before the others. */
export const METRICS = {
  roc_auc: {
    title: "ROC AUC",
    better: "higher",
    range: [0, 1],
    about: "Chance that a random positive is ranked above a random negative; 0.5 is a coin.",
  },
  pr_auc: {
    title: "PR AUC",
    better: "higher",
    range: [0, 1],
    about: "Area under precision over recall; the share of positives is what a coin would give.",
  },
  accuracy: {
    title: "Accuracy",
    better: "higher",
    range: [0, 1],
    about: "Share of rows labelled rightly.",
  },
  f1: {
    title: "F1",
    better: "higher",
    range: [0, 1],
    about: "Harmonic mean of precision and recall.",
  },
  log_loss: {
    title: "Log loss",
    better: "lower",
    range: [0, Infinity],
    about: "Mean negative log-likelihood of the right class; punishes confident mistakes.",
  },
  rmse: {
    title: "RMSE",
    better: "lower",
    range: [0, Infinity],
    about: "Root of the mean squared error, in the target's unit.",
  },
  mae: {
    title: "MAE",
    better: "lower",
    range: [0, Infinity],
    about: "Mean absolute error, in the target's unit.",
  },
  r2: {
    title: "R²",
    better: "higher",
    range: [-Infinity, 1],
    about: "Share of the target's variance that is explained; 1 is all, 0 none.",
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

export const METRIC_NAMES = Object.keys(METRICS) as MetricName[];

/** By name; null where a figure is not defined on these rows. */
export type Metrics = Record<string, number | null>;

/** The title of a metric, also of one that this release does not know. */
export function metricTitle(name: string): string {
  return known(name)?.title ?? name.replaceAll("_", " ");
}

/** The title inside a sentence: what is no abbreviation is written small. */
export function metricWord(name: string): string {
  return metricTitle(name).replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

/** The least and the most that a metric can be. */
export function metricRange(name: string): readonly [number, number] {
  return known(name)?.range ?? [-Infinity, Infinity];
}

/** What a metric says, and which way is better. */
export function metricAbout(name: string): string | undefined {
  const metric = known(name);
  return metric && `${metric.about} ${metric.better === "higher" ? "Higher" : "Lower"} is better.`;
}

/** The metrics that have a value, the known ones in their order, then the others by name. */
export function sortedMetrics(metrics: Record<string, unknown>): [name: string, value: number][] {
  return Object.entries(metrics)
    .filter((entry): entry is [string, number] => typeof entry[1] === "number")
    .sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
}

/** How much worse `value` is than `base`: above 0 is worse, whichever way the metric runs. */
export function worseBy(name: string, value: number, base: number): number {
  return known(name)?.better === "lower" ? value - base : base - value;
}

/** Which of the values is best; null when two are, when there is one, and for a metric whose direction is not known. */
export function bestIndex(
  name: string,
  values: readonly (number | null | undefined)[],
): number | null {
  const better = known(name)?.better;
  const given = values.filter((value) => typeof value === "number");
  if (!better || given.length < 2) return null;
  const best = better === "higher" ? Math.max(...given) : Math.min(...given);
  return values.indexOf(best) === values.lastIndexOf(best) ? values.indexOf(best) : null;
}

/** Slices with fewer rows than this say too little to be marked, or held against a threshold. */
export const LEAST_SLICE_ROWS = 30;

/** Of the slices with rows enough the one where the metric is worst, the first of equals; null where none has the metric. */
export function worstSlice<S extends { rows: number; metrics: Metrics }>(
  name: string,
  slices: readonly S[],
): { slice: S; value: number } | null {
  let worst: { slice: S; value: number } | null = null;
  for (const slice of slices) {
    const value = slice.metrics[name];
    if (typeof value !== "number" || slice.rows < LEAST_SLICE_ROWS) continue;
    if (!worst || worseBy(name, value, worst.value) > 0) worst = { slice, value };
  }
  return worst;
}

function known(name: string): Metric | undefined {
  return (METRICS as Record<string, Metric>)[name];
}

function rank(name: string): number {
  const index = (METRIC_NAMES as string[]).indexOf(name);
  return index === -1 ? METRIC_NAMES.length : index;
}
