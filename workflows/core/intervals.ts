import type { Evaluation, Interval } from "./contents/evaluation.ts";

/** What of an evaluation is compared. */
export type Evaluated = Pick<Evaluation, "target" | "rows" | "positive" | "metrics" | "bootstrap">;

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
