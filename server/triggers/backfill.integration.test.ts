import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { firedBy, publishTest, runsOf } from "../../test/support/published.ts";
import { letGo } from "../../test/support/steps.ts";
import { backfill, backfillCount } from "./backfill.ts";
import { get } from "./get.ts";
import { until } from "../../test/support/until.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

const range = (trigger: string, from: string, to: string) => ({
  id: trigger,
  from: `2025-03-01T${from}:00.000Z`,
  to: `2025-03-01T${to}:00.000Z`,
});
const overlap = "buffer-all" as const;

const ended = (name: string, many: number) =>
  until(`${many} runs of ${name} that are done`, async () => {
    const runs = await runsOf(engine.as.designer, name);
    return runs.length >= many && runs.every(({ status }) => status === "done") && runs;
  });

/** Lets the runs' held steps go, one after the other as they begin. */
const letAllGo = async (name: string, many: number) => {
  await until(`${many} runs of ${name}`, async () => {
    const runs = await runsOf(engine.as.designer, name);
    for (const { id } of runs) letGo(id);
    return runs.length >= many;
  });
  return ended(name, many);
};

const times = (runs: Parameters<typeof firedBy>[0][]) =>
  runs.map((run) => firedBy(run).schedule!.at.slice(11, 16)).sort();

describe("a backfill", () => {
  test("starts its runs as whoever asked for it, and says so: they count among those who made what is reviewed", async () => {
    const { admin, designer } = engine.as;
    await publishTest(designer, {
      name: "asked",
      triggers: [{ id: "hourly", type: "schedule", cron: "0 * 1 3 *" }],
    });
    const span = range("asked/hourly", "01:00", "02:00");
    await backfill(admin, { ...span, count: 2, overlap });
    for (const run of await ended("asked", 2)) {
      assert.equal(run.author, designer.actor.userId);
      assert.equal(run.startedBy, admin.actor.userId);
      const { type, person } = firedBy(run);
      assert.deepEqual(person, { id: admin.actor.userId, name: admin.actor.name });
      assert.equal(type, "schedule");
    }
    const { firings } = await get(admin, { id: "asked/hourly" });
    const ofAdmin = (firing: (typeof firings)[number]) =>
      (firing.facts["person"] as { id: string }).id === admin.actor.userId;
    assert.ok(firings.every(ofAdmin));
    // The same times, asked for by somebody else when all runs of the first have begun, are theirs.
    await backfill(designer, { ...span, count: 2, overlap });
    const again = await ended("asked", 4);
    assert.equal(again.filter(({ startedBy }) => startedBy === designer.actor.userId).length, 2);
  });

  test("is nobody else's to ask for while it goes on, as far as they share a time", async () => {
    const { admin, designer } = engine.as;
    await publishTest(designer, {
      name: "shared",
      nodes: [{ id: "work", kind: "test.held" }],
      triggers: [{ id: "hourly", type: "schedule", cron: "0 * 1 3 *" }],
    });
    await backfill(admin, { ...range("shared/hourly", "01:00", "03:00"), count: 3, overlap });
    const both = { ...range("shared/hourly", "03:00", "04:00"), count: 2, overlap };
    await assert.rejects(backfill(designer, both), {
      code: "conflict",
      message: new RegExp(`^${admin.actor.name} has asked for a backfill of these times`),
    });
    await backfill(designer, { ...range("shared/hourly", "04:00", "04:00"), count: 1, overlap });
    const runs = await letAllGo("shared", 4);
    const own = runs.filter(({ startedBy }) => startedBy === designer.actor.userId);
    assert.deepEqual(times(own), ["04:00"]);
  });

  test("starts as many runs as it counts, whatever the jitter, and no more", async () => {
    const { designer } = engine.as;
    await publishTest(designer, {
      name: "jittery",
      triggers: [{ id: "hourly", type: "schedule", cron: "0 * 1 3 *", jitter: "59m" }],
    });
    const span = range("jittery/hourly", "01:00", "06:00");
    const { count } = await backfillCount(designer, span);
    assert.equal(count, 6);
    await backfill(designer, { ...span, count, overlap });
    await ended("jittery", 6);
    await backfill(designer, { ...range("jittery/hourly", "08:00", "08:00"), count: 1, overlap });
    const runs = await ended("jittery", 7);
    assert.deepEqual(times(runs), ["01:00", "02:00", "03:00", "04:00", "05:00", "06:00", "08:00"]);
  });

  test("says how many of its times have had their run, and leaves these out when told", async () => {
    const { designer } = engine.as;
    await publishTest(designer, {
      name: "gaps",
      triggers: [{ id: "hourly", type: "schedule", cron: "0 * 1 3 *" }],
    });
    await backfill(designer, { ...range("gaps/hourly", "02:00", "03:00"), count: 2, overlap });
    await ended("gaps", 2);
    const span = range("gaps/hourly", "01:00", "05:00");
    const { count, ran } = await backfillCount(designer, span);
    assert.deepEqual({ count, ran }, { count: 5, ran: 2 });
    const day = "2025-03-01";
    const ofDay = await backfillCount(designer, { id: "gaps/hourly", from: day, to: day });
    assert.deepEqual([ofDay.count, ofDay.ran], [24, 2]);
    // Also where the clock of Postgres was behind when they began.
    const { id } = await get(designer, { id: "gaps/hourly" });
    await engine.database.sql`
      update trigger_firing set at = '2025-03-01T01:59:00Z' where trigger_id = ${id}`;
    assert.equal((await backfillCount(designer, range("gaps/hourly", "02:00", "03:00"))).ran, 2);
    const missing = { ...span, overlap, missing: true };
    await assert.rejects(
      backfill(designer, { ...missing, count: 5 }),
      /3 times without a run now, not 5/,
    );
    await backfill(designer, { ...missing, count: 3 });
    const runs = await ended("gaps", 5);
    assert.deepEqual(times(runs), ["01:00", "02:00", "03:00", "04:00", "05:00"]);
  });

  test("asks for what is missing once: what one's own backfill has not started yet is not asked for again", async () => {
    const { designer } = engine.as;
    await publishTest(designer, {
      name: "impatient",
      nodes: [{ id: "work", kind: "test.held" }],
      triggers: [{ id: "hourly", type: "schedule", cron: "0 * 1 3 *" }],
    });
    const span = range("impatient/hourly", "01:00", "03:00");
    const missing = { ...span, overlap, missing: true };
    await backfill(designer, { ...missing, count: 3 });
    // From then on the number stays for as long as that run takes.
    await until("its first run", async () => (await runsOf(designer, "impatient")).length > 0);
    const { count, ran } = await backfillCount(designer, span);
    await assert.rejects(
      backfill(designer, { ...missing, count: count - ran }),
      /You have asked for a backfill of these times, which goes on still/,
    );
    const runs = await letAllGo("impatient", 3);
    assert.deepEqual(times(runs), ["01:00", "02:00", "03:00"]);
    const other = { ...range("impatient/hourly", "03:00", "04:00"), overlap, missing: true };
    await backfill(designer, { ...other, count: 1 });
    await letAllGo("impatient", 4);
  });
});
