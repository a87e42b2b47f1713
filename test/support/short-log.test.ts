import assert from "node:assert/strict";
import { test } from "node:test";
import { shortLog } from "./short-log.ts";

test("a warning of the log is one line, what is less is left out, and all else is as it was printed", () => {
  const err = { message: "No\n  answer", stack: "Error: No\n  answer\n    at there" };
  const entry = (level: number) => JSON.stringify({ level, err, msg: "it waits" });
  const lines = ["✔ a test", entry(30), entry(40), '{"a test": "prints"}', ""];
  assert.deepEqual(lines.flatMap(shortLog), [
    "✔ a test",
    "log: it waits: No answer",
    '{"a test": "prints"}',
    "",
  ]);
});
