import assert from "node:assert/strict";
import { before, test } from "node:test";
import { and, eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { attachedEvidence, documentSection, suspension } from "../../db/schema/governance.ts";
import { modelVersion, review, reviewPack } from "../../db/schema/models.ts";
import { artifact, run as runTable, stepRun } from "../../db/schema/runs.ts";
import { contextOf } from "../../test/support/context.ts";
import { addPerson, freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import {
  approvedVersion,
  decideNow,
  freshRun,
  hashOf,
  openedReview,
  registerVersion,
  setPolicy,
} from "../../test/support/registry.ts";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import { decideWaiver } from "../approvals/decide-waiver.ts";
import { requestWaiver } from "../approvals/request-waiver.ts";
import { suspend } from "../approvals/suspend.ts";
import { lockVersionById } from "../approvals/version.ts";
import type { Actor } from "../context.ts";
import { newId } from "../ids.ts";
import { setAlias } from "../models/set-alias.ts";
import { finishRun } from "../runs/record-nodes.ts";
import { stepTransaction } from "../runs/step-transaction.ts";
import { get } from "./get.ts";
import { openByHand } from "./open-by-hand.ts";
import { hashPack } from "./pack.ts";
import { refresh } from "./refresh.ts";

let db: Database;
before(async () => {
  ({ db } = await startTestDatabase());
});

const versionOf = async (id: string) =>
  (await db.select().from(modelVersion).where(eq(modelVersion.id, id)))[0]!;

async function attachTo(version: string, person: Actor, title = "Fairness report") {
  const id = newId("evi");
  await db.insert(attachedEvidence).values({
    id,
    workspaceId: person.workspaceId,
    modelVersionId: version,
    requirement: "fairness",
    title,
    note: "From the audit.",
    hash: hashOf(),
    fileName: "report.pdf",
    attachedBy: person.userId,
  });
  return id;
}

test("when what a review stands on changes, nobody decides until the next round, which stands on what is there then", async () => {
  const people = await freshWorkspace(db);
  const second = await addPerson(db, people.workspaceId, "reviewer", []);
  await setPolicy(db, people.admin, {
    format: 1,
    stages: [{ id: "review", title: "Review", deciders: 2 }],
  });
  const { version, review: opened } = await openedReview(db, people);
  const id = opened.reviewId;
  await decideNow(db, people.reviewer, id);
  await attachTo(version.id, people.designer);

  const stale = await get(contextOf(db, second), { id });
  assert.deepEqual(
    stale.stale.map(({ sentence }) => sentence),
    [`'Fairness report' was attached by ${people.designer.name}.`],
  );
  assert.equal(stale.canDecide, false);
  await assert.rejects(decideNow(db, second, id), /was attached by .* Begin the next round first/);

  const next = await refresh(contextOf(db, people.designer), { id });
  assert.equal(next.round, 2);
  assert.notEqual(next.packHash, opened.packHash);
  await assert.rejects(refresh(contextOf(db, people.designer), { id }), /Nothing has changed/);
  const fresh = await get(contextOf(db, second), { id });
  assert.equal(fresh.stages[0]!.given, 0);
  assert.deepEqual(fresh.stale, []);
  assert.equal(fresh.evidence.at(-1)!.by, "hand");
  assert.equal(fresh.evidence.at(-1)!.attached!.own, true);
  const [earlier] = fresh.earlierRounds;
  assert.equal(earlier!.packHash, opened.packHash);
  assert.match(earlier!.endedBecause, /was attached by/);
  assert.equal(earlier!.decisions[0]!.by.id, people.reviewer.userId);

  await decideNow(db, second, id);
  assert.equal((await versionOf(version.id)).status, "in-review");
  await decideNow(db, people.reviewer, id);
  assert.equal((await versionOf(version.id)).status, "approved");
  const packs = await db
    .select()
    .from(reviewPack)
    .where(eq(reviewPack.reviewId, id))
    .orderBy(reviewPack.round);
  assert.deepEqual(
    packs.map(({ round, packHash, evidence }) => [round, packHash, hashPack(evidence)]),
    [
      [1, opened.packHash, opened.packHash],
      [2, next.packHash, next.packHash],
    ],
  );
});

test("a new policy, a section of the documentation and withdrawn evidence make a review stale, each with its sentence", async () => {
  const people = await freshWorkspace(db);
  const { version, review: opened } = await openedReview(db, people);
  const attached = await attachTo(version.id, people.designer);
  const ctx = contextOf(db, people.designer);
  await refresh(ctx, { id: opened.reviewId });
  await db
    .update(attachedEvidence)
    .set({ withdrawnAt: new Date(), withdrawnBy: people.designer.userId, withdrawnWhy: "Wrong." })
    .where(eq(attachedEvidence.id, attached));
  await setPolicy(db, people.admin, { format: 1, stages: [{ id: "review", title: "Review" }] });
  await db.insert(documentSection).values({
    id: newId("doc"),
    workspaceId: people.workspaceId,
    modelVersionId: version.id,
    section: "limits",
    number: 1,
    body: "Not for people under 18.",
    author: people.designer.userId,
  });
  const { stale } = await get(ctx, { id: opened.reviewId });
  assert.deepEqual(
    stale.map(({ sentence }) => sentence),
    [
      "'Fairness report' was withdrawn.",
      "The policy for tier unassessed was changed: version 1 instead of 0.",
      "The section 'Limits and known failure modes' of the documentation was written.",
    ],
  );
});

test("after changes were requested the version is opened by hand again, and shows what is different", async () => {
  const people = await freshWorkspace(db);
  const { version, review: opened } = await openedReview(db, people);
  await decideNow(db, people.reviewer, opened.reviewId, {
    outcome: "changes-requested",
    comment: "Show the fairness report.",
  });
  assert.equal((await versionOf(version.id)).status, "pending");
  await attachTo(version.id, people.designer);
  const ctx = contextOf(db, people.designer);
  const again = await openByHand(ctx, { model: "credit-risk", version: 1 });
  assert.equal(again.kind, "first");
  const seen = await get(ctx, { id: again.reviewId });
  assert.equal(seen.node, null);
  assert.equal(seen.previous!.reviewId, opened.reviewId);
  assert.equal(seen.previous!.comment, "Show the fairness report.");
  assert.deepEqual(
    seen.previous!.changes.map(({ sentence }) => sentence),
    [`'Fairness report' was attached by ${people.designer.name}.`],
  );
  assert.equal(seen.evidence[0]!.title, "Evaluation");
  await assert.rejects(
    openByHand(ctx, { model: "credit-risk", version: 1 }),
    /under review already/,
  );
  await decideNow(db, people.reviewer, again.reviewId);
  assert.equal((await versionOf(version.id)).status, "approved");
});

test("an approval that is reviewed again holds meanwhile; a new one lifts what suspends it", async () => {
  const people = await freshWorkspace(db);
  const { version } = await approvedVersion(db, people);
  const because = { cause: "by-hand", subject: "test", reason: "Odd answers." } as const;
  const suspended = () =>
    db.transaction(async (tx) =>
      suspend(tx, people.operator, (await lockVersionById(tx, version.id))!, because),
    );
  const ctx = contextOf(db, people.operator);
  const again = await openByHand(ctx, { model: "credit-risk", version: 1 });
  assert.equal(again.kind, "re-review");
  assert.equal((await versionOf(version.id)).status, "approved");
  await suspended();
  assert.match(
    (await get(ctx, { id: again.reviewId })).stale[0]!.sentence,
    /The approval was suspended: Odd answers/,
  );
  await refresh(ctx, { id: again.reviewId });
  await decideNow(db, people.reviewer, again.reviewId);
  assert.equal((await versionOf(version.id)).status, "approved");
  const rows = await db.select().from(suspension).where(eq(suspension.modelVersionId, version.id));
  assert.equal(rows[0]!.liftedBy, people.reviewer.userId);
});

test("an approval that is rejected when it is reviewed again is suspended, and changes requested leave it as it is", async () => {
  const people = await freshWorkspace(db);
  const { version } = await approvedVersion(db, people);
  const ctx = contextOf(db, people.operator);
  const first = await openByHand(ctx, { model: "credit-risk", version: 1 });
  await decideNow(db, people.reviewer, first.reviewId, { outcome: "changes-requested" });
  assert.equal((await versionOf(version.id)).status, "approved");
  const second = await openByHand(ctx, { model: "credit-risk", version: 1 });
  await decideNow(db, people.reviewer, second.reviewId, {
    outcome: "rejected",
    comment: "The data has moved.",
  });
  assert.equal((await versionOf(version.id)).status, "suspended");
  const [row] = await db.select().from(suspension).where(eq(suspension.modelVersionId, version.id));
  assert.match(row!.reason, /rejected when it was reviewed again: The data has moved/);
});

test("a later version is compared with the one approved last", async () => {
  const people = await freshWorkspace(db);
  await approvedVersion(db, people);
  const run = await freshRun(db, { author: people.designer });
  await registerVersion(db, run);
  const ctx = contextOf(db, people.designer);
  const { reviewId } = await openByHand(ctx, { model: "credit-risk", version: 2 });
  const { approvedLast, previous } = await get(ctx, { id: reviewId });
  assert.equal(approvedLast!.version, 1);
  assert.equal(previous, null);
  assert.equal(
    approvedLast!.changes[0]!.sentence,
    "The model's file is another: version 2 instead of 1.",
  );
});

test("a closed review is read as it was decided, whatever time and later versions have brought", async () => {
  const people = await freshWorkspace(db);
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
  await setPolicy(db, people.admin, {
    format: 1,
    evidence: [
      { id: "evaluation", kind: "evaluation", freshnessDays: 90 },
      { id: "better", kind: "champion-comparison", threshold: { metric: "roc_auc", min: 0 } },
      { id: "leakage", kind: "leakage" },
    ],
    stages: [{ id: "review", title: "Review" }],
  });
  const approve = async (roc_auc: number) => {
    const { version, review: opened } = await openedReview(db, people, {
      evidence: [
        { title: "Evaluation", type: "evaluation", hash: hashOf(), meta: { metrics: { roc_auc } } },
      ],
    });
    const waived = await requestWaiver(contextOf(db, people.designer), {
      name: version.model,
      number: version.version,
      scope: "leakage",
      reason: "The check comes next month.",
      expiresAt: inDays(30).toISOString(),
    });
    const agreed = { id: waived.id, outcome: "approved", comment: "Fine." } as const;
    await decideWaiver(contextOf(db, people.reviewer), agreed);
    await decideNow(db, people.reviewer, opened.reviewId);
    return opened.reviewId;
  };
  const championIs = (number: number) =>
    setAlias(contextOf(db, people.operator), { name: "credit-risk", alias: "champion", number });
  const readLater = async (id: string) => {
    const seen = await get(contextOf(db, people.auditor), { id }, inDays(200));
    const last = seen.approvedLast;
    const states = seen.requirements.map(({ state }) => state);
    return [states, last && [last.version, last.isChampion]];
  };

  const first = await approve(0.7);
  await championIs(1);
  const second = await approve(0.9);
  const third = await approve(0.9);
  await championIs(3);
  assert.deepEqual(await readLater(first), [["passed", "not-required", "waived"], null]);
  for (const id of [second, third])
    assert.deepEqual(await readLater(id), [
      ["passed", "passed", "waived"],
      [1, true],
    ]);
});

test("evidence is as old as the step that made it for the version, also of content that was kept before", async () => {
  const people = await freshWorkspace(db);
  await setPolicy(db, people.admin, {
    format: 1,
    evidence: [{ id: "evaluation", kind: "evaluation", freshnessDays: 90 }],
    stages: [{ id: "review", title: "Review" }],
  });
  const long = new Date(Date.now() - 120 * 86_400_000);
  const evaluation: ArtifactRef = { type: "evaluation", hash: hashOf(), bytes: 10, meta: {} };
  await db
    .insert(artifact)
    .values({ ...evaluation, workspaceId: people.workspaceId, createdAt: long });
  const aRun = () => freshRun(db, { author: people.designer });
  const step = (runId: string, kind: string, rest: Partial<typeof stepRun.$inferInsert> = {}) =>
    db.insert(stepRun).values({
      runId,
      node: kind,
      attempt: 1,
      kind,
      status: "done",
      queue: "cpu",
      outputs: { evaluation },
      finishedAt: new Date(),
      ...rest,
    });
  const stateFor = async (run: Awaited<ReturnType<typeof aRun>>) => {
    // Registered now, in whichever run the evaluation was made.
    await step(run.id, "model.register", {
      inputs: { evaluation: [evaluation] },
      outputs: { version: { ...evaluation, type: "model-version", parts: { evaluation } } },
    });
    const { id } = await registerVersion(db, run);
    const { reviewId } = await db.transaction((tx) =>
      stepTransaction(tx, { ...run, node: "review" }).openReview({
        modelVersionId: id,
        title: "Credit risk",
        instructions: "",
        evidence: [{ ...evaluation, title: "Evaluation" }],
      }),
    );
    return (await get(contextOf(db, people.viewer), { id: reviewId })).requirements[0]!.state;
  };

  const first = await aRun();
  await step(first.id, "model.evaluate", { finishedAt: long });
  const reused = await aRun();
  await step(reused.id, "model.evaluate", { cached: true, cachedFrom: first.id });
  assert.equal(await stateFor(reused), "stale");

  const again = await aRun();
  await step(again.id, "model.evaluate");
  assert.equal(await stateFor(again), "passed");

  for (const [cachedFrom, state] of [
    [first.id, "stale"],
    [again.id, "passed"],
  ] as const) {
    const outer = await aRun();
    const inner = await aRun();
    await db.update(runTable).set({ parentRunId: outer.id }).where(eq(runTable.id, inner.id));
    await step(inner.id, "model.evaluate", { cached: true, cachedFrom });
    await step(outer.id, "control.subpipeline", { outputs: { result: evaluation } });
    assert.equal(await stateFor(outer), state);
  }
});

test("a review that was opened by hand outlives the run that made its version", async () => {
  const people = await freshWorkspace(db);
  const run = await freshRun(db, { author: people.designer });
  await registerVersion(db, run);
  const { reviewId } = await openByHand(contextOf(db, people.designer), {
    model: "credit-risk",
    version: 1,
  });
  await finishRun(db, { runId: run.id, status: "done", error: null });
  const [row] = await db
    .select()
    .from(review)
    .where(and(eq(review.id, reviewId), eq(review.status, "open")));
  assert.ok(row);
});
