import assert from "node:assert/strict";
import { test } from "node:test";
import { lineDiff } from "./line-diff.ts";

test("a line that became another stands beside it; lines that only came stand alone", () => {
  assert.deepEqual(lineDiff("select a\nfrom input", "select b\nfrom input\nlimit 3"), [
    { sign: "−", text: "select a", beside: "select b" },
    { sign: "+", text: "select b", beside: "select a" },
    { sign: " ", text: "from input" },
    { sign: "+", text: "limit 3" },
  ]);
});

test("where more lines went than came, the rest stands alone", () => {
  assert.deepEqual(
    lineDiff("a\nb", "c").map(({ beside }) => beside),
    ["c", undefined, "a"],
  );
});
