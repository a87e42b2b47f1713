import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { before, test } from "node:test";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { firedBy, publishTest, runsOf } from "../../test/support/published.ts";
import { atEnd } from "../../test/support/servers.ts";
import { zoneFile } from "../../test/support/zone-file.ts";
import { startStack } from "../start/stack.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { nextTimes } from "./next-times.ts";
import { wallClock } from "./wall-clock.ts";
import { until } from "../../test/support/until.ts";

const HOUR_S = 3_600;
/** From the writing of a zone to its change: time enough to publish its schedules. */
const AHEAD_S = 30;

/**
 * Temporal's clock cannot be turned, so the changes come to it: its own file of each zone is replaced by one in which a
 * change of the real zone, with all that the clocks show around it, is some seconds away. It is moved by so much that
 * the zone stays on its side of Greenwich, where Temporal reads a time that comes twice differently.
 */
const changes: Change[] = [
  // 02:00 to 03:00: two does not exist, and three comes an hour early.
  { name: "spring", zone: "Europe/Berlin", from: 1, to: 2, fires: ["hourly", "three"] },
  // 03:00 to 02:00: nothing comes a second time, and three comes an hour late.
  { name: "autumn", zone: "Europe/Paris", from: 2, to: 1, fires: [] },
  // 02:00 to 01:00: what comes in this hour comes a second time, and two comes an hour late.
  { name: "fall", zone: "America/New_York", from: -4, to: -5, fires: ["hourly", "one"] },
];

interface Change {
  name: string;
  zone: string;
  /** Hours ahead of UTC, before and after. */
  from: number;
  to: number;
  /** The triggers that fire at the moment of the change. */
  fires: string[];
}

let zones: string;
let engine: TestEngine;
before(async () => {
  const home = await mkdtemp(path.join(tmpdir(), "penstock-zones-"));
  zones = path.join(home, "zoneinfo");
  process.env["ZONEINFO"] = zones;
  const stack = await startStack({ home, ports: "any", processes: ["temporal"] });
  atEnd(async () => {
    await stack.stop();
    await rm(home, { recursive: true, force: true });
  });
  engine = await startTestEngine(undefined, { temporalAddress: stack.env["TEMPORAL_ADDRESS"]! });
});

/** The next such change of a zone east of Greenwich, the last one of a zone west of it; in seconds since 1970. */
function realChange({ zone, from, to }: Change): number {
  const ahead = (at: number) => {
    const { year, month, day, hour } = wallClock(at * 1_000, zone);
    return (Date.UTC(year, month - 1, day, hour) / 1_000 - at) / HOUR_S;
  };
  const step = Math.sign(to) * HOUR_S;
  let at = Math.floor(Date.now() / 1_000 / HOUR_S) * HOUR_S + step;
  while (ahead(at) !== to || ahead(at - HOUR_S) !== from) at += step;
  return at;
}

test("schedules live through both changes of daylight saving as their coming times say", async () => {
  const at = Math.floor(Date.now() / 1_000) + AHEAD_S;
  /** How far the change is moved, in seconds, by pipeline. */
  const moved = new Map<string, number>();
  for (const change of changes) {
    const { name, zone, from, to } = change;
    const by = realChange(change) - at;
    moved.set(name, by);
    const offset = (hours: number, isSummer: boolean) => ({
      seconds: hours * HOUR_S + by,
      isSummer,
    });
    const file = path.join(zones, zone);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, zoneFile(at, offset(from, from > to), offset(to, to > from)));
    await publishTest(engine.as.designer, {
      name,
      params: { at: { type: "string" } },
      triggers: [
        { id: "one", cron: "0 1 * * *" },
        { id: "two", cron: "0 2 * * *" },
        { id: "half_past_two", cron: "30 2 * * *" },
        { id: "three", cron: "0 3 * * *" },
        // Every hour of the day would be counted without a zone.
        { id: "hourly", cron: "0 0-12 * * *" },
      ].map((spec) => ({
        ...spec,
        type: "schedule",
        timezone: zone,
        overlap: "allow-all",
        params: { at: "${schedule.at}" },
      })),
    });
  }
  assert.ok(Date.now() < at * 1_000, "the schedules are there before the change");

  for (const { name, fires } of changes) {
    const by = moved.get(name)!;
    const { items } = await list(engine.as.designer, { limit: 50, pipeline: name });
    assert.equal(items.length, 5);
    for (const { id, name: trigger, spec } of items) {
      const what = `${name} ${trigger}`;
      const justBefore = new Date((at + by) * 1_000 - 1_000);
      const said = nextTimes(spec as never, 11, justBefore).map(
        (time) => time.getTime() / 1_000 - by,
      );
      const isNow = said[0] === at;
      assert.equal(isNow, fires.includes(trigger), what);
      const theirs = await until(`the change to be behind ${what}`, async () => {
        if (Date.now() < at * 1_000) return null;
        const { info } = await engine.client.schedule.getHandle(`trigger-${id}`).describe();
        const times = info.nextActionTimes.map((time) => time.getTime() / 1_000);
        return times[0]! > at && times;
      });
      assert.ok(theirs.length > 1);
      assert.deepEqual(theirs, said.slice(isNow ? 1 : 0).slice(0, theirs.length), what);
    }
    const runs = await until(`the runs of ${name}`, async () => {
      const found = await runsOf(engine.as.designer, name);
      return found.length >= fires.length && found;
    });
    assert.deepEqual(runs.map((run) => firedBy(run).name).toSorted(), fires);
    for (const { params } of runs) assert.equal(Date.parse(String(params["at"])), at * 1_000);
    for (const { id, name: trigger } of items) {
      const { schedule } = await get(engine.as.designer, { id });
      assert.equal(schedule!.skippedOverlap, 0, `${name} ${trigger}`);
    }
  }
});
