import assert from "node:assert/strict";
import { test } from "node:test";
import { sparkOf, sparkPath } from "./sparkline.ts";

const point = (split: string, iteration: number, value: number, name = "logloss") => ({
  name,
  split,
  iteration,
  value,
});

test("of a training's curves its loss on data it does not learn from is shown, with its newest value", () => {
  const spark = sparkOf([
    point("train", 0, 0.6),
    point("validation", 0, 0.65),
    point("validation", 0, 0.8, "auc"),
    point("train", 1, 0.4),
    point("validation", 1, 0.5),
  ]);
  assert.deepEqual(spark, {
    name: "logloss",
    split: "validation",
    value: 0.5,
    values: [0.65, 0.5],
  });
  assert.equal(sparkOf([]), null);
});

test("a long curve shows its newest points; values that are no numbers are left out", () => {
  const points = Array.from({ length: 500 }, (_, index) => point("train", index, index));
  const spark = sparkOf([...points, point("train", 500, Number.NaN)])!;
  assert.equal(spark.values.length, 120);
  assert.equal(spark.value, 499);
});

test("a curve fills its box; one that is level lies in the middle", () => {
  assert.equal(sparkPath([0, 1, 0.5], 100, 20), "M0 20L50 0L100 10");
  assert.equal(sparkPath([3, 3], 100, 20), "M0 10L100 10");
  assert.equal(sparkPath([3], 100, 20), "M0 10H100");
});
