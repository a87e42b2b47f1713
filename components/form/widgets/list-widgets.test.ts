import assert from "node:assert/strict";
import { test } from "node:test";
import { addedTo } from "./list-widgets.tsx";

test("a list of numbers takes one again, a list of texts has each once", () => {
  assert.deepEqual(addedTo([64], "64, 32\n1e2", { type: "integer" }), [64, 32, 100]);
  assert.deepEqual(addedTo(["age"], "age, sex,,", { type: "string" }), ["sex"]);
  const scalar = { anyOf: [{ type: "string" }, { type: "number" }] };
  assert.deepEqual(addedTo([], "01067, 1067", scalar), ["01067", 1067]);
});
