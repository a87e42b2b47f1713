import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { createServer, connect as connectTo, type Socket } from "node:net";
import { before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, Connection } from "@temporalio/client";
import { eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { deployment } from "../../db/schema/deployments.ts";
import { outbox } from "../../db/schema/outbox.ts";
import { run as runTable } from "../../db/schema/runs.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { atEnd, testServers } from "../../test/support/servers.ts";
import {
  createRegistry,
  defineStep,
  implement,
  type StepDefinition,
} from "../../workflows/core/define-step.ts";
import { steps } from "../../workflows/steps/index.ts";
import deploy from "../../workflows/steps/model.deploy/run.ts";
import map from "../../workflows/steps/control.map/run.ts";
import register from "../../workflows/steps/model.register/run.ts";
import review from "../../workflows/steps/governance.review/run.ts";
import { log } from "../log.ts";
import { newId } from "../ids.ts";
import { follow } from "../runs/follow.ts";
import { pause } from "../runs/pause.ts";
import { resume } from "../runs/resume.ts";
import { start } from "../runs/start.ts";
import { decide } from "../reviews/decide.ts";
import { deliver } from "./deliver.ts";
import { get } from "../reviews/get.ts";
import { list } from "../reviews/list.ts";
import { startOutboxRelay } from "./relay.ts";
import { withdraw } from "../reviews/withdraw.ts";

/** Stands for training and evaluation: a model's files, without the minutes they take. */
const trained = defineStep({
  kind: "test.trained",
  version: 1,
  title: "Trained",
  description: "",
  icon: "flask",
  category: "train",
  config: z.strictObject({ name: z.string() }),
  inputs: {},
  outputs: {
    model: { type: "model", title: "Model" },
    evaluation: { type: "evaluation", title: "Evaluation" },
  },
  run: { queue: "control", cache: false },
  onReproduce: "repeat",
  example: { name: "a" },
});
const trainedStep = implement(trained, async ({ config, ctx }) => {
  const { artifacts } = ctx;
  const info = await artifacts.putJson({ task: "regression", inputs: [] }, { type: "artifact" });
  const file = await artifacts.putJson({ weights: config.name }, { type: "model" });
  const parity = { rows: 1, maxDifference: 0, tolerance: 1e-5 };
  const evaluation = await artifacts.putJson(
    { candidates: [{ hash: file.hash, parity }] },
    { type: "evaluation", meta: { metrics: { rmse: 1 } } },
  );
  return { model: { ...file, parts: { info } }, evaluation };
});
const registry = createRegistry([...steps, trained as unknown as StepDefinition]);

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine([trainedStep, register, review, deploy, map]);
});

/** Starts a run up to its review; answers both ids and the hash of the evidence. */
async function runToReview(name: string) {
  const document = {
    apiVersion: "penstock/v1",
    name: "governed",
    nodes: [
      { id: "train", kind: "test.trained", config: { name } },
      { id: "register", kind: "model.register", config: { name, intendedUse: "Tests." } },
      { id: "review", kind: "governance.review", config: {} },
      { id: "deploy", kind: "model.deploy", config: { endpoint: name } },
    ],
    wires: [
      { from: "train.model", to: "register.model" },
      { from: "train.evaluation", to: "register.evaluation" },
      { from: "register.version", to: "review.version" },
      { from: "review.approved", to: "deploy.version" },
    ],
  };
  const { runId } = await start(engine.as.designer, { document }, { steps: registry });
  await engine.until(runId, ["waiting"]);
  const { items } = await list(engine.as.reviewer, { status: "open", limit: 200 });
  const { id } = items.find((one) => one.runId === runId)!;
  const { packHash } = await get(engine.as.reviewer, { id });
  return { runId, id, packHash };
}

const approved = { outcome: "approved", comment: "Good enough." } as const;
const message = async (id: string) => {
  const { db } = engine.database;
  return (
    await db
      .select()
      .from(outbox)
      .where(eq(outbox.updateId, `review:${id}`))
  )[0]!;
};
async function until<T>(look: () => Promise<T>, good: (found: T) => boolean): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const found = await look();
    if (good(found)) return found;
    if (Date.now() > deadline) throw new Error(`Still ${JSON.stringify(found)}.`);
    await sleep(50);
  }
}

test("an approval by somebody else wakes the run, which deploys the version", async () => {
  const { runId, id, packHash } = await runToReview("wakes");
  await assert.rejects(decide(engine.as.designer, { id, packHash, ...approved }), /Four eyes/);
  await decide(engine.as.reviewer, { id, packHash, ...approved });
  const done = await engine.until(runId, ["done"]);
  const { outputs } = done.steps.find(({ node }) => node === "deploy")!;
  assert.equal(outputs!["deployment"]!.meta["endpoint"], "wakes");
  const { db } = engine.database;
  const [endpoint] = await db.select().from(deployment).where(eq(deployment.name, "wakes"));
  assert.equal(endpoint!.revision, 1);
  // That it is delivered is noted when the workflow has answered, which goes on meanwhile.
  await until(
    () => message(id),
    (row) => row.deliveredAt !== null,
  );
});

test("a decision about a review inside a map wakes the item that waits for it", async () => {
  const inside = { parent: "each" };
  const document = {
    apiVersion: "penstock/v1",
    name: "governed",
    nodes: [
      { id: "each", kind: "control.map", config: { over: "list", list: ["north", "south"] } },
      { id: "train", kind: "test.trained", config: { name: "${item}" }, ...inside },
      {
        id: "register",
        kind: "model.register",
        config: { name: "${item}", intendedUse: "Tests." },
        ...inside,
      },
      { id: "review", kind: "governance.review", config: {}, ...inside },
    ],
    wires: [
      { from: "train.model", to: "register.model" },
      { from: "train.evaluation", to: "register.evaluation" },
      { from: "register.version", to: "review.version" },
      { from: "review.approved", to: "each.result" },
    ],
  };
  const { runId } = await start(engine.as.designer, { document }, { steps: registry });
  const open = async () => {
    const { items } = await list(engine.as.reviewer, { status: "open", limit: 200 });
    return items.filter((one) => one.runId === runId);
  };
  const [first, second] = await until(open, ({ length }) => length === 2);
  const approve = async ({ id }: { id: string }) => {
    const { packHash } = await get(engine.as.reviewer, { id });
    await decide(engine.as.reviewer, { id, packHash, ...approved });
  };
  await approve(first!);
  // As when its worker was killed right after it began to wait: another attempt is about to.
  await engine.database.sql`
    update step_run set status = 'lost' where run_id = ${runId} and node = 'review' and status = 'waiting'`;
  await approve(second!);
  const done = await engine.until(runId, ["done"]);
  assert.equal(done.steps[0]!.outputs!["results"]!.meta["done"], 2);
});

test("a rejection ends the run without a deployment, which is skipped with the reason", async () => {
  const { runId, id, packHash } = await runToReview("rejected");
  await decide(engine.as.reviewer, { id, packHash, outcome: "rejected", comment: "Too weak." });
  const done = await engine.until(runId, ["done"]);
  const skipped = done.steps.find(({ node }) => node === "deploy")!;
  assert.equal(skipped.status, "skipped");
  assert.match(skipped.reason!, /'review' went to 'rejected'/);
});

test("a review that its author withdraws ends the run without a deployment, though its workflow takes no answer from the author", async () => {
  const { runId, id } = await runToReview("withdrawn");
  await withdraw(engine.as.designer, { id, why: "A mistake in the data." });
  const done = await engine.until(runId, ["done"]);
  const { outputs } = done.steps.find(({ node }) => node === "review")!;
  assert.equal(outputs!["rejected"]!.meta["outcome"], "withdrawn");
  assert.equal(outputs!["rejected"]!.meta["status"], "pending");
  assert.equal(done.steps.find(({ node }) => node === "deploy")!.status, "skipped");
});

test("the workflow refuses the author's answer even when it comes past the API, and the refusal is kept", async () => {
  const { runId, id } = await runToReview("past-the-api");
  const { db } = engine.database;
  const [run] = await db.select().from(runTable).where(eq(runTable.id, runId));
  const forged = newId("out");
  await db.insert(outbox).values({
    id: forged,
    workflowId: run!.workflowId,
    updateId: `forged:${id}`,
    event: { key: `review:${id}`, actorId: engine.as.designer.actor.userId, payload: approved },
  });
  const look = async () => (await db.select().from(outbox).where(eq(outbox.id, forged)))[0]!;
  const refused = await until(look, (row) => row.refused !== null);
  assert.match(refused.refused!, /Four eyes/);
  assert.equal(refused.deliveredAt, null);
  assert.equal((await engine.until(runId, ["waiting"])).run.status, "waiting");
});

test("a message to a run that has ended, or that nobody knows, is recorded as refused", async () => {
  const { db } = engine.database;
  const id = newId("out");
  const event = { key: "review:none", actorId: "nobody", payload: {} };
  await db.insert(outbox).values({ id, workflowId: "run_unknown", updateId: id, event });
  const look = async () => (await db.select().from(outbox).where(eq(outbox.id, id)))[0]!;
  const row = await until(look, (found) => found.refused !== null);
  assert.match(row.refused!, /has ended/);
});

test("a message for which no step waits yet stays pending, and holds up no other", async () => {
  const { db } = engine.database;
  const { runId, id, packHash } = await runToReview("early");
  const [run] = await db.select().from(runTable).where(eq(runTable.id, runId));
  const early = newId("out");
  await db.insert(outbox).values({
    id: early,
    workflowId: run!.workflowId,
    updateId: early,
    event: { key: "review:later", actorId: "somebody", payload: {} },
  });
  await decide(engine.as.reviewer, { id, packHash, ...approved });
  await until(
    () => message(id),
    (row) => row.deliveredAt !== null,
  );
  const [still] = await db.select().from(outbox).where(eq(outbox.id, early));
  assert.equal(still!.deliveredAt, null);
});

test("a workflow that gives no answer holds up neither the messages of others nor the events of their runs", async (t) => {
  const { db, sql } = engine.database;
  // Its task fails over and over: Temporal keeps the update until it has an answer.
  const stuck = await engine.client.workflow.start("noSuchWorkflow", {
    workflowId: `run-${newId("stuck")}`,
    taskQueue: "control",
    args: [],
  });
  // Each keeps whoever waits for its answer for ten seconds.
  const ids = Array.from({ length: 5 }, () => newId("out"));
  await db.insert(outbox).values(
    ids.map((id) => ({
      id,
      workflowId: stuck.workflowId,
      updateId: id,
      event: { key: "a", actorId: "", payload: {} },
    })),
  );
  const { runId, id, packHash } = await runToReview("beside-a-stuck-one");
  const ctx = engine.as.designer;
  const listening = new AbortController();
  t.after(() => listening.abort());
  const seen: number[] = [];
  const following = (async () => {
    for await (const [, events] of follow(ctx, { id: runId }, listening.signal))
      seen.push(Date.now() - new Date(events.at(-1)!.at).getTime());
  })();
  await pause(ctx, { id: runId });
  await resume(ctx, { id: runId });
  const decided = Date.now();
  await decide(engine.as.reviewer, { id, packHash, ...approved });
  await engine.until(runId, ["done"]);
  // One after the other, the stuck ones would take fifty seconds.
  assert.ok(
    Date.now() - decided < 45_000,
    `${Date.now() - decided} ms from the decision to the end`,
  );
  const [, ...later] = seen;
  // Beside a call to Temporal in an open transaction they would be seen only after the ten seconds.
  assert.ok(Math.max(0, ...later) < 8_000, `events were seen ${later.join(", ")} ms late`);
  const open = await sql`
    select 1 from pg_stat_activity where datname = current_database() and state = 'idle in transaction'
      and backend_xid is not null and xact_start < now() - interval '3 seconds'`;
  assert.equal(open.length, 0);
  listening.abort();
  await following;
  const rows = () => db.select().from(outbox).where(eq(outbox.workflowId, stuck.workflowId));
  assert.deepEqual(
    (await rows()).map(({ deliveredAt, refused }) => [deliveredAt, refused]),
    ids.map(() => [null, null]),
  );
  await stuck.terminate();
  const refused = await until(rows, (found) => found.every((row) => row.refused !== null));
  assert.match(refused[0]!.refused!, /has ended/);
});

test("those that gave no answer, and have no message left, keep no other that gave none from being asked again", async (t) => {
  const { db } = engine.database;
  const warned = t.mock.method(log, "warn");
  const stuck = await Promise.all(
    Array.from({ length: 5 }, () =>
      engine.client.workflow.start("noSuchWorkflow", {
        workflowId: `run-${newId("stuck")}`,
        taskQueue: "control",
        args: [],
      }),
    ),
  );
  t.after(() => Promise.all(stuck.slice(0, 4).map((one) => one.terminate())));
  const send = async ({ workflowId }: { workflowId: string }) => {
    const event = { key: "a", actorId: "", payload: {} };
    await db.insert(outbox).values({ id: workflowId, workflowId, updateId: workflowId, event });
  };
  const gaveNone = (many: number) =>
    until(
      async () => {
        const said = warned.mock.calls.map(({ arguments: [facts] }) => facts as object);
        const asked = new Set(
          said.map((facts) => "againInMs" in facts && Reflect.get(facts, "workflowId")),
        );
        return stuck.filter(({ workflowId }) => asked.has(workflowId)).length;
      },
      (found) => found >= many,
    );
  await Promise.all(stuck.slice(0, 4).map(send));
  await gaveNone(4);
  // As another relay does, to which they have answered meanwhile.
  await db
    .update(outbox)
    .set({ deliveredAt: new Date() })
    .where(
      inArray(
        outbox.id,
        stuck.map(({ workflowId }) => workflowId),
      ),
    );
  const last = stuck[4]!;
  await send(last);
  await gaveNone(5);
  await last.terminate();
  await until(
    async () => (await db.select().from(outbox).where(eq(outbox.id, last.workflowId)))[0]!,
    ({ refused }) => refused !== null,
  );
});

test("whichever of two relays delivers, a run hears pause and resume in the order in which they were asked for", async () => {
  const worker = await engine.startWorker();
  const ctx = engine.as.designer;
  const { runId } = await runToReview("paused-often");
  for (let times = 0; times < 8; times++) {
    await pause(ctx, { id: runId });
    await resume(ctx, { id: runId });
    // Some are taken back before they are delivered, some are not.
    await sleep(times * 5);
  }
  await pause(ctx, { id: runId });
  const { workflowId } = (
    await engine.database.db.select().from(runTable).where(eq(runTable.id, runId))
  )[0]!;
  const rows = () =>
    engine.database.db.select().from(outbox).where(eq(outbox.workflowId, workflowId));
  await until(rows, (found) => found.every(({ deliveredAt }) => deliveredAt !== null));
  const { events } = await engine.client.workflow.getHandle(workflowId).fetchHistory();
  const heard = events!.flatMap((event) => {
    const request = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest;
    return request ? [request.meta!.updateId!.split(":")[1]!] : [];
  });
  assert.equal(heard.at(-1), "pause");
  await worker.stop();
});

test("nothing of a delivery is left on the signal that may end it", async () => {
  const { signal } = new AbortController();
  const event = { key: "a", actorId: "", payload: {} };
  const delivery = await deliver(
    engine.client,
    { workflowId: "run_unknown", updateId: "a", event, starts: null },
    signal,
  );
  assert.equal(delivery.state, "refused");
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("a decision made while Temporal cannot be reached is delivered when it can, once, by whichever relay", async () => {
  const { temporalAddress } = await testServers();
  const wire = await breakableWire(temporalAddress);
  const { db, sql } = engine.database;
  const connection = await Connection.connect({ address: wire.address });
  const client = new Client({ connection, namespace: engine.client.options.namespace });
  const { id, packHash, runId } = await runToReview("outage");
  // Only relays behind the broken wire: the worker's own would deliver at once.
  await engine.stopWorker();
  wire.cut();
  const relays = await Promise.all([1, 2].map(() => startOutboxRelay({ sql, db, client, log })));
  await decide(engine.as.reviewer, { id, packHash, ...approved });
  await until(
    () => Promise.resolve(wire.refused()),
    (count) => count > 0,
  );
  assert.equal((await message(id)).deliveredAt, null);
  wire.mend();
  const worker = await engine.startWorker();
  atEnd(worker.stop);
  await engine.until(runId, ["done"]);
  await until(
    () => message(id),
    (row) => row.deliveredAt !== null,
  );
  await Promise.all(relays.map((relay) => relay.stop()));
  await connection.close();
  await wire.close();
});

/** A TCP wire to a server that can be cut and mended. */
async function breakableWire(address: string) {
  const [host, port] = address.split(":") as [string, string];
  const sockets = new Set<Socket>();
  let isCut = false;
  let refused = 0;
  const server = createServer((near) => {
    if (isCut) {
      refused++;
      near.destroy();
      return;
    }
    const far = connectTo(Number(port), host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: `127.0.0.1:${typeof bound === "object" ? bound!.port : 0}`,
    cut,
    mend: () => {
      isCut = false;
    },
    refused: () => refused,
    close: () => {
      cut();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
