import assert from "node:assert/strict";
import { test } from "node:test";
import { combinationAt, combinations, countCombinations } from "./grid.ts";

test("a grid has the same combinations in the same order, however its names are ordered", () => {
  const grid = { maxDepth: [2, 4], rate: [0.1, 0.3, 1] };
  const all = [
    { maxDepth: 2, rate: 0.1 },
    { maxDepth: 2, rate: 0.3 },
    { maxDepth: 2, rate: 1 },
    { maxDepth: 4, rate: 0.1 },
    { maxDepth: 4, rate: 0.3 },
    { maxDepth: 4, rate: 1 },
  ];
  assert.deepEqual(combinations(grid), all);
  // As a column of JSON gives it back: shorter names first.
  const { maxDepth, rate } = grid;
  assert.deepEqual(combinations({ rate, maxDepth }), all);
  assert.deepEqual(
    all.map((_, index) => combinationAt({ rate, maxDepth }, index)),
    all,
  );
  assert.equal(countCombinations(grid), all.length);
});

test("a grid without names has one combination", () => {
  assert.deepEqual(combinations({}), [{}]);
  assert.equal(countCombinations({}), 1);
});
