import assert from "node:assert/strict";
import { before, test } from "node:test";
import { and, eq, sql } from "drizzle-orm";
import { connect, type Database } from "../../db/client.ts";
import { deployment, deploymentRevision } from "../../db/schema/deployments.ts";
import {
  falseEvidence,
  modelAlias,
  riskAssessment,
  riskOverride,
  suspension,
} from "../../db/schema/governance.ts";
import { modelVersion, review } from "../../db/schema/models.ts";
import { runItem, stepRun } from "../../db/schema/runs.ts";
import type { Tier } from "../../db/schema/tiers.ts";
import { declareFalse } from "../../server/approvals/declare-false.ts";
import type { Actor } from "../../server/context.ts";
import { deployByHand } from "../../server/deployments/deploy-by-hand.ts";
import { newId } from "../../server/ids.ts";
import { contextOf } from "../support/context.ts";
import { freshWorkspace } from "../support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { approvedVersion, freshRun, hashOf, openedReview } from "../support/registry.ts";
import { denied, refusedAs } from "../support/refused.ts";
import { atEnd } from "../support/servers.ts";

let database: TestDatabase;
let system: Database;
before(async () => {
  database = await startTestDatabase();
  const connected = connect((await database.logins()).system, { max: 1 });
  system = connected.db;
  atEnd(() => connected.sql.end({ timeout: 2 }));
});

type People = Awaited<ReturnType<typeof freshWorkspace>>;

/** The database as the web application and as the programs of the installation have it. */
async function rolesOf({ workspaceId }: People): Promise<Database[]> {
  return [(await database.as(workspaceId)).db, system];
}

async function modelOf(versionId: string): Promise<string> {
  const [row] = await database.db
    .select({ modelId: modelVersion.modelId })
    .from(modelVersion)
    .where(eq(modelVersion.id, versionId));
  return row!.modelId;
}

test("the database lets no maker lower the tier with an assessment of their own, and nobody assess in another workspace", async () => {
  const people = await freshWorkspace(database.db);
  const elsewhere = await freshWorkspace(database.db);
  const { version } = await openedReview(database.db, people);
  const modelId = await modelOf(version.id);
  let number = 0;
  const assess = (db: Database, { userId: author, workspaceId }: Actor, tier: Tier) =>
    db.insert(riskAssessment).values({
      id: newId("risk"),
      workspaceId,
      modelId,
      number: ++number,
      questionnaire: 1,
      answers: {},
      facts: {},
      factsHash: hashOf(),
      tier,
      author,
    });
  const fourEyes = refusedAs("forbidden", /Four eyes/);
  const { designer, operator, reviewer } = people;
  await assess(system, designer, "medium");
  for (const db of await rolesOf(people)) {
    await assert.rejects(assess(db, designer, "low"), fourEyes);
    await assert.rejects(assess(db, designer, "unassessed"), fourEyes);
  }
  for (const db of [...(await rolesOf(elsewhere)), system])
    await assert.rejects(
      assess(db, elsewhere.reviewer, "low"),
      refusedAs("forbidden", /people of its workspace/),
    );
  // What was agreed to is in force: the same answers would lower it as well.
  const [newest] = await database.db
    .select({ assessmentId: riskAssessment.id })
    .from(riskAssessment)
    .where(eq(riskAssessment.modelId, modelId));
  const asked = {
    ...newest!,
    workspaceId: people.workspaceId,
    tier: "high",
    reason: "Its decisions are hard to take back.",
    requestedBy: designer.userId,
  } as const;
  const agreed = { decidedAt: new Date(), agreed: true };
  for (const db of await rolesOf(people)) {
    const agree = (values: object) =>
      db.insert(riskOverride).values({ ...asked, id: newId("ovr"), ...values });
    await assert.rejects(agree({ agreed: true }), fourEyes);
    await assert.rejects(
      agree({ ...agreed, decidedBy: operator.userId }),
      refusedAs("forbidden", /by a reviewer there/),
    );
  }
  await assert.rejects(
    (await rolesOf(elsewhere))[0]!.insert(riskOverride).values({
      ...asked,
      ...agreed,
      id: newId("ovr"),
      workspaceId: elsewhere.workspaceId,
      requestedBy: elsewhere.designer.userId,
      decidedBy: elsewhere.reviewer.userId,
    }),
    refusedAs("forbidden", /people of its workspace/),
  );
  await system
    .insert(riskOverride)
    .values({ ...asked, ...agreed, id: newId("ovr"), decidedBy: reviewer.userId });
  for (const db of await rolesOf(people))
    await assert.rejects(assess(db, designer, "medium"), fourEyes);
  await assess(system, designer, "high");
  await assess(system, operator, "low");
});

test("how an attempt ended and what it gave is changed by no program; its progress may be told late", async () => {
  const people = await freshWorkspace(database.db);
  const { id: runId } = await freshRun(database.db, { author: people.designer });
  const own = { runId, attempt: 1, kind: "train.torch", queue: "cpu" };
  await system.insert(stepRun).values([
    { ...own, node: "train", status: "done", outputs: {}, cached: true, cachedFrom: runId },
    { ...own, node: "test", status: "failed" },
    { ...own, node: "goes-on", status: "running" },
  ]);
  await system.insert(runItem).values({
    runId,
    node: "map",
    index: 0,
    status: "failed",
    label: "0",
    finishedAt: new Date(),
  });
  const given = { model: { type: "model", hash: hashOf(), bytes: 1, meta: {} } } as const;
  for (const db of await rolesOf(people)) {
    const set = (node: string, values: Partial<typeof stepRun.$inferInsert>) =>
      db
        .update(stepRun)
        .set(values)
        .where(and(eq(stepRun.runId, runId), eq(stepRun.node, node)));
    const kept = refusedAs("conflict", /cannot be changed/);
    await assert.rejects(set("train", { outputs: given }), kept);
    await assert.rejects(set("train", { status: "running" }), kept);
    await assert.rejects(set("test", { status: "done", outputs: given }), kept);
    await assert.rejects(set("test", { error: null, finishedAt: new Date() }), kept);
    await set("train", { progress: { done: 1, total: 2 } });
    await set("goes-on", { status: "waiting", reason: "For the test." });
    await set("goes-on", { status: "running", reason: null });
    for (const values of [
      { kind: "data.load" },
      { config: {} },
      { inputs: {} },
      { cacheKey: "another" },
      { cached: false },
      { cachedFrom: null },
    ])
      await assert.rejects(set("goes-on", values), denied);
    await assert.rejects(db.delete(stepRun).where(eq(stepRun.runId, runId)), denied);
    const item = eq(runItem.runId, runId);
    await assert.rejects(db.update(runItem).set({ status: "done" }).where(item), denied);
    await assert.rejects(db.delete(runItem).where(item), denied);
  }
  await system
    .update(stepRun)
    .set({ status: "done", outputs: given, finishedAt: new Date() })
    .where(and(eq(stepRun.runId, runId), eq(stepRun.node, "goes-on")));
});

/** A version that answers at an endpoint, and one more that took its place there. */
async function deployedTwice() {
  const people = await freshWorkspace(database.db);
  const { version, review: approval } = await approvedVersion(database.db, people);
  const next = await approvedVersion(database.db, people);
  const endpoint = `live-${people.workspaceId.replace("_", "-")}`;
  for (const number of [version.version, next.version.version])
    await deployByHand(contextOf(database.db, people.operator), {
      endpoint,
      model: "credit-risk",
      version: number,
      reason: "Ready.",
    });
  const [{ evidence }] = (await database.db
    .select({ evidence: review.evidence })
    .from(review)
    .where(eq(review.id, approval.reviewId))) as [{ evidence: { items: { hash: string }[] } }];
  const [{ id: deploymentId }] = (await database.db
    .select({ id: deployment.id })
    .from(deployment)
    .where(eq(deployment.name, endpoint))) as [{ id: string }];
  const modelId = await modelOf(version.id);
  return { people, version, approval, modelId, deploymentId, hash: evidence.items[0]!.hash };
}

test("no statement brings a version whose approval stands on false evidence back into service", async () => {
  const { people, version, approval, modelId, deploymentId, hash } = await deployedTwice();
  await declareFalse(contextOf(database.db, people.reviewer), {
    evidence: hash,
    reason: "The test rows were among those it learned from.",
  });
  const { userId: setBy } = people.operator;
  for (const db of await rolesOf(people)) {
    const set = (values: Partial<typeof modelVersion.$inferInsert>) =>
      db.update(modelVersion).set(values).where(eq(modelVersion.id, version.id));
    await assert.rejects(
      db
        .update(suspension)
        .set({ liftedBy: setBy, liftedAt: new Date(), liftedWhy: "It is needed." })
        .where(eq(suspension.modelVersionId, version.id)),
      refusedAs("conflict", /suspends this approval still/),
    );
    await assert.rejects(set({ status: "approved" }), refusedAs("conflict", /still/));
    const byReview = refusedAs("forbidden", /by a review alone/);
    await assert.rejects(set({ status: "pending", unapproved: "warn" }), byReview);
    await assert.rejects(set({ status: "in-review" }), byReview);
    await assert.rejects(set({ onSuspension: "warn" }), byReview);
    await assert.rejects(
      db
        .update(review)
        .set({ decidedAt: new Date(0) })
        .where(eq(review.id, approval.reviewId)),
      refusedAs("conflict", /closed/),
    );
    // The endpoint's first revision is of this version, from when it was approved.
    await assert.rejects(
      db.update(deployment).set({ revision: 1 }).where(eq(deployment.id, deploymentId)),
      refusedAs("forbidden", /Only an approved/),
    );
    await assert.rejects(
      db.insert(deploymentRevision).values({
        id: newId("dr"),
        deploymentId,
        number: 3,
        modelVersionId: version.id,
        reason: "It is needed.",
        createdBy: setBy,
      }),
      refusedAs("forbidden", /Only an approved/),
    );
    await assert.rejects(
      db.insert(modelAlias).values({
        workspaceId: people.workspaceId,
        modelId,
        alias: "champion",
        modelVersionId: version.id,
        setBy,
      }),
      refusedAs("forbidden", /An alias names an approved version/),
    );
  }
});

test("false evidence that no suspension has followed yet shuts the gate, and none is lifted before it began", async () => {
  const { people, version, approval, modelId, deploymentId, hash } = await deployedTwice();
  const { workspaceId } = people;
  const { userId } = people.operator;
  const roles = await rolesOf(people);
  const lifted = { liftedBy: userId, liftedAt: new Date(), liftedWhy: "Beforehand." };
  for (const db of roles)
    await assert.rejects(
      db.insert(suspension).values({
        id: newId("sus"),
        workspaceId,
        modelVersionId: version.id,
        cause: "evidence-false",
        subject: `${hash}:${approval.reviewId}`,
        reason: "For nothing.",
        ...lifted,
      }),
      refusedAs("conflict", /cannot be changed/),
    );
  const deployed = (db: Database, number: number) =>
    db.insert(deploymentRevision).values({
      id: newId("dr"),
      deploymentId,
      number,
      modelVersionId: version.id,
      reason: "It is needed.",
      createdBy: userId,
    });
  const named = (db: Database) =>
    db
      .insert(modelAlias)
      .values({
        workspaceId,
        modelId,
        alias: "champion",
        modelVersionId: version.id,
        setBy: userId,
      })
      .onConflictDoNothing();
  await deployed(roles[0]!, 3);
  await system
    .insert(falseEvidence)
    .values({ workspaceId, hash, reason: "It was made up.", declaredBy: userId });
  for (const db of roles) {
    await assert.rejects(deployed(db, 4), refusedAs("forbidden", /Only an approved/));
    await assert.rejects(named(db), refusedAs("forbidden", /An alias names/));
  }
  const set = (status: "suspended" | "approved") =>
    system.update(modelVersion).set({ status }).where(eq(modelVersion.id, version.id));
  await set("suspended");
  await assert.rejects(set("approved"), refusedAs("conflict", /suspends this approval still/));
});

test("the database lets no maker declare false what their version is decided on, and nobody without a name", async () => {
  const people = await freshWorkspace(database.db);
  const { workspaceId, designer, reviewer } = people;
  const hash = hashOf();
  await openedReview(database.db, people, {
    evidence: [{ title: "Evaluation", type: "evaluation", hash, meta: {} }],
  });
  for (const db of await rolesOf(people)) {
    const declare = (declaredBy: string | null) =>
      db.insert(falseEvidence).values({ workspaceId, hash, reason: "It is too low.", declaredBy });
    for (const person of [designer.userId, null])
      await assert.rejects(declare(person), refusedAs("forbidden", /Four eyes/));
    await declare(reviewer.userId);
  }
});

test("a temporary table of the name that a guard asks does not stand in for it", async () => {
  const people = await freshWorkspace(database.db);
  const { version, review: opened } = await openedReview(database.db, people);
  for (const db of await rolesOf(people))
    await assert.rejects(
      db.transaction(async (tx) => {
        await tx.execute(sql`create temporary table review on commit drop as
          select ${opened.reviewId} as id, ${version.id} as model_version_id, 'approved' as status,
            '{}'::jsonb as evidence, now() as decided_at`);
        await tx.execute(sql`create temporary table review_decision on commit drop as
          select ${opened.reviewId} as review_id, 'approved' as outcome`);
        await tx
          .update(modelVersion)
          .set({ status: "approved" })
          .where(eq(modelVersion.id, version.id));
      }),
      refusedAs("forbidden", /approved by a review alone/),
    );
  const open = await database.sql`
    select proname from pg_proc where pronamespace = 'public'::regnamespace and prorettype = 'trigger'::regtype
      and not coalesce(proconfig @> array['search_path=pg_catalog, public, pg_temp'], false)`;
  assert.deepEqual(
    [...open],
    [],
    "end the function with SET search_path = pg_catalog, public, pg_temp",
  );
});
