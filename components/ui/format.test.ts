import assert from "node:assert/strict";
import { test } from "node:test";
import {
  allOf,
  dateTime,
  exactTime,
  formatBytes,
  formatDuration,
  formatMetric,
  formatNumber,
  formatPercent,
  plural,
  unwrapped,
} from "./format.ts";

test("a duration is told in the two largest units that matter", () => {
  assert.equal(formatDuration(340), "340 ms");
  assert.equal(formatDuration(4_210), "4.2 s");
  assert.equal(formatDuration(59_990), "1 m 00 s");
  assert.equal(formatDuration(187_000), "3 m 07 s");
  assert.equal(formatDuration(2 * 3_600_000 + 14 * 60_000), "2 h 14 m");
  assert.equal(formatDuration(76 * 3_600_000), "3 d 4 h");
  assert.equal(formatDuration(-1), "–");
});

test("a share is never rounded to none or to all", () => {
  assert.equal(formatPercent(0.5), "50.0 %");
  assert.equal(formatPercent(0.00001), "<0.1 %");
  assert.equal(formatPercent(0.99999), ">99.9 %");
  assert.equal(formatPercent(0), "0.0 %");
  assert.equal(formatPercent(1), "100.0 %");
});

test("figures keep four digits and line up", () => {
  assert.equal(formatNumber(0.123456), "0.1235");
  assert.equal(formatNumber(1_234_567.8), "1,234,568");
  assert.equal(formatNumber(0.00001234), "1.23e-5");
  assert.equal(formatNumber(null), "–");
  assert.equal(formatMetric(0.78), "0.7800");
  assert.equal(formatMetric(0), "0.0000");
});

test("sizes and counts are readable", () => {
  assert.equal(formatBytes(999), "999 B");
  assert.equal(formatBytes(1_530_000), "1.5 MB");
  assert.equal(plural(1, "row"), "1 row");
  assert.equal(plural(1200, "row"), "1,200 rows");
  assert.equal(`${allOf(1, "check")} passed.`, "The one check passed.");
  assert.equal(`${allOf(6, "check")} passed.`, "All 6 checks passed.");
});

test("a moment is written one way, exactly or not, whatever the reader's language", () => {
  const moment = "2026-11-22T18:16:47Z";
  const short = dateTime(moment);
  assert.match(short, /^\d\d? Nov 2026, \d\d:\d\d$/);
  assert.match(exactTime(moment), new RegExp(`^${short}:47 \\S+`));
});

test("lines broken by hand flow again; paragraphs and lists stay", () => {
  assert.equal(unwrapped("One\nsentence.\n\nTwo:\n- a\n- b\n"), "One sentence.\n\nTwo:\n- a\n- b");
});
