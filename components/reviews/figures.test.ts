import assert from "node:assert/strict";
import { test } from "node:test";
import type { Evaluation } from "../../workflows/core/contents/evaluation.ts";
import { areOnSameRows, figuresOf } from "./figures.ts";

const evaluation = (auc: number, data: string, replicates: number[]): Evaluation => ({
  task: "classification",
  target: "default",
  rows: 200,
  classes: ["no", "yes"],
  positive: "yes",
  selectBy: "roc_auc",
  best: 0,
  candidates: [],
  confusion: null,
  roc: [],
  pr: [],
  calibration: [],
  metrics: { roc_auc: auc, log_loss: 0.4 },
  checks: [{ metric: "roc_auc", min: 0.7, value: auc, passed: true }],
  slices: [
    { column: "sex", value: "f", rows: 90, metrics: { roc_auc: 0.7, log_loss: 0.6 } },
    { column: "sex", value: "m", rows: 110, metrics: { roc_auc: 0.9, log_loss: 0.2 } },
    { column: "age", value: "young", rows: 3, metrics: { roc_auc: 0.1, log_loss: 3 } },
  ],
  bootstrap: {
    method: "percentile",
    level: 0.95,
    resamples: replicates.length,
    data,
    intervals: { roc_auc: { low: Math.min(...replicates), high: Math.max(...replicates) } },
    replicates: { roc_auc: replicates },
  },
});

const one = evaluation(0.8, "rows", [0.78, 0.8, 0.82]);

test("a metric stands beside the tightest threshold, and its worst group of enough rows", () => {
  const [auc, loss] = figuresOf(one.metrics, one, null, [
    { metric: "roc_auc", min: 0.85 },
    { metric: "log_loss", max: 0.5 },
  ]);
  assert.deepEqual(auc!.threshold, { text: "≥ 0.85", passed: false });
  assert.deepEqual(loss!.threshold, { text: "≤ 0.5", passed: true });
  assert.deepEqual(auc!.worst, { column: "sex", group: "f", value: 0.7, rows: 90 });
  assert.deepEqual(loss!.worst, { column: "sex", group: "f", value: 0.6, rows: 90 });
  assert.deepEqual(auc!.interval, { low: 0.78, high: 0.82 });
  assert.equal(loss!.interval, null);
});

test("a difference is judged on the same test rows alone; else both stand side by side", () => {
  const same = evaluation(0.75, "rows", [0.74, 0.75, 0.76]);
  const other = evaluation(0.75, "other rows", [0.74, 0.75, 0.76]);
  const against = (champion: Evaluation) =>
    figuresOf(one.metrics, one, { metrics: champion.metrics, evaluation: champion }, [])[0]!;
  const paired = against(same).difference!;
  assert.ok(paired.isBetter);
  assert.ok(Math.abs(paired.value - 0.05) < 1e-12);
  assert.ok(paired.low >= 0.04 - 1e-12 && paired.high <= 0.06 + 1e-12);
  assert.ok(areOnSameRows(one, same));
  assert.equal(against(other).difference, null);
  assert.deepEqual(against(other).champion, { value: 0.75, interval: { low: 0.74, high: 0.76 } });
  assert.ok(!areOnSameRows(one, other));
});

test("a champion from before intervals is shown with its figure alone", () => {
  const [auc] = figuresOf(one.metrics, one, { metrics: { roc_auc: 0.7 }, evaluation: null }, []);
  assert.deepEqual(auc!.champion, { value: 0.7, interval: null });
  assert.equal(auc!.difference, null);
});
