import type { PrPoint } from "../../core/contents/evaluation.ts";
import type { Ranking } from "./ranking.ts";
import { thin } from "./thin.ts";

/**
 * Average precision, Σ (Rᵢ − Rᵢ₋₁) Pᵢ over distinct scores in falling order, without interpolation (Manning, Raghavan &
 * Schütze 2008, ch. 8; the same as scikit-learn's `average_precision_score`). Null without a positive row.
 */
export function averagePrecision({ tp, fp, positives }: Ranking): number | null {
  if (positives === 0) return null;
  let sum = 0;
  for (let at = 0; at < tp.length; at++) {
    const gained = tp[at]! - (at === 0 ? 0 : tp[at - 1]!);
    sum += (gained / positives) * (tp[at]! / (tp[at]! + fp[at]!));
  }
  return sum;
}

/** In rising order of recall, at most `most` points; empty without a positive row. */
export function precisionRecallCurve(ranking: Ranking, most = 200): PrPoint[] {
  const { thresholds, tp, fp, positives } = ranking;
  if (positives === 0) return [];
  const recall = (at: number) => tp[at]! / positives;
  const precision = (at: number) => tp[at]! / (tp[at]! + fp[at]!);
  return thin(tp.length, recall, precision, most).map((at) => ({
    recall: recall(at),
    precision: precision(at),
    threshold: thresholds[at]!,
  }));
}
