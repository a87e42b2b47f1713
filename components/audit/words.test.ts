import assert from "node:assert/strict";
import { test } from "node:test";
import { actionWords, plain } from "./words.ts";

test("an action is told as something that was done", () => {
  assert.deepEqual(
    ["review.open", "deployment.deploy", "model.retire", "dataset.add-version", "event.send"].map(
      (action) => actionWords(action).said,
    ),
    ["Opened", "Deployed", "Retired", "Added version", "Sent"],
  );
});

test("a refused attempt is not told as something that was done", () => {
  assert.deepEqual(actionWords("review.decide-refused"), { refused: true, said: "decide" });
});

test("what it was done to is named in plain words", () => {
  assert.deepEqual([plain("model-version"), plain("key")], ["model version", "API key"]);
});
