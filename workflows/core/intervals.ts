/** Bounds of a figure, with the replicates they come from left behind. */
export type Interval = { low: number; high: number };

/** How far an evaluation's metrics would differ on other test rows of the same kind. */
export type Bootstrap = {
  method: "percentile";
  /** The share of intervals that hold the true figure, 0.95. */
  level: number;
  resamples: number;
  /** SHA-256 of the test rows; it seeds the resampling, so that models tested on the same rows are resampled alike. */
  data: string;
  /** There where a part of the rows was resampled: drawn by chance. Earlier evaluations took every so manieth and lack it. */
  part?: "drawn";
  intervals: Record<string, Interval | null>;
  /** By metric, its value on each resample in turn; null where it is not defined on one. */
  replicates: Record<string, (number | null)[]>;
};

/** What of an evaluation is compared. */
export interface Evaluated {
  target: string;
  rows: number;
  positive?: unknown;
  metrics: Record<string, number | null>;
  bootstrap?: Bootstrap | undefined;
}

/**
 * The percentile interval (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, section 13.3): the replicates' quantiles
 * at (1 − level) / 2 and at 1 less that, between neighbours by their distance (type 7 of Hyndman & Fan 1996). Null where
 * fewer than half of the replicates are defined.
 */
export function percentileInterval(
  replicates: readonly (number | null)[],
  level: number,
): Interval | null {
  const sorted = Float64Array.from(replicates.filter((value) => value !== null)).sort();
  if (sorted.length === 0 || sorted.length * 2 < replicates.length) return null;
  const tail = (1 - level) / 2;
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

/** Whether two evaluations were made on the same rows with the same resamples. */
export function isPaired(a: Evaluated, b: Evaluated): boolean {
  return (
    a.bootstrap !== undefined &&
    b.bootstrap !== undefined &&
    a.bootstrap.data === b.bootstrap.data &&
    a.bootstrap.resamples === b.bootstrap.resamples &&
    a.bootstrap.part === b.bootstrap.part &&
    a.target === b.target &&
    a.rows === b.rows &&
    (a.positive ?? null) === (b.positive ?? null)
  );
}

/**
 * How much higher `a` is than `b` by one metric, with the percentile interval of the paired difference: both are resampled
 * alike, so a resample's difference is that of the two replicates (Efron & Tibshirani 1993, section 8.4). Null where they
 * are not paired or either lacks the metric.
 */
export function pairedDifference(
  a: Evaluated,
  b: Evaluated,
  metric: string,
): ({ difference: number } & Interval) | null {
  const [one, other] = [a.metrics[metric], b.metrics[metric]];
  const [left, right] = [a.bootstrap?.replicates[metric], b.bootstrap?.replicates[metric]];
  if (!isPaired(a, b) || typeof one !== "number" || typeof other !== "number") return null;
  if (!left || !right) return null;
  const differences = left.map((value, at) => {
    const beside = right[at] ?? null;
    return value === null || beside === null ? null : value - beside;
  });
  const interval = percentileInterval(differences, a.bootstrap!.level);
  return interval && { difference: one - other, ...interval };
}

function quantile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (place - below);
}
