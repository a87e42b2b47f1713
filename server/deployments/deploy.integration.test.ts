import assert from "node:assert/strict";
import { before, test } from "node:test";
import { and, eq } from "drizzle-orm";
import type { Database, Sql } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import {
  deployment,
  deploymentRevision,
  prediction,
  servingState,
} from "../../db/schema/deployments.ts";
import { run as runTable } from "../../db/schema/runs.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { contextOf } from "../../test/support/context.ts";
import {
  approvedVersion,
  freshRun,
  openedReview,
  registerVersion,
  setPolicy,
} from "../../test/support/registry.ts";
import { BUILT_IN } from "../policies/built-in.ts";
import { suspendByHand } from "../approvals/suspend-by-hand.ts";
import { fromDatabase, PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { inStepTransaction, stepTransaction } from "../runs/step-transaction.ts";
import { deployByHand } from "./deploy-by-hand.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { predictions } from "./predictions.ts";
import { deploymentReady } from "./readiness.ts";
import { rollback } from "./rollback.ts";
import { traffic } from "./traffic.ts";

let database: TestDatabase;
let db: Database;
let sql: Sql;
before(async () => {
  database = await startTestDatabase();
  ({ db, sql } = database);
});

const refused = (code: string, text: RegExp) => (error: unknown) => {
  const found = fromDatabase(error);
  assert.ok(found instanceof PenstockError, String(error));
  assert.equal(found.code, code);
  assert.match(found.message, text);
  return true;
};
type Run = Awaited<ReturnType<typeof freshRun>>;
let endpoints = 0;
const endpointName = () => `endpoint-${++endpoints}`;

test("only an approved version is deployed: by hand, by a step, and by an INSERT", async () => {
  const people = await freshWorkspace(db);
  const { run, version } = await openedReview(db, people);
  const endpoint = endpointName();
  await assert.rejects(
    deployByHand(contextOf(db, people.operator), { endpoint, model: "credit-risk", version: 1 }),
    refused("forbidden", /credit-risk version 1 is in-review, not approved/),
  );
  await assert.rejects(
    db.transaction((tx) =>
      stepTransaction(tx, { ...run, node: "deploy" }).deploy({
        endpoint,
        modelVersionId: version.id,
      }),
    ),
    refused("forbidden", /not approved/),
  );
  assert.deepEqual(await db.select().from(deployment).where(eq(deployment.name, endpoint)), []);
  const id = newId("dep");
  await db
    .insert(deployment)
    .values({ id, workspaceId: people.workspaceId, name: endpoint, revision: 1 });
  await assert.rejects(
    db.insert(deploymentRevision).values({
      id: newId("dr"),
      deploymentId: id,
      number: 1,
      modelVersionId: version.id,
      reason: "by hand",
      createdBy: people.admin.userId,
    }),
    refused("forbidden", /Only an approved/),
  );
});

test("a refusal to deploy is written down, whoever asked", async () => {
  const people = await freshWorkspace(db);
  const { run, version } = await openedReview(db, people);
  await assert.rejects(
    deployByHand(contextOf(db, people.operator), {
      endpoint: endpointName(),
      model: "credit-risk",
      version: 1,
      reason: "It is urgent.",
    }),
  );
  const deploying = inStepTransaction(db, { ...run, node: "deploy" }, (effects) =>
    effects.deploy({ endpoint: endpointName(), modelVersionId: version.id }),
  );
  await assert.rejects(deploying, /not approved/);
  const rows = await db
    .select({ actor: audit.actorId, after: audit.after })
    .from(audit)
    .where(
      and(eq(audit.workspaceId, people.workspaceId), eq(audit.action, "deployment.deploy-refused")),
    )
    .orderBy(audit.id);
  assert.deepEqual(
    rows.map(({ actor }) => actor),
    [people.operator.userId, people.designer.userId],
  );
  assert.match(JSON.stringify(rows), /credit-risk version 1 is in-review, not approved/);
});

test("where the policy says warn, a version is deployed before its approval, and that is written down", async () => {
  const people = await freshWorkspace(db);
  await setPolicy(db, people.admin, {
    ...BUILT_IN.unassessed,
    deployment: { unapproved: "warn", suspended: "warn" },
  });
  const run = await freshRun(db, { author: people.designer });
  await registerVersion(db, run);
  const deployed = await deployByHand(contextOf(db, people.operator), {
    endpoint: endpointName(),
    model: "credit-risk",
    version: 1,
  });
  assert.equal(deployed.revision, 1);
  const [row] = await db
    .select({ action: audit.action })
    .from(audit)
    .where(and(eq(audit.workspaceId, people.workspaceId), eq(audit.entity, "deployment")));
  assert.equal(row!.action, "deployment.deploy-unapproved");
  await approvedVersion(db, people);
  await suspendByHand(contextOf(db, people.operator), {
    name: "credit-risk",
    number: 2,
    reason: "It is not right.",
  });
  await assert.rejects(
    deployByHand(contextOf(db, people.operator), {
      endpoint: endpointName(),
      model: "credit-risk",
      version: 2,
    }),
    refused("forbidden", /is suspended, not approved: settle what suspends it/),
  );
});

test("a step deploys once however often it is called, tells those who follow, and leaves an audit row", async () => {
  const people = await freshWorkspace(db);
  const { run, version } = await approvedVersion(db, people);
  const endpoint = endpointName();
  let tell: (name: string) => void = () => undefined;
  const heard = new Promise<string>((resolve) => (tell = resolve));
  const listening = await sql.listen("deployment", (name) => tell(name));
  const deploy = () =>
    db.transaction((tx) =>
      stepTransaction(tx, { ...run, node: "deploy" }).deploy({
        endpoint,
        modelVersionId: version.id,
      }),
    );
  const first = await deploy();
  assert.deepEqual(await deploy(), first);
  assert.deepEqual([first.revision, first.version, first.endpoint], [1, 1, endpoint]);
  const rows = await db.select().from(audit).where(eq(audit.entityId, first.id));
  assert.deepEqual(
    rows.map(({ action, via }) => ({ action, via })),
    [{ action: "deployment.deploy", via: "workflow" }],
  );
  assert.equal(await heard, endpoint);
  await listening.unlisten();
});

test("a run of somebody who does not deploy takes an endpoint forward, and elsewhere only by a review of its own", async () => {
  const people = await freshWorkspace(db);
  const endpoint = endpointName();
  const [first, second, other] = [
    await approvedVersion(db, people),
    await approvedVersion(db, people),
    await approvedVersion(db, people, "other"),
  ];
  const by = async (startedBy: (typeof people)["designer"], modelVersionId: string) => {
    const run = await freshRun(db, { author: people.designer, startedBy });
    return db.transaction((tx) =>
      stepTransaction(tx, { ...run, node: "deploy" }).deploy({ endpoint, modelVersionId }),
    );
  };
  await by(people.designer, first.version.id);
  await by(people.designer, second.version.id);
  for (const [back, named] of [
    [first, "credit-risk"],
    [other, "other"],
  ] as const)
    await assert.rejects(
      by(people.designer, back.version.id),
      refused(
        "forbidden",
        new RegExp(
          `answers with credit-risk version 2, .* approved ${named} version 1: .* operator`,
        ),
      ),
    );
  const [row] = await db.select().from(deployment).where(eq(deployment.name, endpoint));
  assert.equal(row!.revision, 2);
  // What the run's own review has approved it puts into service, in place of whatever.
  const deployed = await db.transaction((tx) =>
    stepTransaction(tx, { ...other.run, node: "deploy" }).deploy({
      endpoint,
      modelVersionId: other.version.id,
    }),
  );
  assert.equal(deployed.revision, 3);
  assert.equal((await by(people.operator, first.version.id)).revision, 4);
});

test("a review of a run's own may stand in any run of its family, and in no other", async () => {
  const people = await freshWorkspace(db);
  const endpoint = endpointName();
  const first = await approvedVersion(db, people);
  const stranger = () => freshRun(db, { author: people.designer });
  const [top, above, beside] = await Promise.all([stranger(), stranger(), stranger()]);
  const put = (runId: string, parentRunId: string) =>
    db.update(runTable).set({ parentRunId }).where(eq(runTable.id, runId));
  await put(above.id, top.id);
  await put(beside.id, top.id);
  const deploy = (run: Run, modelVersionId: string) =>
    db.transaction((tx) =>
      stepTransaction(tx, { ...run, node: "deploy" }).deploy({ endpoint, modelVersionId }),
    );
  await deploy(await stranger(), first.version.id);
  let revision = 1;
  for (const [index, run] of [top, above, beside].entries()) {
    const model = `other-${index}`;
    // Its review was opened two sub-pipelines below the first.
    const { run: child, version } = await approvedVersion(db, people, model);
    await put(child.id, above.id);
    await assert.rejects(
      deploy(await stranger(), version.id),
      refused("forbidden", new RegExp(`no review of this run has approved ${model} version 1`)),
    );
    assert.equal((await deploy(run, version.id)).revision, ++revision);
  }
  const { run: opener, version } = await approvedVersion(db, people, "from-above");
  const below = await stranger();
  await put(below.id, opener.id);
  assert.equal((await deploy(below, version.id)).revision, ++revision);
});

test("an endpoint's name belongs to one workspace", async () => {
  const [one, other] = [await freshWorkspace(db), await freshWorkspace(db)];
  await approvedVersion(db, one);
  await approvedVersion(db, other);
  const endpoint = endpointName();
  const input = { endpoint, model: "credit-risk", version: 1 };
  await deployByHand(contextOf(db, one.admin), input);
  const walled = await database.as(other.workspaceId);
  for (const theirs of [db, walled.db]) {
    await assert.rejects(
      deployByHand(contextOf(theirs, other.admin), input),
      refused("conflict", /taken by another workspace/),
    );
    for (const act of [
      () => get(contextOf(theirs, other.viewer), { name: endpoint }),
      () => rollback(contextOf(theirs, other.admin), { name: endpoint }),
      () => predictions(contextOf(theirs, other.viewer), { name: endpoint, limit: 10 }),
      () => traffic(contextOf(theirs, other.viewer), { name: endpoint }),
    ])
      await assert.rejects(act(), refused("not-found", /There is no endpoint/));
    assert.deepEqual((await list(contextOf(theirs, other.viewer), { limit: 10 })).items, []);
  }
  const attempts = await db
    .select({ action: audit.action })
    .from(audit)
    .where(and(eq(audit.workspaceId, other.workspaceId), eq(audit.entityId, endpoint)))
    .orderBy(audit.id);
  const refusals = ["deployment.deploy-refused", "deployment.rollback-refused"];
  assert.deepEqual(
    attempts.map(({ action }) => action),
    [...refusals, ...refusals],
  );
});

test("rolling back makes a new revision with the version before, and says so", async () => {
  const people = await freshWorkspace(db);
  await approvedVersion(db, people);
  await approvedVersion(db, people);
  const ctx = contextOf(db, people.operator);
  const endpoint = endpointName();
  await deployByHand(ctx, { endpoint, model: "credit-risk", version: 1 });
  await assert.rejects(rollback(ctx, { name: endpoint }), refused("conflict", /nothing to roll/));
  await deployByHand(ctx, { endpoint, model: "credit-risk", version: 2 });
  const back = await rollback(ctx, { name: endpoint, reason: "Errors." });
  assert.deepEqual([back.revision, back.version], [3, 1]);
  const found = await get(ctx, { name: endpoint });
  assert.deepEqual(
    found.revisions.map(({ number, version, reason, current }) => [
      number,
      version,
      reason,
      current,
    ]),
    [
      [3, 1, "rolled back to revision 1: Errors.", true],
      [2, 2, "deployed by hand", false],
      [1, 1, "deployed by hand", false],
    ],
  );
  await assert.rejects(
    rollback(ctx, { name: endpoint, revision: 3 }),
    refused("conflict", /at revision 3 already/),
  );
  await assert.rejects(
    rollback(ctx, { name: endpoint, revision: 9 }),
    refused("not-found", /no revision 9/),
  );
  const rows = await db.select().from(audit).where(eq(audit.entityId, back.id)).orderBy(audit.id);
  const last = rows.at(-1)!;
  assert.equal(last.action, "deployment.rollback");
  assert.deepEqual(last.before, { revision: 2 });
  assert.equal(last.why, "Errors.");
});

test("the state of an endpoint is what living serving processes say of the revision in force", async () => {
  const people = await freshWorkspace(db);
  await approvedVersion(db, people);
  const endpoint = endpointName();
  const ctx = contextOf(db, people.admin);
  const { id } = await deployByHand(ctx, { endpoint, model: "credit-risk", version: 1 });
  const state = async () =>
    (await list(ctx, { limit: 200 })).items.find(({ name }) => name === endpoint)!.state;
  const ready = () => deploymentReady(db, people.workspaceId, endpoint, 1);
  assert.equal(await state(), "offline");
  assert.equal((await ready()).state, "absent");
  const report = (status: "loading" | "ready" | "failed", seenAt = new Date()) =>
    db
      .insert(servingState)
      .values({
        id: newId("ss"),
        servingId: "serving-1",
        deploymentId: id,
        revision: 1,
        status,
        message: status === "failed" ? "no such file" : null,
        seenAt,
      })
      .onConflictDoUpdate({
        target: [servingState.servingId, servingState.deploymentId],
        set: { status, seenAt, message: status === "failed" ? "no such file" : null },
      });
  for (const status of ["loading", "ready", "failed"] as const) {
    await report(status);
    assert.equal(await state(), status);
    assert.equal((await ready()).state, status);
  }
  assert.equal((await ready()).message, "no such file");
  await report("ready", new Date(Date.now() - 3_600_000));
  assert.equal(await state(), "offline");
  await report("ready");
  await deployByHand(ctx, { endpoint, model: "credit-risk", version: 1 });
  assert.equal((await ready()).state, "ready");
  await db.update(servingState).set({ revision: 2 }).where(eq(servingState.deploymentId, id));
  assert.equal((await ready()).state, "overtaken");
});

test("traffic counts the last day's predictions; the rest are found page by page", async () => {
  const people = await freshWorkspace(db);
  const { version } = await approvedVersion(db, people);
  const endpoint = endpointName();
  const ctx = contextOf(db, people.operator);
  const { id } = await deployByHand(ctx, { endpoint, model: "credit-risk", version: 1 });
  const now = Date.now();
  await db.insert(prediction).values(
    [0, 1, 2, 48].map((hours, index) => ({
      id: newId("pred"),
      deploymentId: id,
      modelVersionId: version.id,
      rows: 1,
      inputs: [],
      outputs: [],
      latencyMs: (index + 1) * 10,
      at: new Date(now - hours * 3_600_000),
    })),
  );
  const { predictions: recent, schema } = await get(ctx, { name: endpoint });
  const counted = { count: 3, rows: 3, p50: 20, p95: 29 };
  assert.deepEqual({ ...(await traffic(ctx, { name: endpoint })) }, counted);
  assert.equal(recent.length, 4);
  assert.deepEqual(
    schema.inputs.map(({ name, kind }) => [name, kind]),
    [
      ["age", "number"],
      ["sex", "category"],
    ],
  );
  const latencies: number[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof predictions>> = await predictions(ctx, {
      name: endpoint,
      limit: 3,
      cursor,
    });
    latencies.push(...page.items.map(({ latencyMs }) => latencyMs));
    cursor = page.nextCursor;
  } while (cursor);
  assert.deepEqual(latencies, [10, 20, 30, 40]);
});

test("a viewer deploys and rolls back nothing, and neither does a designer", async () => {
  const people = await freshWorkspace(db);
  await approvedVersion(db, people);
  const endpoint = endpointName();
  for (const person of [people.viewer, people.designer, people.reviewer]) {
    const ctx = contextOf(db, person);
    await assert.rejects(
      deployByHand(ctx, { endpoint, model: "credit-risk", version: 1 }),
      refused("forbidden", /deployments.write/),
    );
    await assert.rejects(
      rollback(ctx, { name: endpoint }),
      refused("forbidden", /deployments.write/),
    );
  }
});
