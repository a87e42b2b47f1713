import assert from "node:assert/strict";
import { test } from "node:test";
import { recent } from "./recent.ts";

test("what was asked for least recently is forgotten first", () => {
  const known = recent<object, number>();
  const keys = Array.from({ length: 9 }, () => ({}));
  keys.slice(0, 8).forEach((key, index) => known.set(key, index));
  assert.equal(known.get(keys[0]!), 0);
  known.set(keys[8]!, 8);
  assert.equal(known.get(keys[1]!), undefined);
  assert.equal(known.get(keys[0]!), 0);
  assert.equal(known.get(keys[8]!), 8);
});

test("a key that is set anew drives nothing else out", () => {
  const known = recent<object, number>();
  const keys = Array.from({ length: 8 }, () => ({}));
  keys.forEach((key, index) => known.set(key, index));
  known.set(keys[3]!, 30);
  assert.deepEqual(
    keys.map((key) => known.get(key)),
    [0, 1, 2, 30, 4, 5, 6, 7],
  );
});
