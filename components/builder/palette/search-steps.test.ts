import assert from "node:assert/strict";
import { test } from "node:test";
import { searchSteps } from "./search-steps.ts";

const steps = [
  { kind: "model.evaluate", title: "Evaluate", description: "Compares trained models." },
  { kind: "train.tabular", title: "Train on a table", description: "XGBoost and others." },
];

test("a step is found by title, kind or description, best match first", () => {
  const kinds = (query: string) => searchSteps(steps, query).map(({ kind }) => kind);
  assert.deepEqual(kinds("train"), ["train.tabular", "model.evaluate"]);
  assert.deepEqual(kinds("XGBOOST table"), ["train.tabular"]);
  assert.deepEqual(kinds("nothing"), []);
  assert.equal(kinds("").length, 2);
});
