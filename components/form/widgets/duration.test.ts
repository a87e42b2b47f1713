import assert from "node:assert/strict";
import { test } from "node:test";
import { readDuration, writeDuration } from "./duration.ts";

const all = ["ms", "s", "m", "h", "d"] as const;

test("a duration is read in its parts, and nothing else is", () => {
  assert.deepEqual(readDuration("30s", all), { amount: 30, unit: "s" });
  assert.deepEqual(readDuration("250ms", all), { amount: 250, unit: "ms" });
  assert.equal(readDuration("250ms", ["s", "m"]), null);
  assert.equal(readDuration("soon", all), null);
  assert.equal(readDuration("${params.wait}", all), null);
});

test("what is typed becomes a duration: bare numbers, words, and parts of a unit", () => {
  const write = (text: string) => writeDuration(text, "m", all);
  assert.equal(write("15"), "15m");
  assert.equal(write("2h"), "2h");
  assert.equal(write("2 hours"), "2h");
  assert.equal(write("1.5h"), "90m");
  assert.equal(write("1,5 min"), "90s");
  assert.equal(write("0.25s"), "250ms");
  assert.equal(write("2 weeks"), null);
  assert.equal(write("-3"), null);
  assert.equal(writeDuration("1.5", "s", ["s", "m"]), null);
});
