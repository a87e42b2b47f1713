import type { Metrics } from "../../core/metrics.ts";
import { accuracy, mostProbable } from "./confusion.ts";
import { f1, macroF1 } from "./f1.ts";
import { LEAST } from "./log-loss.ts";
import { isOf, meanDefined, scoresOf, sidesOf, type Scored } from "./metrics.ts";
import { byFallingScore } from "./ranking.ts";

/**
 * The figures of `classificationMetrics` on resamples of the rows: each is given as how often every row was drawn. What does
 * not depend on the draws (the order by score, each row's loss) is found out once.
 */
export function countedClassification(
  scored: Scored,
  positive: number | null,
): (counts: Uint8Array) => Metrics {
  const { truth, probabilities, classes } = scored;
  const areas = sidesOf(scored, positive).map((of) =>
    countedAreas(scoresOf(scored, of), isOf(truth, of)),
  );
  const labels = mostProbable(probabilities, classes);
  const cells = truth.map((of, row) => of * classes + labels[row]!);
  const losses = rowLosses(scored);
  return (counts) => {
    const drawn = new Float64Array(classes * classes);
    let loss = 0;
    for (let row = 0; row < counts.length; row++) {
      const count = counts[row]!;
      drawn[cells[row]!]! += count;
      loss += count * losses[row]!;
    }
    const matrix = Array.from({ length: classes }, (_, of) =>
      Array.from(drawn.subarray(of * classes, (of + 1) * classes)),
    );
    const found = areas.map((area) => area(counts));
    return {
      roc_auc: meanDefined(found.map(({ roc }) => roc)),
      pr_auc: meanDefined(found.map(({ pr }) => pr)),
      accuracy: accuracy(matrix),
      f1: positive === null ? macroF1(matrix) : f1(matrix, positive),
      log_loss: loss / counts.length,
    };
  };
}

/** `rocAuc` and `averagePrecision` of drawn rows, in one pass over the rows in falling order of their scores. */
function countedAreas(
  scores: Float32Array,
  isPositive: Uint8Array,
): (counts: Uint8Array) => { roc: number | null; pr: number | null } {
  const order = byFallingScore(scores);
  // 1 where a row's score is the last of its equals: ties count as one point of the curve.
  const ends = Uint8Array.from(order, (row, at) =>
    at === order.length - 1 || scores[row] !== scores[order[at + 1]!] ? 1 : 0,
  );
  const hits = Uint8Array.from(order, (row) => isPositive[row]!);
  return (counts) => {
    let [tp, fp, tpBefore, fpBefore, area, precision] = [0, 0, 0, 0, 0, 0];
    for (let at = 0; at < order.length; at++) {
      const count = counts[order[at]!]!;
      if (hits[at] === 1) tp += count;
      else fp += count;
      if (ends[at] === 0) continue;
      area += ((fp - fpBefore) * (tp + tpBefore)) / 2;
      if (tp > tpBefore) precision += ((tp - tpBefore) * tp) / (tp + fp);
      tpBefore = tp;
      fpBefore = fp;
    }
    return {
      roc: tp === 0 || fp === 0 ? null : area / (tp * fp),
      pr: tp === 0 ? null : precision / tp,
    };
  };
}

/** Each row's part of `logLoss`. */
function rowLosses({ truth, probabilities, classes }: Scored): Float64Array {
  return Float64Array.from(truth, (of, row) => {
    let total = 0;
    for (let other = 0; other < classes; other++)
      total += Math.max(LEAST, probabilities[row * classes + other]!);
    return -Math.log(Math.max(LEAST, probabilities[row * classes + of]!) / total);
  });
}
