import assert from "node:assert/strict";
import { test } from "node:test";
import { relativeTime } from "./relative-time.ts";

const now = Date.parse("2026-05-05T12:00:00Z");
const at = (iso: string) => relativeTime(new Date(iso), now);

test("a moment is told in the largest unit that fits, and cut, not rounded", () => {
  assert.equal(at("2026-05-05T11:59:40Z"), "just now");
  assert.equal(at("2026-05-05T11:58:01Z"), "1 minute ago");
  assert.equal(at("2026-05-05T09:01:00Z"), "2 hours ago");
  assert.equal(at("2026-05-04T11:00:00Z"), "1 day ago");
  assert.equal(at("2026-05-07T11:00:00Z"), "in 1 day", "which is the day after tomorrow");
  assert.equal(at("2026-07-01T12:00:00Z"), "in 1 month");
  assert.equal(at("2026-01-05T12:00:00Z"), "4 months ago");
  assert.equal(at("2026-05-05T14:00:00Z"), "in 2 hours");
  assert.equal(at("2026-05-05T12:00:40Z"), "in a moment");
  assert.equal(at("2026-05-05T12:00:01Z"), "just now");
});

test("a moment that comes anew is told by the clock as it is then, not as it was at first", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now });
  assert.equal(relativeTime(new Date()), "just now");
  t.mock.timers.tick(8_000);
  assert.equal(relativeTime(new Date()), "just now");
  assert.equal(relativeTime(new Date(now - 60_000)), "1 minute ago");
});
