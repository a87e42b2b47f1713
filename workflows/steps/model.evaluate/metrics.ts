import type { CalibrationPoint, Evaluation } from "../../core/contents/evaluation.ts";
import type { Metrics } from "../../core/metrics.ts";
import { calibrationCurve } from "./calibration.ts";
import { accuracy, confusionMatrix, mostProbable } from "./confusion.ts";
import { f1, macroF1 } from "./f1.ts";
import { logLoss } from "./log-loss.ts";
import { averagePrecision, precisionRecallCurve } from "./precision-recall.ts";
import { rank } from "./ranking.ts";
import { rocAuc, rocCurve } from "./roc.ts";

/** A classifier's answers: `truth` [rows] holds class numbers, `probabilities` [rows × classes] lies row by row. */
export interface Scored {
  truth: Int32Array;
  probabilities: Float32Array;
  classes: number;
}

/**
 * Accuracy, log loss, ROC AUC, PR AUC and F1. The last three are about the positive class; where there is none they are the
 * plain mean of one class against the rest, over the classes for which they are defined.
 */
export function classificationMetrics(scored: Scored, positive: number | null): Metrics {
  const { truth, probabilities, classes } = scored;
  const matrix = confusionMatrix(truth, mostProbable(probabilities, classes), classes);
  const rankings = sidesOf(scored, positive).map((of) =>
    rank(scoresOf(scored, of), isOf(truth, of)),
  );
  return {
    roc_auc: meanDefined(rankings.map(rocAuc)),
    pr_auc: meanDefined(rankings.map(averagePrecision)),
    accuracy: accuracy(matrix),
    f1: truth.length === 0 ? null : positive === null ? macroF1(matrix) : f1(matrix, positive),
    log_loss: logLoss(truth, probabilities, classes),
  };
}

/** The classes that are each held against the rest. */
export function sidesOf({ classes }: Scored, positive: number | null): number[] {
  return positive === null ? Array.from({ length: classes }, (_, of) => of) : [positive];
}

/** The curves of the class numbered `positive` against the rest. */
export function curves(
  scored: Scored,
  positive: number,
): Pick<Evaluation, "roc" | "pr" | "calibration"> {
  const scores = scoresOf(scored, positive);
  const isPositive = isOf(scored.truth, positive);
  const ranking = rank(scores, isPositive);
  return {
    roc: rocCurve(ranking),
    pr: precisionRecallCurve(ranking),
    calibration: calibrationCurve(scores, isPositive),
  };
}

/**
 * For more than two classes: how often the most probable class is right, by its probability ("confidence calibration", Guo
 * et al. 2017).
 */
export function confidenceCalibration({
  truth,
  probabilities,
  classes,
}: Scored): CalibrationPoint[] {
  const labels = mostProbable(probabilities, classes);
  const scores = new Float32Array(truth.length);
  const right = new Uint8Array(truth.length);
  for (let row = 0; row < truth.length; row++) {
    scores[row] = probabilities[row * classes + labels[row]!]!;
    right[row] = labels[row] === truth[row] ? 1 : 0;
  }
  return calibrationCurve(scores, right);
}

/** The answers on some of the rows. */
export function selectRows({ truth, probabilities, classes }: Scored, rows: Int32Array): Scored {
  const some = new Float32Array(rows.length * classes);
  for (const [at, row] of rows.entries())
    some.set(probabilities.subarray(row * classes, (row + 1) * classes), at * classes);
  return { truth: rows.map((row) => truth[row]!), probabilities: some, classes };
}

export function scoresOf({ truth, probabilities, classes }: Scored, of: number): Float32Array {
  const scores = new Float32Array(truth.length);
  for (let row = 0; row < scores.length; row++) scores[row] = probabilities[row * classes + of]!;
  return scores;
}

export function isOf(truth: Int32Array, of: number): Uint8Array {
  return Uint8Array.from(truth, (value) => (value === of ? 1 : 0));
}

export function meanDefined(values: (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  if (defined.length === 0) return null;
  return defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
