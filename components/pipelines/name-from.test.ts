import assert from "node:assert/strict";
import { test } from "node:test";
import { NAME_PATTERN } from "../../workflows/core/document.ts";
import { nameFrom } from "./name-from.ts";

test("a title becomes a name: lower case, without accents, words joined by hyphens", () => {
  assert.equal(nameFrom("Crédit risk: 2nd try!"), "credit-risk-2nd-try");
  assert.equal(nameFrom("  --Churn-- "), "churn");
});

test("a title that has nothing a name may have gives no name", () => {
  assert.equal(nameFrom("信用"), "");
});

test("a name from a title of any length is a valid name", () => {
  assert.match(nameFrom(`${"a".repeat(62)} bc`), NAME_PATTERN);
});
