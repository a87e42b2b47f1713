import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { outbox } from "../../db/schema/outbox.ts";
import type { Ctx } from "../../server/context.ts";
import { newId } from "../../server/ids.ts";
import { temporalConnector } from "../../server/temporal.ts";
import type { RunningWorker } from "../../workflows/start-worker.ts";
import { layCable, type Cable } from "../support/cable.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import { testServers } from "../support/servers.ts";
import { calls } from "../support/steps.ts";

/** How long a server is gone, in seconds; a minute is what people fear. */
const GONE_S = Number(process.env["PENSTOCK_TEST_OUTAGE_SECONDS"] ?? 15);
/** From then on all goes on, in milliseconds. */
const BACK_WITHIN_MS = 45_000;

const WORK = {
  nodes: [
    { id: "slow", kind: "test.slow", config: { ms: 6_000 } },
    { id: "counted", kind: "test.counted", policy: { cache: false } },
    { id: "last", kind: "test.noop" },
  ],
  wires: [
    ["slow.out", "counted.in"],
    ["counted.out", "last.in"],
  ] as [string, string][],
};
const QUESTION = { nodes: [{ id: "ask", kind: "test.ask" }] };

describe("a server is gone for a while", () => {
  let engine: TestEngine;
  let worker: RunningWorker;
  let toPostgres: Cable;
  let toTemporal: Cable;
  /** A designer whose Temporal is at the end of the cable. */
  let far: Ctx;

  before(async () => {
    engine = await startTestEngine();
    await engine.stopWorker();
    const { temporalAddress } = await testServers();
    const databaseUrl = new URL(engine.database.url);
    toPostgres = await layCable(Number(databaseUrl.port));
    toTemporal = await layCable(Number(temporalAddress.split(":").at(-1)));
    databaseUrl.port = String(toPostgres.port);
    const { namespace } = engine.client.options;
    worker = await engine.startWorker({
      databaseUrl: databaseUrl.href,
      temporalAddress: `127.0.0.1:${toTemporal.port}`,
    });
    const temporal = temporalConnector(`127.0.0.1:${toTemporal.port}`, namespace);
    far = { ...engine.as.designer, temporal };
  });
  after(async () => {
    await worker?.stop();
    toPostgres?.cut();
    toTemporal?.cut();
  });

  /** A question that waits, and work whose first step has just begun. */
  async function atWork(): Promise<{ work: string; question: string }> {
    const question = await engine.run(QUESTION);
    await engine.until(question, ["waiting"]);
    const work = await engine.run(WORK);
    await engine.until(work, ["running"]);
    return { work, question };
  }

  async function answer(runId: string): Promise<void> {
    const key = "ask:ask";
    await engine.database.db.insert(outbox).values({
      id: newId("out"),
      workflowId: `run-${runId}`,
      updateId: `${key}:${runId}`,
      event: { key, actorId: engine.as.reviewer.actor.userId, payload: { answer: "yes" } },
    });
  }

  /** Every step of the work was done once, in its first attempt. */
  async function assertUndisturbed(runId: string): Promise<void> {
    const { steps } = await engine.until(runId, ["done"], BACK_WITHIN_MS);
    assert.deepEqual(
      steps.map(({ node, attempt, status }) => [node, attempt, status]),
      WORK.nodes.map(({ id }) => [id, 1, "done"]),
    );
    for (const node of ["slow", "counted"]) assert.equal(calls.get(`${runId}.${node}`), 1, node);
  }

  test("Postgres: a step that ends meanwhile keeps its result, and nothing is done twice", async () => {
    const { work, question } = await atWork();
    toPostgres.cut();
    await sleep(GONE_S * 1_000);
    assert.equal(calls.has(`${work}.counted`), false, "what comes after has not begun");
    await toPostgres.mend();
    await assertUndisturbed(work);
    await answer(question);
    await engine.until(question, ["done"], BACK_WITHIN_MS);
  });

  test("Temporal: what runs goes on, what is started or decided meanwhile is kept, and nothing is done twice", async () => {
    const { work, question } = await atWork();
    toTemporal.cut();
    await answer(question);
    const asked = performance.now();
    const started = await engine.run(WORK, far);
    assert.ok(performance.now() - asked < GONE_S * 1_000, "starting a run does not hang");
    await sleep(Math.max(0, GONE_S * 1_000 - (performance.now() - asked)));
    await engine.until(started, ["queued"]);
    await engine.until(question, ["waiting"]);
    await toTemporal.mend();
    await assertUndisturbed(work);
    await engine.until(question, ["done"], BACK_WITHIN_MS);
    await assertUndisturbed(started);
  });
});
