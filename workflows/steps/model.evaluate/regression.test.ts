import assert from "node:assert/strict";
import { test } from "node:test";
import { regressionMetrics, residualHistogram } from "./regression.ts";

const TRUTH = Float64Array.from([3, -0.5, 2, 7]);
const PREDICTED = Float64Array.from([2.5, 0, 2, 8]);

test("RMSE, MAE and R² are scikit-learn's", () => {
  const { rmse, mae, r2 } = regressionMetrics(TRUTH, PREDICTED);
  assert.ok(Math.abs(rmse! - 0.6123724356957945) < 1e-12);
  assert.equal(mae, 0.5);
  assert.ok(Math.abs(r2! - 0.9486081370449679) < 1e-12);
});

test("R² of a constant target is null, not minus infinity", () => {
  assert.equal(regressionMetrics(Float64Array.from([1, 1]), Float64Array.from([1, 2])).r2, null);
  // Their mean, added up, is another value in the last digit.
  for (const [value, rows] of [
    [0.1, 3],
    [9.99, 30],
    [1 / 3, 31],
  ] as const) {
    const truth = new Float64Array(rows).fill(value);
    assert.equal(regressionMetrics(truth, new Float64Array(rows).fill(value + 1)).r2, null);
  }
});

test("no rows give nulls", () => {
  assert.deepEqual(regressionMetrics(new Float64Array(), new Float64Array()), {
    rmse: null,
    mae: null,
    r2: null,
  });
});

test("the residuals' histogram counts every row once", () => {
  const bins = residualHistogram(TRUTH, PREDICTED, 3);
  assert.deepEqual(bins, [
    { from: -1, to: -0.5, count: 1 },
    { from: -0.5, to: 0, count: 1 },
    { from: 0, to: 0.5, count: 2 },
  ]);
});
