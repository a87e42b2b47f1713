import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluationFacts } from "./evaluation-facts.ts";

const slice = (
  column: string,
  value: string,
  rows: number,
  metrics: Record<string, number | null>,
) => ({
  column,
  value,
  rows,
  metrics,
});

test("the worst slice is by the direction of its metric, among those with rows enough", () => {
  const { slices, worst } = evaluationFacts({
    slices: [
      slice("region", "north", 100, { roc_auc: 0.7, log_loss: 0.4 }),
      slice("region", "south", 30, { roc_auc: 0.8, log_loss: 0.6 }),
      slice("region", "islands", 29, { roc_auc: 0.2, log_loss: 3 }),
    ],
  });
  assert.equal(slices, 2);
  assert.equal(worst["roc_auc"]!.value, "north");
  assert.equal(worst["log_loss"]!.value, "south");
});

test("gaps are between groups of protected attributes alone, and few enough for a wire", () => {
  const columns = ["region", ...Array.from({ length: 12 }, (_, n) => `age band ${n}`)];
  const { gaps, sliceColumns } = evaluationFacts({
    slices: columns.flatMap((column) => [
      slice(column, "a", 50, { f1: 0.5 }),
      slice(column, "b", 50, { f1: 0.75 }),
    ]),
  });
  assert.equal(sliceColumns.length, 13);
  assert.equal(Object.keys(gaps).length, 8);
  assert.deepEqual(gaps["age band 0"]!["f1"], {
    low: { column: "age band 0", value: "a", rows: 50, figure: 0.5 },
    high: { column: "age band 0", value: "b", rows: 50, figure: 0.75 },
    gap: 0.25,
  });
});

test("a gap is between two groups large enough; two that are equal have one of 0", () => {
  const { gaps } = evaluationFacts({
    slices: [
      slice("sex", "m", 500, { roc_auc: 0.81, f1: 0.5 }),
      slice("sex", "f", 29, { roc_auc: 0.42, f1: 0.1 }),
      slice("age band", "young", 50, { roc_auc: 0.7, f1: 0.5 }),
      slice("age band", "old", 50, { roc_auc: 0.7, f1: null }),
    ],
  });
  assert.deepEqual(Object.keys(gaps), ["age band"]);
  assert.deepEqual(Object.keys(gaps["age band"]!), ["roc_auc"]);
  assert.equal(gaps["age band"]!["roc_auc"]!.gap, 0);
});

test("the calibration error weighs each bin by its rows", () => {
  const { calibrationError } = evaluationFacts({
    calibration: [
      { predicted: 0.2, observed: 0.1, count: 300 },
      { predicted: 0.9, observed: 0.9, count: 100 },
    ],
  });
  assert.ok(Math.abs(calibrationError! - 0.075) < 1e-12);
});

test("what is no evaluation has no facts", () => {
  for (const content of [null, "text", [], {}, { slices: 3, calibration: [{}] }])
    assert.deepEqual(evaluationFacts(content as never), {
      selectBy: null,
      slices: 0,
      sliceColumns: [],
      worst: {},
      gaps: {},
      calibrationError: null,
    });
});
