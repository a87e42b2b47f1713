import assert from "node:assert/strict";
import { test } from "node:test";
import { monthGrid, monthName, nextMonth } from "./month.ts";

test("a month fills whole weeks from Monday to Sunday", () => {
  const days = monthGrid("2026-11");
  assert.equal(days[0], "2026-10-26");
  assert.equal(days.at(-1), "2026-12-06");
  assert.equal(days.length, 42);
  assert.equal(monthGrid("2027-02").length, 28);
});

test("months go over the end of a year, both ways", () => {
  assert.equal(nextMonth("2026-12", 1), "2027-01");
  assert.equal(nextMonth("2026-01", -1), "2025-12");
  assert.equal(monthName("2026-11"), "November 2026");
});
