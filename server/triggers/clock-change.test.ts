import assert from "node:assert/strict";
import { test } from "node:test";
import type { TimedTrigger } from "../../workflows/core/triggers.ts";
import { clockChange } from "./clock-change.ts";

const said = (cron: string, timezone: string, after: string) =>
  clockChange({ id: "t", type: "schedule", cron, timezone }, new Date(after));

test("a time that does not come when the clocks are put forward, and one that comes twice when they are put back, is told of", () => {
  assert.equal(
    said("30 2 * * *", "Europe/Berlin", "2026-11-23T12:00:00Z"),
    "On 28 March 2027 the clocks are put forward: 02:30 does not come, and nothing starts for it.",
  );
  assert.equal(
    said("0,30 2 * * *", "Europe/Berlin", "2027-04-01T12:00:00Z"),
    "On 31 October 2027 the clocks are put back: 02:00 and 02:30 come twice, and it starts at 02:00 the second time and 03:30.",
  );
  assert.equal(
    said("30 1 * * *", "America/New_York", "2027-04-01T12:00:00Z"),
    "On 7 November 2027 the clocks are put back: 01:30 comes twice, and it starts both times.",
  );
  assert.equal(
    said("*/10 0-12 * * *", "Europe/Berlin", "2026-11-23T12:00:00Z"),
    "On 28 March 2027 the clocks are put forward: 02:00 to 02:50 do not come, and nothing starts for them.",
  );
  // Put forward to midnight, they skip the last hour of the day before.
  assert.equal(
    said("30 23 * * *", "America/Nuuk", "2026-11-23T12:00:00Z"),
    "On 27 March 2027 the clocks are put forward: 23:30 does not come, and nothing starts for it.",
  );
});

test("of times that come twice, those are named that the next times have", () => {
  const put = "On 31 October 2027 the clocks are put back: ";
  const cases: [string, string][] = [
    ["30 2 * * *", "02:30 comes twice, and it starts the second time only."],
    ["15 1-3 * * *", "02:15 comes twice, and it starts the first time only."],
    [
      "*/30 1-2 * * *",
      "02:00 and 02:30 come twice, and it starts at 02:00 the first time and 02:30 the second time.",
    ],
    [
      "*/10 1-2 * * *",
      "02:00 to 02:50 come twice, and it starts at 02:00 the first time, 02:10 the second time and 03:20.",
    ],
  ];
  for (const [cron, words] of cases)
    assert.equal(said(cron, "Europe/Berlin", "2027-04-01T12:00:00Z"), put + words, cron);
});

test("nothing is told where no time is touched", () => {
  const after = "2026-11-23T12:00:00Z";
  assert.equal(said("30 6 * * *", "Europe/Berlin", after), null);
  assert.equal(said("30 3 * * *", "Europe/Berlin", after), null);
  // The clocks are changed on Sundays, and those of UTC never; every hour is counted without a zone.
  assert.equal(said("30 2 * * 1-5", "Europe/Berlin", after), null);
  assert.equal(said("30 2 * * *", "UTC", after), null);
  assert.equal(said("0 * * * *", "Europe/Berlin", after), null);
  const interval: TimedTrigger = { id: "t", type: "interval", every: "1h" };
  assert.equal(clockChange(interval, new Date(after)), null);
});
