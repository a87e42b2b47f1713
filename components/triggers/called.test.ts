import assert from "node:assert/strict";
import { test } from "node:test";
import { called } from "./called.ts";

test("a trigger is called by its title and its name, or by the name alone", () => {
  assert.equal(called({ title: "At night", name: "nightly" }), "At night (nightly)");
  assert.equal(called({ title: null, name: "nightly" }), "nightly");
  assert.equal(called({ title: "nightly", name: "nightly" }), "nightly");
});
