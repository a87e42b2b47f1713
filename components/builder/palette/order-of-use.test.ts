import assert from "node:assert/strict";
import { test } from "node:test";
import { testRegistry } from "../store/steps.fixture.ts";
import { inOrderOfUse } from "./order-of-use.ts";

test("steps stand in the order in which a pipeline uses them", () => {
  const shuffled = [...testRegistry.values()].reverse();
  assert.deepEqual(
    inOrderOfUse(shuffled).map(({ kind }) => kind),
    [
      "control.map",
      "data.load",
      "data.split",
      "data.validate",
      "train.tabular",
      "model.evaluate",
      "control.switch",
      "control.condition",
    ],
  );
});
