import assert from "node:assert/strict";
import { test } from "node:test";
import { METRIC_NAMES } from "../../core/metrics.ts";
import { calibrationCurve } from "./calibration.ts";
import { classificationMetrics, confidenceCalibration, selectRows } from "./metrics.ts";
import { averagePrecision, precisionRecallCurve } from "./precision-recall.ts";
import { rank } from "./ranking.ts";
import { regressionMetrics } from "./regression.ts";
import { rocAuc, rocCurve } from "./roc.ts";

// Expected values: scikit-learn's, on the same numbers. The scores have ties across the classes.
const TRUTH = Int32Array.from([0, 0, 1, 1, 1, 0, 1, 0]);
const SCORES = Float32Array.from([0.125, 0.5, 0.5, 0.75, 0.25, 0.25, 0.875, 0.0625]);
const BINARY = {
  truth: TRUTH,
  probabilities: Float32Array.from(Array.from(SCORES).flatMap((score) => [1 - score, score])),
  classes: 2,
};
const THREE = {
  truth: Int32Array.from([0, 1, 2, 2, 1, 0]),
  probabilities: Float32Array.from(
    [
      [0.5, 0.25, 0.25],
      [0.25, 0.5, 0.25],
      [0.125, 0.375, 0.5],
      [0.5, 0.25, 0.25],
      [0.25, 0.25, 0.5],
      [0.625, 0.25, 0.125],
    ].flat(),
  ),
  classes: 3,
};
const ranking = rank(SCORES, Uint8Array.from(TRUTH));

function close(actual: number | null | undefined, expected: number): void {
  assert.ok(
    typeof actual === "number" && Math.abs(actual - expected) < 1e-9,
    `${actual} is not ${expected}`,
  );
}

test("what an evaluation computes is what a threshold can name and a page has a title for", () => {
  const none = new Float64Array();
  assert.deepEqual(
    Object.keys({ ...classificationMetrics(BINARY, 1), ...regressionMetrics(none, none) }),
    METRIC_NAMES,
  );
});

test("two classes: every metric is scikit-learn's, ties included", () => {
  const found = classificationMetrics(BINARY, 1);
  close(found["roc_auc"], 0.875);
  close(found["pr_auc"], 0.8541666666666666);
  close(found["log_loss"], 0.45994427169124497);
  close(found["accuracy"], 0.75);
  close(found["f1"], 2 / 3);
});

test("three classes: one against the rest, plain means, as scikit-learn's", () => {
  const found = classificationMetrics(THREE, null);
  close(found["roc_auc"], 0.7708333333333334);
  close(found["pr_auc"], 0.65);
  close(found["log_loss"], 0.8870056488608921);
  close(found["f1"], 0.6555555555555556);
  close(found["accuracy"], 2 / 3);
});

test("three classes with a positive one: the areas and F1 are of that class", () => {
  const found = classificationMetrics(THREE, 1);
  close(found["roc_auc"], 0.6875);
  close(found["pr_auc"], 2 / 3);
  close(found["f1"], 2 / 3);
  close(found["accuracy"], 2 / 3);
});

test("the ROC curve steps through the distinct scores only", () => {
  assert.deepEqual(
    rocCurve(ranking).map(({ fpr, tpr, threshold }) => [fpr, tpr, threshold]),
    [
      [0, 0, null],
      [0, 0.25, 0.875],
      [0, 0.5, 0.75],
      [0.25, 0.75, 0.5],
      [0.5, 1, 0.25],
      [0.75, 1, 0.125],
      [1, 1, 0.0625],
    ],
  );
});

test("the precision-recall curve is scikit-learn's", () => {
  const points = precisionRecallCurve(ranking);
  assert.deepEqual(
    points.map(({ recall }) => recall),
    [0.25, 0.5, 0.75, 1, 1, 1],
  );
  for (const [at, expected] of [1, 1, 0.75, 2 / 3, 4 / 7, 0.5].entries())
    close(points[at]!.precision, expected);
});

test("one class only: ROC AUC is null, not NaN, and the curve is empty", () => {
  const one = rank(SCORES, new Uint8Array(SCORES.length));
  assert.equal(rocAuc(one), null);
  assert.equal(averagePrecision(one), null);
  assert.deepEqual(rocCurve(one), []);
});

test("equal scores everywhere give an AUC of one half", () => {
  close(rocAuc(rank(new Float32Array(4).fill(0.3), Uint8Array.from([0, 1, 0, 1]))), 0.5);
});

test("scores below zero are ranked too", () => {
  const scores = Float32Array.from([-2, -1, 0, 1]);
  const found = rank(scores, Uint8Array.from([0, 0, 1, 1]));
  assert.deepEqual(Array.from(found.thresholds), [1, 0, -1, -2]);
  close(rocAuc(found), 1);
});

test("a curve of many scores is thinned to 200 points and keeps its ends and its area", () => {
  const rows = 20_000;
  const scores = Float32Array.from({ length: rows }, (_, row) => ((row * 7919) % rows) / rows);
  const positive = Uint8Array.from(scores, (score, row) =>
    score + ((row * 104_729) % 1000) / 1000 > 1 ? 1 : 0,
  );
  const many = rank(scores, positive);
  const points = rocCurve(many);
  assert.ok(points.length <= 200);
  assert.deepEqual([points.at(-1)!.fpr, points.at(-1)!.tpr], [1, 1]);
  let area = 0;
  for (const [at, point] of points.entries())
    if (at > 0) area += ((point.fpr - points[at - 1]!.fpr) * (point.tpr + points[at - 1]!.tpr)) / 2;
  assert.ok(Math.abs(area - rocAuc(many)!) < 1e-3);
  assert.ok(precisionRecallCurve(many).length <= 200);
});

test("the calibration curve has a point for every bin that has rows", () => {
  const points = calibrationCurve(
    Float32Array.from([0, 0.05, 0.55, 1]),
    Uint8Array.from([0, 1, 1, 1]),
  );
  assert.deepEqual(
    points.map(({ observed, count }) => [observed, count]),
    [
      [0.5, 2],
      [1, 1],
      [1, 1],
    ],
  );
  close(points[2]!.predicted, 1);
});

test("with more classes calibration is about the most probable one", () => {
  const points = confidenceCalibration(THREE);
  assert.deepEqual(
    points.map(({ observed, count }) => [observed, count]),
    [
      [0.6, 5],
      [1, 1],
    ],
  );
});

test("metrics of some rows are those of these rows alone", () => {
  const some = selectRows(BINARY, Int32Array.from([0, 3, 6]));
  assert.deepEqual(Array.from(some.truth), [0, 1, 1]);
  assert.equal(classificationMetrics(some, 1)["roc_auc"], 1);
});
