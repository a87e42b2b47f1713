import assert from "node:assert/strict";
import { test } from "node:test";
import { scopeWords } from "./scope-words.ts";
import type { Approval } from "./types.ts";

test("a waiver is named by its condition, its finding or its requirement", () => {
  const approval = {
    conditions: [{ id: "fnd_1", number: 1, title: "Watch drift" }],
    requirements: [{ id: "parity", title: "Parity of groups" }],
  } as Approval;
  const condition = { number: 1, title: "Watch drift" };
  const finding = { number: 2, title: "No slice by region" };
  assert.deepEqual(
    [
      { scope: "finding:fnd_1", finding: null },
      { scope: "finding:fnd_1", finding: condition },
      { scope: "finding:fnd_2", finding },
      { scope: "parity", finding: null },
      { scope: "gone", finding: null },
    ].map((waiver) => scopeWords(waiver, approval)),
    [
      "Condition F1: Watch drift",
      "Condition F1: Watch drift",
      "Finding F2: No slice by region",
      "Parity of groups",
      "gone",
    ],
  );
});
