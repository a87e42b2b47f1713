import assert from "node:assert/strict";
import { test } from "node:test";
import { etaOf, shareOf } from "./eta.ts";

const usual = { kind: "train.tabular", ms: 12_000, runs: 5 };

test("a step that tells its progress ends when the rest has taken as long as what is done", () => {
  const byProgress = (done: number) => etaOf(3_000, { done, total: 100, at: 3_000 }, usual);
  assert.deepEqual(byProgress(25), { by: "progress", left: 9_000 });
  assert.deepEqual(byProgress(100), { by: "progress", left: 0 });
});

test("between two ends the time that is left only grows less, and no further than one part takes", () => {
  const left = (elapsed: number) => etaOf(elapsed, { done: 2, total: 6, at: 20_000 }, undefined);
  const lefts = [20_000, 23_000, 30_000, 90_000].map(left);
  assert.deepEqual(
    lefts,
    [40_000, 37_000, 30_000, 30_000].map((ms) => ({ by: "progress", left: ms })),
  );
});

test("the first moments of a progress say nothing: earlier runs do, and are named", () => {
  const byRuns = { by: "earlier runs", left: 11_000, usual: 12_000, runs: 5 };
  assert.deepEqual(etaOf(1_000, { done: 10, total: 100, at: 1_000 }, usual), byRuns);
  assert.deepEqual(etaOf(1_000, { done: 0, total: 0, at: 0 }, usual), byRuns);
});

test("past its usual time a step is said to take longer, never to end at once", () => {
  assert.deepEqual(etaOf(30_000, null, usual), { by: "overdue", usual: 12_000, runs: 5 });
});

test("where neither progress nor an earlier run tells, nothing is promised", () => {
  assert.equal(etaOf(30_000, null, undefined), null);
  assert.equal(shareOf(30_000, null, undefined), null);
});

test("a bar by earlier runs stops short of its end; one by progress may reach it", () => {
  assert.deepEqual(shareOf(60_000, null, usual), { share: 0.95, guessed: true });
  assert.deepEqual(shareOf(1, { done: 7, total: 7 }, usual), { share: 1, guessed: false });
});
