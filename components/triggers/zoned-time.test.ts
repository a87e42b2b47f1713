import assert from "node:assert/strict";
import { test } from "node:test";
import { zonedTime, zoneName } from "./zoned-time.ts";

test("a moment is shown on the clocks of the trigger's zone, whatever the reader's is", () => {
  assert.equal(zonedTime("2026-11-21T01:00:00.000Z", "Europe/Berlin"), "Sat 21 Nov 2026, 02:00");
  assert.equal(zonedTime("2026-11-21T01:00:00.000Z", "America/New_York"), "Fri 20 Nov 2026, 20:00");
});

test("the name of a zone's clocks follows daylight saving", () => {
  assert.notEqual(
    zoneName("2026-07-01T00:00:00.000Z", "Europe/Berlin"),
    zoneName("2026-12-01T00:00:00.000Z", "Europe/Berlin"),
  );
});

test("a zone that the browser does not know is no fault: the clocks of UTC are shown, and said", () => {
  const at = "2026-11-21T01:00:00.000Z";
  assert.equal(`${zonedTime(at, "E")} ${zoneName(at, "E")}`, "Sat 21 Nov 2026, 01:00 UTC");
});
