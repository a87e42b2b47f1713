import type { RocPoint } from "../../core/contents/evaluation.ts";
import type { Ranking } from "./ranking.ts";
import { thin } from "./thin.ts";

/**
 * The area under the ROC curve by the trapezium rule over distinct scores: the chance that a positive row scores above a
 * negative one, ties counting half (Hanley & McNeil 1982). Null when only one class occurs.
 */
export function rocAuc({ tp, fp, positives, negatives }: Ranking): number | null {
  if (positives === 0 || negatives === 0) return null;
  let area = 0;
  for (let at = 0; at < tp.length; at++) {
    const width = fp[at]! - (at === 0 ? 0 : fp[at - 1]!);
    area += (width * (tp[at]! + (at === 0 ? 0 : tp[at - 1]!))) / 2;
  }
  return area / (positives * negatives);
}

/** From (0, 0) to (1, 1), at most `most` points; empty when only one class occurs. */
export function rocCurve(ranking: Ranking, most = 200): RocPoint[] {
  const { thresholds, tp, fp, positives, negatives } = ranking;
  if (positives === 0 || negatives === 0) return [];
  const kept = thin(
    tp.length,
    (at) => fp[at]! / negatives,
    (at) => tp[at]! / positives,
    most - 1,
  );
  const points = kept.map((at) => ({
    fpr: fp[at]! / negatives,
    tpr: tp[at]! / positives,
    threshold: thresholds[at]!,
  }));
  return [{ fpr: 0, tpr: 0, threshold: null }, ...points];
}
