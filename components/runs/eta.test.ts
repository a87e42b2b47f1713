import assert from "node:assert/strict";
import { test } from "node:test";
import { etaOf, shareOf } from "./eta.ts";

const usual = { kind: "train.tabular", ms: 12_000, runs: 5 };

test("a step that tells its progress ends when the rest has taken as long as what is done", () => {
  assert.deepEqual(etaOf(3_000, { done: 25, total: 100 }, usual), { by: "progress", left: 9_000 });
  assert.deepEqual(etaOf(3_000, { done: 100, total: 100 }, usual), { by: "progress", left: 0 });
});

test("the first moments of a progress say nothing: earlier runs do, and are named", () => {
  const byRuns = { by: "earlier runs", left: 11_000, usual: 12_000, runs: 5 };
  assert.deepEqual(etaOf(1_000, { done: 10, total: 100 }, usual), byRuns);
  assert.deepEqual(etaOf(1_000, { done: 0, total: 0 }, usual), byRuns);
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
