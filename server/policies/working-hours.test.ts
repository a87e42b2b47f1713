import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DateTime } from "luxon";
import type { WorkingHours } from "./policy.ts";
import { addWorkingHours } from "./working-hours.ts";

const OFFICE: WorkingHours = {
  timeZone: "Europe/Vienna",
  days: [1, 2, 3, 4, 5],
  from: "09:00",
  to: "17:00",
  holidays: ["2026-12-25"],
};
const vienna = (local: string) => DateTime.fromISO(local, { zone: "Europe/Vienna" }).toJSDate();
const after = (local: string, hours: number, policy = OFFICE) =>
  DateTime.fromJSDate(addWorkingHours(vienna(local), hours, policy), {
    zone: "Europe/Vienna",
  }).toFormat("yyyy-MM-dd HH:mm");

test("working hours go on the next working morning, over nights, weekends and holidays", () => {
  assert.equal(after("2026-11-23T10:00", 4), "2026-11-23 14:00");
  assert.equal(after("2026-11-23T16:00", 2), "2026-11-24 10:00");
  assert.equal(after("2026-11-27T16:00", 2), "2026-11-30 10:00");
  assert.equal(after("2026-11-28T12:00", 8), "2026-11-30 17:00");
  assert.equal(after("2026-12-24T16:00", 2), "2026-12-28 10:00");
  assert.equal(after("2026-11-23T06:00", 1), "2026-11-23 10:00");
  assert.equal(after("2026-11-21T23:00", 0), "2026-11-21 23:00");
});

test("a working day on which clocks change is as long as it really is", () => {
  const always: WorkingHours = { ...OFFICE, days: [7], from: "00:00", to: "24:00", holidays: [] };
  // 29 March 2026 has 23 hours in Vienna, 25 October 25.
  assert.equal(after("2026-03-29T00:00", 23, always), "2026-03-30 00:00");
  assert.equal(after("2026-03-29T00:00", 24, always), "2026-04-05 01:00");
  assert.equal(after("2026-10-25T00:00", 25, always), "2026-10-26 00:00");
  // The same wall-clock time in the office on both sides of the change.
  assert.equal(after("2026-03-27T12:00", 8), "2026-03-30 12:00");
  assert.equal(after("2026-10-23T12:00", 8), "2026-10-26 12:00");
});

const ZONES = ["UTC", "Europe/Vienna", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"];
const policies = fc
  .record({
    timeZone: fc.constantFrom(...ZONES),
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    from: fc.integer({ min: 0, max: 22 }),
    length: fc.integer({ min: 1, max: 24 }),
    holidays: fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 8 }),
  })
  .map(({ timeZone, days, from, length, holidays }): WorkingHours => ({
    timeZone,
    days,
    from: `${String(from).padStart(2, "0")}:00`,
    to: `${String(Math.min(24, from + length)).padStart(2, "0")}:00`,
    holidays: holidays.map((day) => DateTime.utc(2026, 3, 1).plus({ days: day }).toISODate()!),
  }));
// A quarter of an hour between starts, over both changes of the clocks.
const starts = fc
  .integer({ min: 0, max: 300 * 96 })
  .map((quarter) => new Date(Date.UTC(2026, 1, 1) + quarter * 900_000));
const quarters = fc.integer({ min: 0, max: 120 }).map((n) => n / 4);

/** Working quarters of an hour between two moments, each looked at by itself. */
function counted(from: Date, to: Date, policy: WorkingHours): number {
  let found = 0;
  for (let at = from.getTime(); at < to.getTime(); at += 900_000) {
    const local = DateTime.fromMillis(at, { zone: policy.timeZone });
    const clock = local.toFormat("HH:mm");
    if (
      policy.days.includes(local.weekday) &&
      !policy.holidays.includes(local.toISODate()!) &&
      clock >= policy.from &&
      clock < policy.to
    )
      found++;
  }
  return found / 4;
}

test("as many working hours lie between the start and the deadline as were asked for", () => {
  fc.assert(
    fc.property(starts, quarters, policies, (start, hours, policy) => {
      assert.equal(counted(start, addWorkingHours(start, hours, policy), policy), hours);
    }),
    { numRuns: 150 },
  );
});

test("hours added one after the other are as many as added at once, and never go back", () => {
  fc.assert(
    fc.property(starts, quarters, quarters, policies, (start, a, b, policy) => {
      const first = addWorkingHours(start, a, policy);
      assert.ok(first >= start);
      assert.deepEqual(addWorkingHours(first, b, policy), addWorkingHours(start, a + b, policy));
    }),
    { numRuns: 300 },
  );
});
