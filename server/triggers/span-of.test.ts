import assert from "node:assert/strict";
import { test } from "node:test";
import type { TimedTrigger } from "../../workflows/core/triggers.ts";
import { backfillCountInput } from "./schemas.ts";
import { spanOf } from "./span-of.ts";

const daily = (timezone?: string): TimedTrigger => ({
  id: "daily",
  type: "schedule",
  cron: "0 6 * * *",
  timezone,
});

function span(spec: TimedTrigger, from: string, to: string): string[] {
  const found = spanOf(spec, from, to);
  return [found.from, found.to].map((at) => new Date(at).toISOString());
}

test("a range by days goes from the first moment of the first to the last of the last", () => {
  const whole = ["2026-11-18T00:00:00.000Z", "2026-11-20T23:59:59.999Z"];
  assert.deepEqual(span(daily(), "2026-11-18", "2026-11-20"), whole);
  const interval: TimedTrigger = { id: "often", type: "interval", every: "2h" };
  assert.deepEqual(span(interval, "2026-11-18", "2026-11-20"), whole);
});

test("its days are those of the trigger's time zone, however long they are", () => {
  assert.deepEqual(span(daily("Asia/Tokyo"), "2026-11-18", "2026-11-20"), [
    "2026-11-17T15:00:00.000Z",
    "2026-11-20T14:59:59.999Z",
  ]);
  // Clocks go back that night: 25 hours.
  assert.deepEqual(span(daily("Europe/Berlin"), "2026-10-25", "2026-10-25"), [
    "2026-10-24T22:00:00.000Z",
    "2026-10-25T22:59:59.999Z",
  ]);
});

test("a moment is itself, and may be beside a day", () => {
  assert.deepEqual(span(daily(), "2026-11-18T06:00:00+01:00", "2026-11-20"), [
    "2026-11-18T05:00:00.000Z",
    "2026-11-20T23:59:59.999Z",
  ]);
  const moment = "2026-11-18T06:00:00.000Z";
  assert.deepEqual(span(daily("Asia/Tokyo"), moment, moment), [moment, moment]);
});

test("a backfill is asked for by days or by moments, and by nothing else", () => {
  const asked = (from: string) =>
    backfillCountInput.safeParse({ id: "t", from, to: "2026-11-20" }).error?.issues[0]?.message;
  assert.equal(asked("2026-11-18"), undefined);
  assert.equal(asked("2026-11-18T06:00:00+01:00"), undefined);
  assert.match(asked("2026-11-31")!, /^a day such as 2026-03-01, or a time/);
});
