import assert from "node:assert/strict";
import { test } from "node:test";
import { leftText } from "./leave-field.ts";

test("a field that is left writes what was typed, and never back what it was opened with", () => {
  const left = (opened: string, typed: string, now: string) => leftText({ opened, typed, now });
  assert.deepEqual(left("old", "old", "old"), { write: false, over: false });
  assert.deepEqual(left("old", "old", "Ben's"), { write: false, over: false });
  assert.deepEqual(left("old", "mine", "old"), { write: true, over: false });
  assert.deepEqual(left("old", "mine", "Ben's"), { write: true, over: true });
  assert.deepEqual(left("old", "same", "same"), { write: false, over: false });
});
