import assert from "node:assert/strict";
import { test } from "node:test";
import { bestIndex, metricTitle, sortedMetrics, worseBy } from "./metrics.ts";

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
