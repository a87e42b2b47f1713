import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { Client } from "@temporalio/client";
import { eq } from "drizzle-orm";
import { trigger, triggerEvent } from "../../db/schema/triggers.ts";
import { farClient } from "../../test/support/cable.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { publishTest, runsOf } from "../../test/support/published.ts";
import { slowTemporal, type SlowTemporal } from "../../test/support/slow-temporal.ts";
import { testRegistry } from "../../test/support/steps.ts";
import { until } from "../../test/support/until.ts";
import type { TriggerSpec } from "../../workflows/core/triggers.ts";
import type { Ctx } from "../context.ts";
import { log } from "../log.ts";
import { archive } from "../pipelines/archive.ts";
import { importPipeline } from "../pipelines/import.ts";
import { restore } from "../pipelines/restore.ts";
import { triggerActivities } from "./activities.ts";
import { backfill } from "./backfill.ts";
import { startTriggerRelay } from "./event-relay.ts";
import { get } from "./get.ts";
import { move } from "./move.ts";
import { pause, resume } from "./pause.ts";
import { keepSchedules } from "./restore-schedules.ts";

let engine: TestEngine;
let slow: SlowTemporal;
/** A designer whose Temporal takes its time. */
let patient: Ctx;
before(async () => {
  engine = await startTestEngine();
  // It would do what these do.
  await engine.stopWorker();
  slow = slowTemporal(engine.database.db, engine.client);
  patient = { ...engine.as.designer, temporal: () => Promise.resolve(slow.client) };
});

/** Does it, and sees during each of its calls that other runs go on. */
async function watched<T>(act: () => Promise<T>): Promise<T> {
  const before = slow.calls();
  const answer = await act();
  assert.ok(slow.calls() > before, "it calls Temporal");
  return answer;
}

const daily = { type: "schedule", cron: "@daily" } as const;
/** Times that Temporal does not take, and the compiler neither. */
const unknown = { ...daily, timezone: "SystemV/AST4" };

const idOf = async (trigger: string) => (await get(engine.as.designer, { id: trigger })).id;
const schedule = (id: string) => engine.client.schedule.getHandle(`trigger-${id}`);

test(
  "a Temporal that hangs over its list of schedules is asked for it again",
  { timeout: 120_000 },
  async () => {
    await publishTest(engine.as.designer, { name: "listed", triggers: [{ ...daily, id: "a" }] });
    const { cable, client } = await farClient(engine.client.options.namespace);
    let [answers, warnings, hangs] = [0, 0, false];
    const hurried: Client = Object.assign(Object.create(client) as Client, {
      withDeadline: async (_: number, act: () => Promise<unknown>) => {
        const answer = await client.withDeadline(Date.now() + (hangs ? 500 : 60_000), act);
        // The only schedule was looked at; the list is next.
        if (++answers === 1) {
          hangs = true;
          cable.hang();
        }
        return answer;
      },
    });
    const said = {
      info: log.info.bind(log),
      warn: () => {
        warnings++;
        hangs = false;
        cable.goOn();
      },
    };
    const stopping = new AbortController();
    const services = { ...patient, db: engine.database.db };
    const kept = keepSchedules(services, hurried, said, stopping.signal);
    await until("the list", () => answers === 2);
    assert.ok(warnings > 0, "it was told that there was no answer");
    stopping.abort();
    await kept;
  },
);

describe("while Temporal takes its time, all other runs are seen to go on", () => {
  test("when something happens that triggers listen to; relays side by side start one run for each", async () => {
    const { database, as } = engine;
    const { db, sql } = database;
    await publishTest(as.designer, {
      name: "listens",
      triggers: [
        { id: "one", type: "dataset", dataset: "loans" },
        { id: "two", type: "dataset", dataset: "loans" },
      ],
    });
    const services = { ...patient, db, steps: testRegistry };
    const relays = [
      await startTriggerRelay({ sql, services, log }),
      await startTriggerRelay({ sql, services, log }),
    ];
    const calls = slow.calls();
    const facts = { name: "loans", version: 1, source: "dataset:loans@1" };
    const { workspaceId } = as.designer.actor;
    const [event] = await db
      .insert(triggerEvent)
      .values({ workspaceId, type: "dataset", subject: "loans", facts })
      .returning({ id: triggerEvent.id });
    await until("it is handled", async () => {
      const [found] = await db.select().from(triggerEvent).where(eq(triggerEvent.id, event!.id));
      return found?.handledAt;
    });
    for (const relay of relays) await relay.stop();
    assert.equal((await runsOf(as.designer, "listens")).length, 2);
    assert.equal(slow.calls() - calls, 2);
  });

  test("when triggers move to a version, and when they cannot", async () => {
    const [a, b] = [
      { ...daily, id: "a" },
      { ...daily, id: "b" },
    ];
    const publish = (triggers: TriggerSpec[]) =>
      watched(() => publishTest(patient, { name: "moves", triggers }));
    assert.deepEqual((await publish([a, b])).triggers, { moved: true });
    // One is not needed any more.
    assert.deepEqual((await publish([b])).triggers, { moved: true });
    // The first that is changed is given back.
    const { triggers } = await publish([b, { ...unknown, id: "c" }]);
    assert.match(triggers.why!, /version 3 could not take over.*There is no time zone/);
    assert.deepEqual((await publish([b])).triggers, { moved: true });
    const { version, lastError } = await get(patient, { id: "moves/b" });
    assert.deepEqual([version, lastError], [4, null]);
  });

  test("when a trigger is resumed, its schedule made again, and its times made up for", async () => {
    await publishTest(engine.as.designer, { name: "goes-on", triggers: [{ ...daily, id: "a" }] });
    const id = await idOf("goes-on/a");
    await pause(patient, { id, note: "For a test" });
    await watched(() => resume(patient, { id }));
    assert.equal((await schedule(id).describe()).state.paused, false);

    await schedule(id).delete();
    const stopping = new AbortController();
    const { db } = engine.database;
    await watched(async () => {
      const kept = keepSchedules({ ...patient, db }, slow.client, log, stopping.signal);
      await until("its schedule", () =>
        schedule(id)
          .describe()
          .catch(() => null),
      );
      stopping.abort();
      await kept;
    });

    const span = { from: "2026-03-01T00:00:00.000Z", to: "2026-03-02T00:00:00.000Z" };
    const asked = { id, ...span, count: 2, overlap: "buffer-all" } as const;
    assert.deepEqual(await watched(() => backfill(patient, asked)), { count: 2 });
  });

  test("when a pipeline is archived, its schedule acts all the same, and it is restored", async () => {
    const { database, as } = engine;
    const name = "put-away";
    const triggers = ["a", "b"].map((id) => ({ ...daily, id }));
    await publishTest(as.designer, { name, triggers });
    const [first, second] = [await idOf(`${name}/a`), await idOf(`${name}/b`)];
    await watched(() => archive(patient, { name }));
    const { startTriggered } = triggerActivities({ ...patient, db: database.db, folders: [] });
    const now = new Date().toISOString();
    const fired = await watched(() =>
      startTriggered({
        triggerId: first,
        version: 1,
        scheduleId: `trigger-${first}`,
        workflowId: "fire-a",
        key: "time:a",
        takenAt: now,
        scheduledAt: now,
      }),
    );
    assert.equal(fired.outcome, "skipped");
    await database.db
      .update(trigger)
      .set({ spec: { ...unknown, id: "a" } })
      .where(eq(trigger.id, first));
    await watched(() => restore(patient, { name }));
    assert.match((await get(patient, { id: first })).lastError!, /There is no time zone/);
    assert.equal((await schedule(second).describe()).state.paused, false);
  });

  test("also when others wait until it is done", async () => {
    const { database, client, as } = engine;
    const text = (cron: string) =>
      JSON.stringify({
        apiVersion: "penstock/v1",
        name: "waited-for",
        nodes: [{ id: "pause", kind: "control.wait", config: { for: "1s" } }],
        triggers: [{ ...daily, id: "a", cron }],
      });
    const { triggers } = await importPipeline(as.designer, { text: text("0 6 * * *") });
    assert.deepEqual(triggers, { moved: true });
    const waiting: Promise<unknown>[] = [];
    const crowded = slowTemporal(database.db, client, async () => {
      if (waiting.length > 0) return;
      waiting.push(
        importPipeline(as.designer, { text: text("0 8 * * *") }),
        move(as.designer, { pipeline: "waited-for" }),
        pause(as.designer, { id: "waited-for/a", note: "For a test" }),
      );
      await until("all of them wait", async () => {
        const [row] = await database.sql`
          select count(*)::int as count from pg_locks
          where locktype = 'advisory' and not granted
            and database = (select oid from pg_database where datname = current_database())`;
        return row!["count"] === waiting.length;
      });
    });
    const temporal = () => Promise.resolve(crowded.client);
    await importPipeline({ ...as.designer, temporal }, { text: text("0 7 * * *") });
    await Promise.all(waiting);
    assert.ok(crowded.calls() > 0);
    const { version, paused } = await get(as.designer, { id: "waited-for/a" });
    assert.deepEqual([version, paused], [3, true]);
  });
});
