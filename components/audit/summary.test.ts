import assert from "node:assert/strict";
import { test } from "node:test";
import { summary } from "./summary.ts";

test("what was made is told by its fields", () => {
  assert.equal(summary(null, { name: "credit", rows: 3 }), "name: credit, rows: 3");
});

test("what was changed is told by the fields that differ", () => {
  assert.equal(
    summary({ status: "open", by: "Dana" }, { status: "approved", by: "Dana" }),
    "status: open → approved",
  );
});

test("a long value is cut", () => {
  assert.match(summary(null, { text: "x".repeat(100) }), /^text: x{39}…$/);
});
