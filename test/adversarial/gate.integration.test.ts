import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq, sql } from "drizzle-orm";
import { connect, type Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { deployment, deploymentRevision } from "../../db/schema/deployments.ts";
import {
  attachedEvidence,
  modelAlias,
  riskAssessment,
  riskOverride,
} from "../../db/schema/governance.ts";
import { model, modelVersion, review, reviewDecision } from "../../db/schema/models.ts";
import { run, stepRun } from "../../db/schema/runs.ts";
import type { Actor } from "../../server/context.ts";
import { newId } from "../../server/ids.ts";
import { verify } from "../../server/audit-log/verify.ts";
import { contextOf } from "../support/context.ts";
import { freshWorkspace } from "../support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../support/postgres.ts";
import {
  decideNow,
  freshRun,
  hashOf,
  modelRef,
  openedReview,
  registerVersion,
  setPolicy,
} from "../support/registry.ts";
import { denied, refusedAs } from "../support/refused.ts";
import { atEnd } from "../support/servers.ts";
import { startWeb } from "../support/web.ts";

let database: TestDatabase;
let web: Awaited<ReturnType<typeof startWeb>>;
let system: Database;
before(async () => {
  database = await startTestDatabase();
  web = await startWeb(database);
  const connected = connect((await database.logins()).system, { max: 1 });
  system = connected.db;
  atEnd(() => connected.sql.end({ timeout: 2 }));
});

/** A version under review, and the database as the web application and as the programs of the installation have it. */
async function world() {
  const people = await freshWorkspace(database.db);
  const opened = await openedReview(database.db, people);
  const [row] = await database.db
    .select({ id: model.id })
    .from(model)
    .where(eq(model.workspaceId, people.workspaceId));
  const asWeb = (await database.as(people.workspaceId)).db;
  return { people, ...opened, modelId: row!.id, roles: [asWeb, system] };
}
test("what nobody has approved is not deployed by API, and no alias moves around the gate", async () => {
  const { people } = await world();
  const operator = web.bearer(await web.key(people.operator));
  const about = { model: "credit-risk", version: 1 };
  const deployed = await web.call(operator, "deployments.deploy", { endpoint: "live", ...about });
  assert.equal(deployed.code, "FORBIDDEN");
  assert.match(deployed.message, /have it reviewed first|approved/i);
  const named = await web.call(operator, "models.setAlias", {
    name: "credit-risk",
    number: 1,
    alias: "champion",
  });
  assert.equal(named.code, "FORBIDDEN");
  assert.match(named.message, /an alias names an approved version/);
  assert.equal((await web.recorded("deployment.deploy-refused", people.operator)).length, 1);
  assert.equal((await web.recorded("model.alias-refused", people.operator)).length, 1);
  assert.deepEqual(
    await database.db
      .select()
      .from(deployment)
      .where(eq(deployment.workspaceId, people.workspaceId)),
    [],
  );
});

test("the database itself keeps the gate shut to the roles that programs log in with", async () => {
  const { people, version, modelId, review: opened, roles } = await world();
  const { workspaceId } = people;
  const endpoint = newId("dep");
  await database.db.insert(deployment).values({
    id: endpoint,
    workspaceId,
    name: "live",
    revision: 1,
    createdBy: people.operator.userId,
  } as typeof deployment.$inferInsert);
  for (const db of roles) {
    const set = (values: object) =>
      db.update(modelVersion).set(values).where(eq(modelVersion.id, version.id));
    await assert.rejects(set({ status: "approved" }), refusedAs("forbidden", /by a review alone/));
    await assert.rejects(set({ author: people.admin.userId }), denied);
    await assert.rejects(set({ metrics: { roc_auc: 0.99 } }), denied);
    await assert.rejects(set({ unapproved: "warn" }), refusedAs("forbidden", /by a review alone/));
    await assert.rejects(
      db.insert(modelAlias).values({
        workspaceId,
        modelId,
        alias: "champion",
        modelVersionId: version.id,
        setBy: people.operator.userId,
      }),
      refusedAs("forbidden", /An alias names an approved version/),
    );
    await assert.rejects(
      db.insert(deploymentRevision).values({
        deploymentId: endpoint,
        number: 1,
        modelVersionId: version.id,
        createdBy: people.operator.userId,
      } as typeof deploymentRevision.$inferInsert),
      refusedAs("forbidden", /Only an approved model version/),
    );
    const change = (values: object) =>
      db.update(review).set(values).where(eq(review.id, opened.reviewId));
    await assert.rejects(change({ status: "approved" }), refusedAs("conflict", /closed/));
    await assert.rejects(change({ author: people.admin.userId }), refusedAs("conflict", /frozen/));
    await assert.rejects(change({ packHash: "0".repeat(64) }), refusedAs("conflict", /frozen/));
  }
});

test("the database lets no review open with other makers, decide at another stage, or close with a stage left out", async () => {
  const people = await freshWorkspace(database.db);
  await setPolicy(database.db, people.admin, {
    format: 1,
    stages: [
      { id: "risk", title: "Risk", function: "model-risk" },
      { id: "business", title: "Business", function: "business" },
    ],
  });
  const { version, review: opened } = await openedReview(database.db, people);
  const id = opened.reviewId;
  const db = (await database.as(people.workspaceId)).db;
  const [row] = await db.select().from(review).where(eq(review.id, id));
  await assert.rejects(
    db.insert(review).values({
      ...row!,
      id: newId("rev"),
      node: null,
      author: people.viewer.userId,
      startedBy: people.viewer.userId,
    }),
    refusedAs("conflict", /frozen/),
  );
  await decideNow(database.db, people.reviewer, id);
  const [signed] = await db.select().from(reviewDecision).where(eq(reviewDecision.reviewId, id));
  const forge = (values: Partial<typeof reviewDecision.$inferInsert>) =>
    db.insert(reviewDecision).values({ ...signed!, id: newId("dec"), ...values });
  await assert.rejects(
    forge({ userId: people.admin.userId }),
    refusedAs("forbidden", /Only a reviewer/),
  );
  await assert.rejects(
    forge({ userId: people.admin.userId, stage: "business" }),
    refusedAs("forbidden", /Only a reviewer/),
  );
  await assert.rejects(
    db.update(review).set({ status: "approved" }).where(eq(review.id, id)),
    refusedAs("conflict", /each of its stages/),
  );
  await assert.rejects(db.delete(review).where(eq(review.id, id)));
  const [now] = await db.select().from(modelVersion).where(eq(modelVersion.id, version.id));
  assert.equal(now!.status, "in-review");
});

test("no role that a program logs in with edits, removes or empties the audit record, which proves whole afterwards", async () => {
  const { people, review: opened, roles } = await world();
  const mine = eq(audit.entityId, opened.reviewId);
  for (const db of roles) {
    await assert.rejects(db.update(audit).set({ why: "Nothing." }).where(mine), denied);
    await assert.rejects(db.delete(audit).where(mine), denied);
    await assert.rejects(db.execute(sql`truncate audit`), denied);
    await assert.rejects(db.execute(sql`alter table audit disable trigger all`), denied);
  }
  const ctx = contextOf((await database.as(people.workspaceId)).db, people.auditor);
  const verdict = await verify(ctx);
  assert.equal(verdict.ok, true, JSON.stringify(verdict.fault));
});

test("the database takes no version that leaves a maker out, and no program changes who made a run or what was set for it", async () => {
  const { people, version, run: source, roles } = await world();
  const { designer, operator, reviewer, admin } = people;
  const trained = await freshRun(database.db, { author: reviewer, startedBy: operator });
  const again = await freshRun(database.db, { author: designer });
  const step = { runId: again.id, node: "train", attempt: 1, kind: "train.torch", queue: "cpu" };
  const model = modelRef();
  await database.db.insert(stepRun).values({
    ...step,
    status: "done",
    outputs: JSON.parse(JSON.stringify({ model })),
    cached: true,
    cachedFrom: trained.id,
  });
  const [row] = await database.db
    .select()
    .from(modelVersion)
    .where(eq(modelVersion.id, version.id));
  const all = [designer, operator, reviewer].map(({ userId }) => userId);
  for (const db of roles) {
    const register = (values: Partial<typeof modelVersion.$inferInsert>) =>
      db.insert(modelVersion).values({
        ...row!,
        id: newId("mv"),
        number: 2,
        status: "pending",
        runId: again.id,
        hash: model.hash,
        makers: all,
        ...values,
      });
    const refused = refusedAs("conflict", /all its makers/);
    for (const left of all)
      await assert.rejects(register({ makers: all.filter((one) => one !== left) }), refused);
    await assert.rejects(
      register({ author: admin.userId, makers: [...all, admin.userId] }),
      refused,
    );
    await assert.rejects(
      register({ startedBy: admin.userId, makers: [...all, admin.userId] }),
      refused,
    );
    await assert.rejects(
      register({ runId: newId("run"), author: admin.userId, makers: all }),
      refused,
    );
    for (const values of [
      { author: admin.userId },
      { startedBy: admin.userId },
      { parentRunId: null },
      { overrides: {} },
      { params: {} },
      { trigger: { type: "person" as const } },
      { pipelineVersion: 1 },
      { createdAt: new Date(0) },
    ])
      await assert.rejects(db.update(run).set(values).where(eq(run.id, source.id)), denied);
    await db.update(run).set({ error: "As it goes." }).where(eq(run.id, source.id));
  }
  await registerVersion(system, again, { model });
  const [made] = await database.db
    .select()
    .from(modelVersion)
    .where(eq(modelVersion.runId, again.id));
  assert.deepEqual(made!.makers, all.toSorted());
});

test("the database lets no maker agree to another risk tier, or take back what somebody else attached to a version that waits", async () => {
  const { people, version, modelId, roles } = await world();
  const { workspaceId, designer, operator, admin } = people;
  const own = { workspaceId, facts: {}, factsHash: hashOf(), answers: {}, questionnaire: 1 };
  const assessmentId = newId("risk");
  await database.db.insert(riskAssessment).values({
    ...own,
    id: assessmentId,
    modelId,
    number: 1,
    tier: "high",
    author: operator.userId,
  });
  const override = newId("ovr");
  await database.db.insert(riskOverride).values({
    id: override,
    workspaceId,
    assessmentId,
    tier: "low",
    reason: "Nobody is decided upon.",
    requestedBy: operator.userId,
  });
  const evidence = newId("ev");
  await database.db.insert(attachedEvidence).values({
    id: evidence,
    workspaceId,
    modelVersionId: version.id,
    requirement: "fairness",
    title: "Fairness report",
    note: "",
    hash: hashOf(),
    fileName: "fairness.pdf",
    attachedBy: operator.userId,
  });
  const refused = refusedAs("forbidden", /Four eyes/);
  const agree = (db: Database, { userId: decidedBy }: Actor) =>
    db
      .update(riskOverride)
      .set({ decidedBy, decidedAt: new Date(), agreed: true })
      .where(eq(riskOverride.id, override));
  const takeBack = (db: Database, { userId: withdrawnBy }: Actor) =>
    db
      .update(attachedEvidence)
      .set({ withdrawnBy, withdrawnAt: new Date(), withdrawnWhy: "It says too much." })
      .where(eq(attachedEvidence.id, evidence));
  for (const db of roles) {
    await assert.rejects(agree(db, designer), refused);
    await assert.rejects(takeBack(db, designer), refused);
  }
  await agree(roles[0]!, admin);
  await takeBack(roles[0]!, admin);
});
