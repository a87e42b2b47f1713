import assert from "node:assert/strict";
import { test } from "node:test";
import { keepDraft, keptDraft } from "./kept-draft.ts";

test("a draft is kept under its own key until it is forgotten", () => {
  assert.equal(keptDraft("a"), null);
  keepDraft("a", "Is this");
  keepDraft("a", "Is this enough?");
  keepDraft("b", { body: "Not for applicants under 21", base: 1 });
  assert.equal(keptDraft("a"), "Is this enough?");
  keepDraft("a", null);
  assert.equal(keptDraft("a"), null);
  assert.deepEqual(keptDraft("b"), { body: "Not for applicants under 21", base: 1 });
});
