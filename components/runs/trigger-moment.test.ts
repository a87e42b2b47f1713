import assert from "node:assert/strict";
import { test } from "node:test";
import { triggerMoment } from "./trigger-moment.ts";

test("a schedule's time is said on its own clocks", () => {
  const inBerlin = triggerMoment("Europe/Berlin");
  assert.equal(inBerlin("2026-11-21T01:00:00.000Z"), "21 Nov 2026, 02:00 Europe/Berlin");
  assert.match(triggerMoment()("2026-11-21T12:00:00.000Z"), /^2\d Nov 2026, \d\d:\d\d$/);
});

test("a time that is no full minute has its seconds", () => {
  assert.match(triggerMoment()("2026-11-21T01:00:02.000Z"), /:\d\d:02$/);
});
