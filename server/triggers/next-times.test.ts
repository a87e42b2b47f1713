import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { TimedTrigger, TriggerSpec } from "../../workflows/core/triggers.ts";
import { parseCron, plainCron } from "../../workflows/core/cron.ts";
import { nextTimes } from "./next-times.ts";
import { sentence } from "./sentence.ts";

const berlin = (cron: string): TimedTrigger => ({
  id: "t",
  type: "schedule",
  cron,
  timezone: "Europe/Berlin",
});
const shown = (spec: TimedTrigger, after: string, count: number) =>
  nextTimes(spec, count, new Date(after)).map((at) => at.toISOString().slice(0, 16));

describe("next times", () => {
  test("keep the local time over both changes of daylight saving", () => {
    assert.deepEqual(shown(berlin("0 6 * * *"), "2027-03-27T00:00:00Z", 3), [
      "2027-03-27T05:00",
      "2027-03-28T04:00",
      "2027-03-29T04:00",
    ]);
    assert.deepEqual(shown(berlin("0 6 * * *"), "2027-10-30T00:00:00Z", 3), [
      "2027-10-30T04:00",
      "2027-10-31T05:00",
      "2027-11-01T05:00",
    ]);
  });

  test("leave out a local time that does not exist, and take one that comes twice once", () => {
    assert.deepEqual(shown(berlin("30 2 * * *"), "2027-03-27T12:00:00Z", 1), ["2027-03-29T00:30"]);
    assert.deepEqual(shown(berlin("30 2 * * *"), "2027-10-30T12:00:00Z", 2), [
      "2027-10-31T01:30",
      "2027-11-01T01:30",
    ]);
  });

  test("of every hour are an hour apart, whatever the clocks do", () => {
    for (const cron of ["0 * * * *", "*/20 * * * *"])
      for (const after of ["2027-03-27T22:00:00Z", "2027-10-30T22:00:00Z"]) {
        const times = nextTimes(berlin(cron), 20, new Date(after)).map((at) => at.getTime());
        const apart = new Set(times.slice(1).map((at, index) => at - times[index]!));
        assert.deepEqual([...apart], [cron.startsWith("0") ? 3_600_000 : 1_200_000]);
      }
    // Full hours stay what the clocks show where these are 45 minutes off.
    const kathmandu = { ...berlin("0 * * * *"), timezone: "Asia/Kathmandu" } as TimedTrigger;
    assert.deepEqual(shown(kathmandu, "2027-01-01T00:00:00Z", 1), ["2027-01-01T00:15"]);
  });

  test("pass over months without such a day, and years without such a February", () => {
    assert.deepEqual(shown(berlin("0 0 31 * *"), "2027-01-31T12:00:00Z", 2), [
      "2027-03-30T22:00",
      "2027-05-30T22:00",
    ]);
    assert.deepEqual(shown(berlin("0 12 29 2 *"), "2027-01-01T00:00:00Z", 1), ["2028-02-29T11:00"]);
  });

  test("of an interval are counted from 1970 and its offset", () => {
    const spec: TimedTrigger = { id: "t", type: "interval", every: "6h", offset: "90m" };
    assert.deepEqual(shown(spec, "2027-01-01T07:30:00Z", 2), [
      "2027-01-01T13:30",
      "2027-01-01T19:30",
    ]);
  });

  test("of a calendar fit both the day of the month and that of the week", () => {
    const spec: TimedTrigger = { id: "t", type: "calendar", days: [13], weekdays: ["friday"] };
    assert.deepEqual(shown(spec, "2026-12-01T00:00:00Z", 2), [
      "2027-08-13T00:00",
      "2028-10-13T00:00",
    ]);
  });
});

test("a cron expression in plain numbers is at the same times", () => {
  const expressions = [
    "1-5,10,20-30/5 */5 * * *",
    "7/13 1-22/7 */3 feb-november/2 *",
    "0 0 * * fri/1",
  ];
  for (const one of expressions) assert.deepEqual(parseCron(plainCron(one)!), parseCron(one), one);
});

describe("a trigger in words", () => {
  const cases: [Partial<TriggerSpec> & { type: string }, string][] = [
    [berlin("30 6 * * mon-fri"), "At 06:30, Monday through Friday (Europe/Berlin)"],
    [{ type: "schedule", cron: "@hourly" }, "Every hour, every day (UTC)"],
    [berlin("0 0 * * sunday"), "At 00:00, only on Sunday (Europe/Berlin)"],
    [berlin("0 0 1 january *"), "At 00:00, on day 1 of the month, only in January (Europe/Berlin)"],
    [
      berlin("0 9 * sept mo-friday"),
      "At 09:00, Monday through Friday, only in September (Europe/Berlin)",
    ],
    [berlin("0 */30 * * *"), "At 00:00, every day (Europe/Berlin)"],
    [berlin("*/90 * * * *"), "Every hour, every day (Europe/Berlin)"],
    [
      berlin("*/45 * * * *"),
      "At 0 and 45 minutes past the hour, every hour, every day (Europe/Berlin)",
    ],
    [berlin("0-0 0 * * 7"), "At 00:00, only on Sunday (Europe/Berlin)"],
    [berlin("*/15 */2 * * *"), "Every 15 minutes, every 2 hours, every day (Europe/Berlin)"],
    [
      berlin("0 0 * * mon/2"),
      "At 00:00, only on Sunday, Monday, Wednesday, and Friday (Europe/Berlin)",
    ],
    [{ type: "interval", every: "6h", offset: "90m" }, "Every 6h, 90m past"],
    [
      { type: "calendar", days: [1, 15], months: [1, 7], hours: [6, 18] },
      "At 06:00 and 18:00 on day 1 or 15 of the month in January and July (UTC)",
    ],
    [{ type: "webhook" }, "When its address is called"],
    [{ type: "folder", path: "loans", pattern: "*.csv" }, "With each new file *.csv in loans"],
    [
      { type: "pipeline", pipeline: "score", states: ["done", "failed"] },
      "When a run of score is done or failed",
    ],
  ];
  for (const [spec, words] of cases)
    test(words, () => assert.equal(sentence({ id: "t", ...spec } as TriggerSpec), words));
});
