import assert from "node:assert/strict";
import { test } from "node:test";
import { startOf } from "./run-scope.ts";

const given = { params: {}, fresh: false, after: null };

test("a step alone runs anew by itself, its upstream never does", () => {
  assert.deepEqual(startOf("p", { what: "one", node: "a" }, { ...given, fresh: true }), {
    name: "p",
    draft: true,
    target: "a",
    only: true,
    refresh: true,
  });
});

test("what goes on after a run cannot be asked for without one", () => {
  assert.equal(startOf("p", { what: "failed" }, given), null);
  assert.deepEqual(startOf("p", { what: "from", node: "a" }, { ...given, after: "run_1" }), {
    name: "p",
    draft: true,
    after: { run: "run_1", from: "a" },
  });
  assert.deepEqual(startOf("p", { what: "failed" }, { ...given, after: "run_1", fresh: true }), {
    name: "p",
    draft: true,
    after: { run: "run_1" },
    fresh: true,
  });
});
