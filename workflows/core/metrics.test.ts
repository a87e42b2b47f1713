import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bestIndex,
  METRIC_NAMES,
  metricTitle,
  metricWord,
  sortedMetrics,
  worseBy,
  worstSlice,
  type Metrics,
} from "./metrics.ts";

test("the best value is the largest or the smallest, as the metric runs", () => {
  assert.equal(bestIndex("roc_auc", [0.7, 0.8, null]), 1);
  assert.equal(bestIndex("log_loss", [0.7, 0.8]), 0);
  assert.equal(bestIndex("roc_auc", [0.7]), null);
  assert.equal(bestIndex("roc_auc", [0.7, 0.8, 0.8]), null);
  assert.equal(bestIndex("own_metric", [1, 2]), null);
});

test("worse counts above zero for errors and for scores", () => {
  assert.ok(worseBy("rmse", 12, 10) > 0);
  assert.ok(worseBy("accuracy", 0.7, 0.8) > 0);
  assert.ok(worseBy("accuracy", 0.9, 0.8) < 0);
});

test("known metrics come first and missing values are left out", () => {
  assert.deepEqual(
    sortedMetrics({ zeta: 1, f1: 0.5, roc_auc: 0.8, pr_auc: null }).map(([name]) => name),
    ["roc_auc", "f1", "zeta"],
  );
  assert.equal(metricTitle("own_metric"), "own metric");
});

test("inside a sentence abbreviations keep their capitals", () => {
  assert.deepEqual(METRIC_NAMES.map(metricWord), [
    "ROC AUC",
    "PR AUC",
    "accuracy",
    "F1",
    "log loss",
    "RMSE",
    "MAE",
    "R²",
  ]);
});

test("the worst slice is by the direction of the metric, among those with rows enough, the first of equals", () => {
  const slices: { of: string; rows: number; metrics: Metrics }[] = [
    { of: "north", rows: 100, metrics: { roc_auc: 0.7, log_loss: 0.4, f1: null } },
    { of: "south", rows: 30, metrics: { roc_auc: 0.7, log_loss: 0.6 } },
    { of: "islands", rows: 29, metrics: { roc_auc: 0.2, log_loss: 3 } },
  ];
  assert.equal(worstSlice("roc_auc", slices)!.slice.of, "north");
  assert.equal(worstSlice("log_loss", slices)!.slice.of, "south");
  assert.equal(worstSlice("f1", slices), null);
});
