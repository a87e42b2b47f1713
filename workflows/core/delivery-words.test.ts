import assert from "node:assert/strict";
import { test } from "node:test";
import { deliveryTitle, missingWords } from "./delivery-words.ts";

const run = { id: "run_1", pipeline: "third-item", over: true };

test("a message is titled by its step and its pipeline, one of a map by its item too", () => {
  const step = "Tell the operator";
  assert.equal(deliveryTitle({ step, item: "", run }), "Tell the operator, of third-item");
  assert.equal(
    deliveryTitle({ step, item: "2", run }),
    "Tell the operator for item 2, of third-item",
  );
});

test("a message is given up when it failed and its run is over, and nobody sends it again", () => {
  const failed = {
    status: "failed",
    run,
    attempts: [{}, {}],
    sendingSince: null,
  } as const;
  assert.equal(missingWords(failed), "no, given up after 2 attempts");
  assert.equal(
    missingWords({ ...failed, attempts: failed.attempts.slice(1) }),
    "no, given up after 1 attempt",
  );
  assert.equal(missingWords({ ...failed, run: { ...run, over: false } }), "not yet");
  assert.equal(missingWords({ ...failed, status: "pending", attempts: [] }), "not yet");
  assert.equal(missingWords({ ...failed, sendingSince: "2026-03-01T12:00:00Z" }), "not yet");
});
