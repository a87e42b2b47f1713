import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseBest, decisiveMetric } from "./choose-best.ts";
import { accuracy, confusionMatrix, mostProbable } from "./confusion.ts";
import { f1, macroF1 } from "./f1.ts";
import { logLoss } from "./log-loss.ts";
import { Slicer } from "./slices.ts";
import { checkThresholds, requireThresholds } from "./thresholds.ts";

test("the confusion matrix has the truth in rows and the predictions in columns", () => {
  const matrix = confusionMatrix(Int32Array.from([0, 0, 1, 1]), Int32Array.from([0, 1, 1, 1]), 2);
  assert.deepEqual(matrix, [
    [1, 1],
    [0, 2],
  ]);
  assert.equal(accuracy(matrix), 0.75);
  assert.equal(f1(matrix, 1), 0.8);
});

test("macro F1 leaves out classes that neither occur nor are predicted", () => {
  const matrix = [
    [2, 0, 0],
    [0, 0, 0],
    [0, 0, 2],
  ];
  assert.equal(macroF1(matrix), 1);
  assert.equal(f1(matrix, 1), 0);
});

test("of equal probabilities the first class is predicted", () => {
  assert.deepEqual(Array.from(mostProbable(Float32Array.from([0.5, 0.5, 0.25, 0.75]), 2)), [0, 1]);
});

test("a probability of zero for the true class costs much, not infinitely much", () => {
  const loss = logLoss(Int32Array.from([0]), Float32Array.from([0, 1]), 2);
  assert.ok(Math.abs(loss! - -Math.log(1e-15)) < 1e-6);
});

test("the largest ROC AUC and the smallest RMSE win; an undefined figure never does", () => {
  assert.equal(chooseBest([{ roc_auc: null }, { roc_auc: 0.7 }, { roc_auc: 0.8 }], "roc_auc"), 2);
  assert.equal(chooseBest([{ rmse: 2 }, { rmse: 1 }, { rmse: 1 }], "rmse"), 1);
});

test("choosing a classifier by RMSE is refused with the metrics there are", () => {
  assert.throws(
    () => decisiveMetric("classification", "rmse", { roc_auc: 1, f1: 1 }),
    /A classification has no rmse; choose the best model by one of roc_auc, f1/,
  );
});

test("a failed threshold says the figure and its limit so that they differ", () => {
  const checks = checkThresholds(
    [
      { metric: "roc_auc", min: 0.75 },
      { metric: "log_loss", max: 0.5 },
      { metric: "f1", min: 0.5 },
    ],
    { roc_auc: 0.7096, log_loss: 0.5004, f1: 0.5 },
  );
  assert.deepEqual(
    checks.map(({ passed }) => passed),
    [false, false, true],
  );
  assert.throws(
    () => requireThresholds(checks, "linear"),
    /ROC AUC is 0\.71, below the least allowed 0\.75; Log loss is 0\.5004, above the most allowed 0\.5\./,
  );
});

test("a metric that cannot be computed passes no threshold", () => {
  assert.throws(
    () =>
      requireThresholds(
        checkThresholds([{ metric: "roc_auc", min: 0.5 }], { roc_auc: null }),
        "xgboost",
      ),
    /ROC AUC cannot be computed here/,
  );
});

test("bands are named by their edges; the lower edge belongs to a band", () => {
  const slicer = new Slicer({ column: "age", bins: [25, 40] });
  for (const [row, age] of [24, 25, 39, 40, null].entries()) slicer.add(age, row);
  assert.deepEqual(
    slicer.slices().map(({ value, rows }) => [value, rows.length]),
    [
      ["below 25", 1],
      ["25 to 40", 2],
      ["40 and over", 1],
      ["(missing)", 1],
    ],
  );
});

test("of many values the rarest are put together", () => {
  const slicer = new Slicer({ column: "city" });
  for (let row = 0; row < 80; row++) slicer.add(`city ${row}`, row);
  slicer.add("city 3", 80);
  const slices = slicer.slices();
  assert.equal(slices.length, 50);
  assert.deepEqual([slices[0]!.value, slices[0]!.rows.length], ["city 3", 2]);
  assert.deepEqual([slices.at(-1)!.value, slices.at(-1)!.rows.length], ["(other values)", 31]);
});
