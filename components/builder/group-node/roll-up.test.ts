import assert from "node:assert/strict";
import { test } from "node:test";
import { rollUp } from "./roll-up.ts";

test("a group says the most pressing state of its steps, and how many have ended", () => {
  assert.deepEqual(rollUp(["done", "running", "pending"]), { shown: "running", over: 1 });
  assert.deepEqual(rollUp(["done", "failed", "running"]), { shown: "failed", over: 2 });
  assert.deepEqual(rollUp(["done", "cached", "skipped"]), { shown: "done", over: 3 });
  assert.deepEqual(rollUp(["skipped", "skipped"]), { shown: "skipped", over: 2 });
  assert.deepEqual(rollUp(["done", "lost"]), { shown: "lost", over: 1 });
  assert.deepEqual(rollUp(["done", "unserved"]), { shown: "unserved", over: 1 });
  assert.equal(rollUp([]), null);
});
