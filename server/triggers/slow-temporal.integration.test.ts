import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { eq } from "drizzle-orm";
import { triggerEvent } from "../../db/schema/triggers.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { publishTest, runsOf } from "../../test/support/published.ts";
import { slowTemporal, type SlowTemporal } from "../../test/support/slow-temporal.ts";
import { testRegistry } from "../../test/support/steps.ts";
import { until } from "../../test/support/until.ts";
import type { Ctx } from "../context.ts";
import { log } from "../log.ts";
import { startTriggerRelay } from "./event-relay.ts";

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
});
