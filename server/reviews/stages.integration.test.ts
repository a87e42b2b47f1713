import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import path from "node:path";
import { before, test } from "node:test";
import { and, eq, like, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { finding, notice, reviewDelegation } from "../../db/schema/governance.ts";
import { modelVersion, review, reviewDecision } from "../../db/schema/models.ts";
import { outbox } from "../../db/schema/outbox.ts";
import { stepRun } from "../../db/schema/runs.ts";
import { contextOf } from "../../test/support/context.ts";
import { addPerson, freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import {
  decideNow,
  freshRun,
  modelRef,
  openedReview,
  registerVersion,
  setPolicy,
} from "../../test/support/registry.ts";
import { verify } from "../audit-log/verify.ts";
import type { Actor } from "../context.ts";
import { triage } from "../desk/triage.ts";
import { fromDatabase, PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { version as readVersion } from "../models/version.ts";
import { endItems, endWaits, finishRun } from "../runs/record-nodes.ts";
import { delegate } from "./delegate.ts";
import { escalate } from "./escalate.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { openByHand } from "./open-by-hand.ts";
import { withdraw } from "./withdraw.ts";

let db: Database;
before(async () => {
  ({ db } = await startTestDatabase());
});

/** Refused by a guard of the database, in these words. */
const refused = (said: RegExp) => (error: unknown) => {
  const refusal = fromDatabase(error);
  return refusal instanceof PenstockError && said.test(refusal.message);
};

const TWO_STAGES = {
  format: 1,
  stages: [
    { id: "risk", title: "Model risk", function: "model-risk", deadlineHours: 8 },
    { id: "business", title: "Business", function: "business", escalate: { to: "admin" } },
  ],
  validityDays: 100,
  deployment: { unapproved: "warn", suspended: "warn" },
};

/** A review in two stages, with a person for each. */
async function twoStages(policy: object = TWO_STAGES) {
  const people = await freshWorkspace(db);
  const { workspaceId } = people;
  const [risk, business] = await Promise.all([
    addPerson(db, workspaceId, "reviewer", ["model-risk"]),
    addPerson(db, workspaceId, "reviewer", ["business"]),
  ]);
  await setPolicy(db, people.admin, policy as never);
  const opened = await openedReview(db, people);
  return { ...opened, people, risk, business, id: opened.review.reviewId };
}
const noticesOf = async ({ userId }: Actor) =>
  (await db.select().from(notice).where(eq(notice.userId, userId))).map(({ kind }) => kind);
/** Of a person's notices about reviews: each one's words, and whether it still asks for something. */
const askedOf = async ({ userId }: Actor) =>
  (await db.select().from(notice).where(eq(notice.userId, userId)).orderBy(notice.createdAt))
    .filter(({ kind }) => kind.startsWith("review."))
    .map(({ title, body, readAt }) => [title, body, readAt === null ? "open" : "over"]);
const statusOf = async (id: string) =>
  (await db.select().from(modelVersion).where(eq(modelVersion.id, id)))[0]!;

test("stages decide in their order, each by who stands for it, and the last one's approval approves the version", async () => {
  const { people, risk, business, id, version } = await twoStages();
  const [opened] = await db.select().from(review).where(eq(review.id, id));
  assert.ok(opened!.dueAt! > opened!.stageSince);
  assert.equal((await statusOf(version.id)).unapproved, "warn");
  assert.ok((await noticesOf(risk)).includes("review.waiting"));
  assert.ok(!(await noticesOf(business)).includes("review.waiting"));

  await assert.rejects(decideNow(db, business, id), /'Model risk' is decided by people who stand/);
  const first = await decideNow(db, risk, id);
  assert.deepEqual(first.review, { status: "open", round: 1, stage: "Business" });
  assert.equal(first.model.status, "in-review");
  assert.ok((await noticesOf(business)).includes("review.waiting"));
  assert.deepEqual(
    await db
      .select()
      .from(outbox)
      .where(eq(outbox.updateId, `review:${id}`)),
    [],
  );

  const all = await addPerson(db, people.workspaceId, "reviewer", ["model-risk", "business"]);
  const before = new Date();
  const last = await decideNow(db, all, id);
  assert.equal(last.review.status, "approved");
  const approved = await statusOf(version.id);
  assert.equal(approved.status, "approved");
  assert.equal(approved.onSuspension, "warn");
  const days = (approved.approvedUntil!.getTime() - before.getTime()) / 86_400_000;
  assert.ok(Math.abs(days - 100) < 0.01);
  const rows = await db.select().from(outbox).where(eq(outbox.starts, "governApproval"));
  assert.ok(rows.some(({ workflowId }) => workflowId === `govern:approval:${version.id}`));
  const seen = await get(contextOf(db, people.viewer), { id });
  assert.deepEqual(
    seen.stages.map(({ state, given }) => [state, given]),
    [
      ["done", 1],
      ["done", 1],
    ],
  );
  // Of all decisions of a review the one that ended it is shown with its version.
  const { name, version: number } = seen.model;
  const shown = await readVersion(contextOf(db, people.viewer), { name, number });
  assert.deepEqual(
    shown.reviews.map((one) => [one.id, one.decidedBy?.name]),
    [[id, all.name]],
  );
});

test("somebody who stands for two stages decides at one of them only", async () => {
  const { people, id } = await twoStages();
  await decideNow(db, people.reviewer, id);
  for (const outcome of ["approved", "rejected"] as const)
    await assert.rejects(
      decideNow(db, people.reviewer, id, { outcome }),
      /decided at 'Model risk' already: nobody decides twice/,
    );
});

test("what was read at one stage is not signed at the next one", async () => {
  const { people, risk, business, id } = await twoStages();
  const both = await addPerson(db, people.workspaceId, "reviewer", ["model-risk", "business"]);
  const { currentStage } = await get(contextOf(db, both), { id });
  await decideNow(db, risk, id, { stage: "risk" });
  await assert.rejects(
    decideNow(db, both, id, { stage: currentStage!.id }),
    (error) =>
      error instanceof PenstockError &&
      error.code === "conflict" &&
      /gone on to 'Business' while you read: look at what you would sign/.test(error.message),
  );
  const decisions = await db.select().from(reviewDecision).where(eq(reviewDecision.reviewId, id));
  assert.deepEqual(
    decisions.map(({ userId, stage }) => [userId, stage]),
    [[risk.userId, "risk"]],
  );
  const done = await decideNow(db, business, id, { stage: "business" });
  assert.equal(done.review.status, "approved");
});

test("where a review has several stages, the one that is decided is named, and a refusal says which are there", async () => {
  const { people, risk, business, id } = await twoStages();
  const both = await addPerson(db, people.workspaceId, "reviewer", ["model-risk", "business"]);
  const refused = (stage: string | undefined, message: RegExp) =>
    assert.rejects(decideNow(db, both, id, { stage }), { message });
  await refused(
    undefined,
    /has 2 stages: name the one .* 'risk' is at work, of 'risk' \(Model risk\), 'business' \(Business\)/,
  );
  await refused("nothing", /has no stage 'nothing', but 'risk' .*'risk' is at work/);
  await refused("business", /'Business' is not at work yet: 'Model risk' is decided first/);
  assert.deepEqual((await decideNow(db, risk, id)).stage, { id: "risk", title: "Model risk" });
  await refused("risk", /gone on to 'Business'/);
  assert.equal((await decideNow(db, business, id)).review.status, "approved");
});

test("an approval with conditions makes each a finding with an owner and a date", async () => {
  const { people, risk, id } = await twoStages();
  await assert.rejects(
    decideNow(db, risk, id, { conditions: [{ title: "Too late", dueAt: "2020-01-01" }] }),
    /due in the past/,
  );
  await assert.rejects(
    decideNow(db, risk, id, {
      outcome: "rejected",
      conditions: [{ title: "What for", dueAt: "2099-01-01" }],
    }),
    /Only an approval has conditions/,
  );
  await decideNow(db, risk, id, {
    conditions: [
      { title: "Watch the drift", dueAt: "2099-01-01", severity: "high" },
      { title: "Document it", dueAt: "2099-02-01T12:00:00Z", owner: people.operator.userId },
    ],
  });
  const rows = await db
    .select()
    .from(finding)
    .where(eq(finding.reviewId, id))
    .orderBy(finding.number);
  assert.deepEqual(
    rows.map(({ number, condition, owner, severity }) => [number, condition, owner, severity]),
    [
      [1, true, people.designer.userId, "high"],
      [2, true, people.operator.userId, "medium"],
    ],
  );
  assert.equal(rows[0]!.dueAt!.toISOString(), "2099-01-01T23:59:59.999Z");
  assert.ok((await noticesOf(people.operator)).includes("finding.yours"));
  const [decision] = await db.select().from(reviewDecision).where(eq(reviewDecision.reviewId, id));
  assert.equal((decision!.statement["conditions"] as unknown[]).length, 2);
});

test("what a policy asks for has to be there at the last approval, and all that is missing is named", async () => {
  const { risk, business, id, version } = await twoStages({
    ...TWO_STAGES,
    evidence: [
      { id: "validation-report", kind: "validation-report" },
      { id: "leakage", kind: "leakage" },
      { id: "fairness", kind: "fairness", required: false },
    ],
  });
  await decideNow(db, risk, id);
  await assert.rejects(decideNow(db, business, id), (error: Error) => {
    assert.match(error.message, /Validation report \(missing\)/);
    assert.match(error.message, /Leakage check \(missing\)/);
    assert.doesNotMatch(error.message, /Fairness/);
    return true;
  });
  assert.equal((await statusOf(version.id)).status, "in-review");
  const seen = await get(contextOf(db, business), { id });
  assert.deepEqual(
    seen.unmet.map((one) => one.id),
    ["validation-report", "leakage"],
  );
  await decideNow(db, business, id, { outcome: "changes-requested" });
  assert.equal((await statusOf(version.id)).status, "pending");
});

test("whoever steps back is not asked any more, and counts for nothing", async () => {
  const { people, risk, id } = await twoStages();
  await decideNow(db, risk, id, { outcome: "recused", comment: "I know the author well." });
  const seen = await get(contextOf(db, risk), { id });
  assert.equal(seen.status, "open");
  assert.equal(seen.canDecide, false);
  assert.match(seen.why!, /stepped back/);
  assert.deepEqual(
    seen.currentStage!.mayDecide.map((one) => one.id),
    [people.reviewer.userId],
  );
});

test("a stage is handed over to a reviewer who made nothing of it, and decided on behalf of the other", async () => {
  const { people, risk, business, id } = await twoStages();
  const author = await addPerson(db, people.workspaceId, "reviewer", ["model-risk"]);
  const own = await openedReview(db, { ...people, designer: author });
  const hand = (from: Actor, to: Actor, review = id) =>
    delegate(contextOf(db, from), { id: review, to: to.userId, why: "On leave." });
  await assert.rejects(
    hand(risk, author, own.review.reviewId),
    /Four eyes: nothing is handed over to .* Wrote the pipeline/,
  );
  const refused = await db
    .select()
    .from(audit)
    .where(
      and(eq(audit.entityId, own.review.reviewId), eq(audit.action, "review.delegate-refused")),
    );
  assert.equal(refused.length, 1);
  await assert.rejects(hand(risk, people.operator), /who decides no reviews/);
  await assert.rejects(hand(business, risk), /You have nothing to hand over/);
  const done = await hand(risk, business);
  assert.equal(done.to.id, business.userId);
  await assert.rejects(decideNow(db, risk, id), /You have handed 'Model risk' over/);
  await decideNow(db, business, id);
  const { stages } = await get(contextOf(db, risk), { id });
  assert.equal(stages[0]!.decisions[0]!.onBehalfOf!.id, risk.userId);
  assert.equal(stages[0]!.decisions[0]!.signatureProblem, null);
});

test("the policy may keep a stage from being handed over", async () => {
  const { risk, business, id } = await twoStages({
    ...TWO_STAGES,
    stages: [{ ...TWO_STAGES.stages[0], delegation: false }],
  });
  await assert.rejects(
    delegate(contextOf(db, risk), { id, to: business.userId, why: "On leave." }),
    /does not let 'Model risk' be handed over/,
  );
});

test("escalating tells whom the policy names, or a person, and changes nothing else", async () => {
  const { people, risk, id } = await twoStages();
  const ctx = contextOf(db, people.designer);
  await assert.rejects(escalate(ctx, { id, why: "It is urgent." }), /The policy names nobody/);
  await escalate(ctx, { id, to: people.operator.userId, why: "It is urgent." });
  assert.ok((await noticesOf(people.operator)).includes("review.escalated"));
  await decideNow(db, risk, id);
  await escalate(ctx, { id, why: "It is urgent." });
  assert.ok((await noticesOf(people.admin)).includes("review.escalated"));
  const [row] = await db.select().from(review).where(eq(review.id, id));
  assert.ok(row!.escalatedAt);
  assert.equal(row!.status, "open");
});

test("author or opener take a review back, nobody else, and the version waits again", async () => {
  const { people, risk, id, version, run } = await twoStages();
  await assert.rejects(
    withdraw(contextOf(db, risk), { id, why: "Not now." }),
    /Only .* withdraws it/,
  );
  await withdraw(contextOf(db, people.designer), { id, why: "A mistake in the data." });
  assert.equal((await statusOf(version.id)).status, "pending");
  const [message] = await db
    .select()
    .from(outbox)
    .where(eq(outbox.updateId, `review:${id}`));
  assert.equal(message!.workflowId, run.workflowId);
  // The step takes no answer from the author, whose withdrawal it reads in the database.
  assert.equal((message!.event as { actorId: string }).actorId, "penstock");
  await assert.rejects(decideNow(db, risk, id), /was withdrawn/);
});

test("a review that ended without a decision is nobody's, whoever has stepped back from it", async () => {
  const { people, risk, id } = await twoStages();
  await decideNow(db, risk, id, { outcome: "recused", comment: "I know the author well." });
  await withdraw(contextOf(db, people.designer), { id, why: "A mistake in the data." });
  const ctx = contextOf(db, people.viewer);
  const { name, version: number } = (await get(ctx, { id })).model;
  const shown = await readVersion(ctx, { name, number });
  assert.deepEqual(
    shown.reviews.map(({ status, decidedBy }) => [status, decidedBy]),
    [["withdrawn", null]],
  );
});

test("where the policy asks for a second factor, one click is not enough, and nothing is recorded", async () => {
  const { risk, id } = await twoStages({ ...TWO_STAGES, secondFactor: true });
  await assert.rejects(decideNow(db, risk, id), /second factor/);
  assert.deepEqual(
    await db.select().from(reviewDecision).where(eq(reviewDecision.reviewId, id)),
    [],
  );
});

test("who wrote and who started the run whose training was reused are makers, wherever people are chosen", async () => {
  const people = await freshWorkspace(db);
  const wrote = await addPerson(db, people.workspaceId, "reviewer");
  const started = await addPerson(db, people.workspaceId, "reviewer");
  const earlier = await freshRun(db, { author: wrote, startedBy: started });
  const run = await freshRun(db, { author: people.designer });
  const model = modelRef();
  const trained = {
    node: "train",
    attempt: 1,
    kind: "train.tabular",
    status: "done",
    queue: "cpu",
    outputs: JSON.parse(JSON.stringify({ model })),
  } as const;
  await db.insert(stepRun).values([
    { ...trained, runId: earlier.id },
    { ...trained, runId: run.id, cached: true, cachedFrom: earlier.id },
  ]);
  const { id: versionId } = await registerVersion(db, run, { model });
  const { reviewId: id } = await openByHand(contextOf(db, people.designer), {
    model: "credit-risk",
    version: 1,
  });
  const [asRead] = await db.select().from(review).where(eq(review.id, id));
  for (const maker of [wrote, started]) {
    assert.ok(asRead!.makers.includes(maker.userId));
    const ctx = contextOf(db, maker);
    await assert.rejects(decideNow(db, maker, id), /a run in which this model was trained/);
    const { currentStage, canDecide, why } = await get(ctx, { id });
    assert.equal(canDecide, false);
    assert.match(why!, /a run in which this model was trained/);
    assert.ok(currentStage!.mayDecide.every((one) => one.id !== maker.userId));
    assert.ok(currentStage!.excluded.some((one) => one.id === maker.userId));
    const queue = { limit: 10, status: "open" as const, waitingFor: "me" as const };
    assert.deepEqual((await list(ctx, queue)).items, []);
    assert.deepEqual(await noticesOf(maker), []);
    await assert.rejects(
      delegate(contextOf(db, people.reviewer), { id, to: maker.userId, why: "On leave." }),
      /Four eyes: nothing is handed over/,
    );
    await assert.rejects(
      triage(contextOf(db, people.admin), { ids: [id], assignee: maker.userId }),
      /Four eyes: .* made what/,
    );
    // The database itself, whatever a program lets through.
    const row = { id: newId("x"), workspaceId: people.workspaceId, reviewId: id, round: 1 };
    await assert.rejects(
      db.insert(reviewDelegation).values({
        ...row,
        stage: currentStage!.id,
        fromUser: people.reviewer.userId,
        toUser: maker.userId,
        why: "On leave.",
      }),
      refused(/Four eyes/),
    );
    await assert.rejects(
      db.insert(reviewDecision).values({
        ...row,
        userId: maker.userId,
        outcome: "approved",
        comment: "Mine.",
        packHash: asRead!.packHash,
      }),
      refused(/Four eyes/),
    );
  }
  // Nor are the makers of a version, or those of its review, changed afterwards.
  const makers = [people.designer.userId];
  await assert.rejects(
    db.update(review).set({ makers }).where(eq(review.id, id)),
    refused(/frozen/),
  );
  await assert.rejects(
    db.update(modelVersion).set({ makers }).where(eq(modelVersion.id, versionId)),
    refused(/changed/),
  );
});

test("an approval of somebody whom an update found to be a maker is given by another, and later stages keep theirs", async () => {
  const { people, risk, business, id, version } = await twoStages({
    ...TWO_STAGES,
    stages: [...TWO_STAGES.stages, { id: "law", title: "Law", function: "compliance" }],
  });
  const law = await addPerson(db, people.workspaceId, "reviewer", ["compliance"]);
  await decideNow(db, risk, id);
  await decideNow(db, business, id);
  const found = (change: Partial<typeof review.$inferInsert>) =>
    db.transaction(async (tx) => {
      // As a migration, whose own functions come after.
      await tx.execute(sql`set local session_replication_role = replica`);
      await tx.update(review).set(change).where(eq(review.id, id));
    });
  await found({ makers: [people.designer.userId, risk.userId] });
  await assert.rejects(decideNow(db, law, id), refused(/each of its stages has approved/));
  await found({ stage: 0 });
  const second = await decideNow(db, people.reviewer, id);
  assert.equal(second.review.stage, "Law");
  const last = await decideNow(db, law, id);
  assert.equal(last.review.status, "approved");
  assert.equal((await statusOf(version.id)).status, "approved");
});

test("who has nothing to do any more is not asked any more, and is told why", async () => {
  const { people, risk, business, id } = await twoStages();
  const asks = "credit-risk version 1 waits for your decision";
  const over = "credit-risk version 1 no longer waits for your decision";
  const other = await addPerson(db, people.workspaceId, "reviewer");
  await delegate(contextOf(db, risk), { id, to: other.userId, why: "On leave." });
  assert.deepEqual(await askedOf(risk), [[over, `You handed it over to ${other.name}.`, "over"]]);
  assert.deepEqual(
    (await askedOf(other)).map(([title, , state]) => [title, state]),
    [[asks, "open"]],
  );
  // Handed back: asked again.
  await delegate(contextOf(db, other), { id, to: risk.userId, why: "Back." });
  assert.deepEqual(
    (await askedOf(risk)).map(([title, , state]) => [title, state]),
    [
      [over, "over"],
      [asks, "open"],
    ],
  );
  await escalate(contextOf(db, people.designer), { id, to: people.operator.userId, why: "Soon." });

  await decideNow(db, people.reviewer, id);
  const decided = `'Model risk' was decided: ${people.reviewer.name}.`;
  assert.deepEqual((await askedOf(risk)).at(-1), [over, decided, "over"]);
  assert.deepEqual((await askedOf(people.reviewer))[0], [over, "You decided.", "over"]);
  assert.deepEqual((await askedOf(people.operator)).at(-1)!.slice(1), [decided, "over"]);
  assert.deepEqual(await askedOf(business), [[asks, "Business", "open"]]);

  await decideNow(db, business, id, { outcome: "rejected" });
  assert.deepEqual(await askedOf(business), [[over, `It was rejected: ${business.name}.`, "over"]]);
});

test("a review that is withdrawn, or cancelled with its run, asks nobody any more, and the audit log says how it ended", async () => {
  const over = "credit-risk version 1 no longer waits for your decision";
  const taken = await twoStages();
  await withdraw(contextOf(db, taken.people.designer), { id: taken.id, why: "A mistake." });
  assert.deepEqual(await askedOf(taken.risk), [
    [over, `It was withdrawn from review: ${taken.people.designer.name}.`, "over"],
  ]);
  const other = await twoStages();
  await finishRun(db, { runId: other.run.id, status: "cancelled", error: null });
  assert.deepEqual(await askedOf(other.risk), [
    [over, "The review was cancelled with its run.", "over"],
  ]);
  const ends = async (id: string) =>
    (
      await db
        .select()
        .from(audit)
        .where(and(eq(audit.entityId, id), like(audit.action, "review.%")))
        .orderBy(audit.id)
    ).map(({ action, actorName, before: was, after, why }) => [action, actorName, was, after, why]);
  const was = { review: "open", version: "in-review" };
  const { name } = taken.people.designer;
  assert.deepEqual((await ends(taken.id)).at(-1), [
    "review.withdraw",
    name,
    was,
    { review: "withdrawn", version: "pending" },
    "A mistake.",
  ]);
  const cancelled = [
    "review.cancel",
    "Penstock",
    was,
    { review: "cancelled", version: "pending" },
    "The review was cancelled with its run.",
  ];
  assert.deepEqual((await ends(other.id)).at(-1), cancelled);
  // While the steps of a cancelled run's end still run; what was closed then is not closed once more.
  const third = await twoStages();
  await endWaits(db, third.run.id);
  await finishRun(db, { runId: third.run.id, status: "cancelled", error: null });
  assert.deepEqual(
    (await ends(third.id)).filter(([action]) => action === "review.cancel"),
    [cancelled],
  );
  // Of a run that goes on, only the items that their map has given up.
  const fourth = await twoStages();
  const runId = fourth.run.id;
  const plan = JSON.stringify({ nodes: [{ id: "each", map: { body: [{ id: "review" }] } }] });
  await db.execute(sql`update run set plan = plan || ${plan}::jsonb where id = ${runId}`);
  await db.execute(sql`update review set node = 'review[1]' where id = ${fourth.id}`);
  await endItems(db, { runId, node: "each", items: ["0", "11"] });
  await endItems(db, { runId, node: "other", items: ["1"] });
  assert.equal((await ends(fourth.id)).at(-1)![0], "review.open");
  await endItems(db, { runId, node: "each", items: ["0", "1"] });
  const withItem = "The review was cancelled with the item of the map that had opened it.";
  assert.deepEqual((await ends(fourth.id)).at(-1), [...cancelled.slice(0, -1), withItem]);
  assert.deepEqual(await askedOf(fourth.risk), [[over, withItem, "over"]]);
  const workspace = third.people.workspaceId;
  const { ok } = await verify(contextOf(db, third.people.admin), path.join(tmpdir(), workspace));
  assert.equal(ok, true);
});
