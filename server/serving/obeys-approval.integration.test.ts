import assert from "node:assert/strict";
import { before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { pino } from "pino";
import { connect } from "../../db/client.ts";
import { modelVersion } from "../../db/schema/models.ts";
import { layCable } from "../../test/support/cable.ts";
import { contextOf } from "../../test/support/context.ts";
import {
  deployVersion,
  registeredVersion,
  temporaryArtifacts,
} from "../../test/support/deployed-model.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { atEnd } from "../../test/support/servers.ts";
import { lift } from "../approvals/lift.ts";
import { suspendByHand } from "../approvals/suspend-by-hand.ts";
import type { Artifacts } from "../artifacts.ts";
import { retire } from "../models/retire.ts";
import { createServing, type Serving } from "./create-serving.ts";
import { until } from "../../test/support/until.ts";

const ROW = {
  inputs: [
    { name: "age", shape: [1, 1], datatype: "INT64", data: [70] },
    { name: "income", shape: [1, 1], datatype: "FP64", data: [60.5] },
    { name: "colour", shape: [1, 1], datatype: "BYTES", data: ["red"] },
    { name: "member", shape: [1, 1], datatype: "BOOL", data: [true] },
  ],
};
/** What the serving port is allowed for a suspension, in ms: five seconds, on a machine three times as slow. */
const OBEYS_MS = 15_000;
const reason = "The monitor is not there.";

let database: TestDatabase;
let artifacts: Artifacts;
let people: Awaited<ReturnType<typeof freshWorkspace>>;
let serving: Serving;

const start = (servingId: string, { db, sql }: Pick<TestDatabase, "db" | "sql"> = database) =>
  createServing({
    db,
    sql,
    artifacts,
    log: pino({ level: "silent" }),
    host: "127.0.0.1",
    port: 0,
    openToLocal: true,
    servingId,
  });
before(async () => {
  database = await startTestDatabase();
  ({ artifacts } = await temporaryArtifacts());
  people = await freshWorkspace(database.db);
  serving = await start("obeys");
  atEnd(() => serving.close());
});

const as = () => contextOf(database.db, people.operator);

/** Deploys a fresh approved version and waits until it answers. */
async function deployed(name: string, fixture: "binary" | "binary-trees" = "binary") {
  const version = await registeredVersion(database.db, artifacts, people, { name, fixture });
  await deployVersion(database.db, people, name, version.id);
  await until(
    "the endpoint's answer",
    async () => (await infer(name)).model === String(version.number),
  );
  return { ...version, named: { name, number: version.number } };
}

async function infer(name: string, { url } = serving) {
  const response = await fetch(`${url}/v2/models/${name}/infer`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(ROW),
  });
  const body = (await response.json()) as { error?: string; model_version?: string };
  return {
    status: response.status,
    error: body.error,
    model: body.model_version,
    approval: response.headers.get("x-penstock-approval"),
    reason: response.headers.get("x-penstock-approval-reason"),
  };
}

async function timed(act: Promise<unknown>, holds: () => Promise<boolean>): Promise<number> {
  await act;
  const began = performance.now();
  await until("it obeys", holds);
  return performance.now() - began;
}

test("a suspended model is refused with the reason within seconds, and answers again once it is lifted", async () => {
  const { named } = await deployed("blocked");
  const took = await timed(
    suspendByHand(as(), { ...named, reason }),
    async () => (await infer("blocked")).status === 403,
  );
  assert.ok(took < OBEYS_MS, `${took} ms`);
  const sentence = `The approval of blocked version 1 is suspended, so it does not answer. ${reason}`;
  assert.equal((await infer("blocked")).error, sentence);
  assert.equal((await infer("blocked/versions/1")).error, sentence);
  const ready = await fetch(`${serving.url}/v2/models/blocked/ready`);
  assert.equal(ready.status, 403);
  assert.deepEqual(await ready.json(), {
    name: "blocked",
    ready: false,
    approval: "suspended",
    reason: sentence,
  });
  const back = await timed(
    lift(as(), { ...named, reason: "It is there now." }),
    async () => (await infer("blocked")).status === 200,
  );
  assert.ok(back < OBEYS_MS, `${back} ms`);
});

test("where the policy says warn, it answers with the reason in its headers", async () => {
  const { id, named } = await deployed("warned");
  await database.db.transaction(async (tx) => {
    // How a policy comes to say so is not what this is about.
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.update(modelVersion).set({ onSuspension: "warn" }).where(eq(modelVersion.id, id));
  });
  const took = await timed(
    suspendByHand(as(), { ...named, reason }),
    async () => (await infer("warned")).approval === "suspended",
  );
  assert.ok(took < OBEYS_MS, `${took} ms`);
  for (const path of ["warned", "warned/versions/1"]) {
    const answer = await infer(path);
    assert.equal(answer.status, 200);
    assert.equal(answer.reason, reason);
  }
  const ready = await fetch(`${serving.url}/v2/models/warned/ready`);
  assert.deepEqual(await ready.json(), {
    name: "warned",
    ready: true,
    approval: "suspended",
    reason,
  });
});

test("an earlier version that is suspended does not answer under its number, and the one in force does", async () => {
  const first = await deployed("two");
  await deployed("two", "binary-trees");
  await suspendByHand(as(), { ...first.named, reason });
  await until("the endpoint's answer", async () => (await infer("two/versions/1")).status === 403);
  assert.equal((await infer("two")).model, "2");
});

test("an approval whose time is over blocks by itself", async () => {
  const { id } = await deployed("expired");
  const approvedUntil = new Date(Date.now() + 1_000);
  await database.db.update(modelVersion).set({ approvedUntil }).where(eq(modelVersion.id, id));
  await until("the endpoint's answer", async () => (await infer("expired")).status === 403);
  assert.ok(Date.now() >= approvedUntil.getTime());
  assert.match((await infer("expired")).error!, /Its approval ended on /);
});

test("a retired model is gone, with a sentence", async () => {
  const { named } = await deployed("retired");
  await retire(as(), { ...named, reason: "Replaced." });
  await until("the endpoint's answer", async () => (await infer("retired")).status === 404);
  assert.match(
    (await infer("retired")).error!,
    /^retired version 1 is retired and answers no more/,
  );
});

test("what is blocked stays blocked over a restart, and while Postgres is away", async () => {
  const { named } = await deployed("away");
  await deployed("fine");
  await suspendByHand(as(), { ...named, reason });
  const url = new URL(database.url);
  const cable = await layCable(Number(url.port));
  url.port = String(cable.port);
  url.hostname = "127.0.0.1";
  const own = connect(url.href, { max: 3 });
  const again = await start("again", own);
  assert.equal((await infer("away", again)).status, 403);
  cable.cut();
  for (let asked = 0; asked < 20; asked++) {
    assert.equal((await infer("away", again)).status, 403);
    assert.equal((await infer("fine", again)).status, 200);
    await sleep(50);
  }
  await lift(as(), { ...named, reason: "It is there now." });
  assert.equal((await infer("away", again)).status, 403);
  await cable.mend();
  await until("the endpoint's answer", async () => (await infer("away", again)).status === 200);
  await again.close();
  // It listens, and would look for the database for ever.
  await own.sql.end({ timeout: 2 });
  cable.cut();
});
