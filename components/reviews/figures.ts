import type { Evaluation, Interval } from "../../workflows/core/contents/evaluation.ts";
import { isPaired, pairedDifference } from "../../workflows/core/intervals.ts";
import { sortedMetrics, worseBy, worstSlice, type Metrics } from "../../workflows/core/metrics.ts";
import { formatNumber } from "../ui/format.ts";

/** One metric beside its threshold, the champion and its worst slice. */
export interface Figure {
  metric: string;
  value: number;
  interval: Interval | null;
  threshold: { text: string; passed: boolean } | null;
  champion: { value: number; interval: Interval | null } | null;
  /** Above 0 the new version's figure is higher; null where the two were not tested on the same rows alike. */
  difference: ({ value: number; isBetter: boolean } & Interval) | null;
  worst: { column: string; group: string; value: number; rows: number } | null;
}

interface Limit {
  metric?: string | undefined;
  min?: number | null | undefined;
  max?: number | null | undefined;
}

/** The figures of an evaluation; thresholds are those of its step and of the policy. */
export function figuresOf(
  metrics: Metrics,
  evaluation: Evaluation | null,
  champion: { metrics: Metrics; evaluation: Evaluation | null } | null,
  limits: readonly Limit[],
): Figure[] {
  return sortedMetrics(metrics).map(([metric, value]) => ({
    metric,
    value,
    interval: evaluation?.bootstrap?.intervals[metric] ?? null,
    threshold: thresholdOf(metric, value, [...(evaluation?.checks ?? []), ...limits]),
    champion: championOf(metric, champion),
    difference: differenceOf(metric, evaluation, champion?.evaluation ?? null),
    worst: worstOf(metric, evaluation?.slices ?? []),
  }));
}

/** Whether two evaluations were made on the same test rows, resampled alike, so that their difference can be judged. */
export function areOnSameRows(a: Evaluation | null, b: Evaluation | null): boolean {
  return a !== null && b !== null && isPaired(a, b);
}

function championOf(
  metric: string,
  champion: { metrics: Metrics; evaluation: Evaluation | null } | null,
): Figure["champion"] {
  const value = champion?.metrics[metric];
  if (typeof value !== "number") return null;
  return { value, interval: champion?.evaluation?.bootstrap?.intervals[metric] ?? null };
}

function differenceOf(
  metric: string,
  own: Evaluation | null,
  other: Evaluation | null,
): Figure["difference"] {
  if (!own || !other) return null;
  const found = pairedDifference(own, other, metric);
  if (!found) return null;
  const { difference, low, high } = found;
  return { value: difference, low, high, isBetter: worseBy(metric, difference, 0) < 0 };
}

function thresholdOf(metric: string, value: number, limits: readonly Limit[]): Figure["threshold"] {
  const own = limits.filter((limit) => limit.metric === metric);
  const least = Math.max(...own.map(({ min }) => min ?? -Infinity));
  const most = Math.min(...own.map(({ max }) => max ?? Infinity));
  const text = [
    Number.isFinite(least) ? `≥ ${formatNumber(least)}` : "",
    Number.isFinite(most) ? `≤ ${formatNumber(most)}` : "",
  ]
    .filter(Boolean)
    .join(", ");
  return text === "" ? null : { text, passed: value >= least && value <= most };
}

function worstOf(metric: string, slices: Evaluation["slices"]): Figure["worst"] {
  const worst = worstSlice(metric, slices);
  if (!worst) return null;
  const { column, value: group, rows } = worst.slice;
  return { column, group: String(group ?? "missing"), value: worst.value, rows };
}
