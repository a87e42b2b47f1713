import assert from "node:assert/strict";
import { test } from "node:test";
import { changes, summary } from "./changes.ts";

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

test("fields are compared however deep they lie, and lists of plain values as a whole", () => {
  assert.deepEqual(
    changes(
      { a: { b: 1, c: [1, 2] }, items: [{ id: "x", n: 1 }], gone: true },
      { a: { b: 1, c: [1, 3] }, items: [{ id: "x", n: 2 }, { id: "y" }] },
    ),
    [
      { path: "a.c", before: [1, 2], after: [1, 3] },
      { path: "items[0].n", before: 1, after: 2 },
      { path: "items[1].id", after: "y" },
      { path: "gone", before: true },
    ],
  );
});

test("a value that became an object is one change", () => {
  assert.deepEqual(changes({ a: 1 }, { a: { b: 2 } }), [{ path: "a", before: 1, after: { b: 2 } }]);
});
