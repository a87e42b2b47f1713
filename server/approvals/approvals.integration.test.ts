import assert from "node:assert/strict";
import { before, test } from "node:test";
import { and, eq } from "drizzle-orm";
import { audit as auditTable } from "../../db/schema/audit.ts";
import {
  aliasMove,
  attachedEvidence,
  finding,
  notice,
  riskAssessment,
  suspension,
} from "../../db/schema/governance.ts";
import { modelVersion, review } from "../../db/schema/models.ts";
import { outbox } from "../../db/schema/outbox.ts";
import { run } from "../../db/schema/runs.ts";
import type { Database } from "../../db/client.ts";
import { contextOf } from "../../test/support/context.ts";
import { addPerson, freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import {
  approvedVersion,
  decideNow,
  freshRun,
  hashOf,
  openedReview,
  setPolicy,
} from "../../test/support/registry.ts";
import { raise } from "../findings/raise.ts";
import { reopen } from "../findings/reopen.ts";
import { newId } from "../ids.ts";
import { removeAlias } from "../models/remove-alias.ts";
import { retire } from "../models/retire.ts";
import { setAlias } from "../models/set-alias.ts";
import type { Actor } from "../context.ts";
import { delegate } from "../reviews/delegate.ts";
import { get as getReview } from "../reviews/get.ts";
import { readPack } from "../reviews/read-pack.ts";
import { standing } from "../reviews/standing.ts";
import { withdraw } from "../reviews/withdraw.ts";
import { BUILT_IN } from "../policies/built-in.ts";
import { gatherFacts, hashFacts } from "../risk/facts.ts";
import { dataChanged } from "./data-changed.ts";
import { decideWaiver } from "./decide-waiver.ts";
import { declareFalse } from "./declare-false.ts";
import { falseEvidence } from "./false-evidence.ts";
import { get } from "./get.ts";
import { lift } from "./lift.ts";
import { lookAtApproval } from "./look-at-approval.ts";
import { lookAtReview } from "./look-at-review.ts";
import { report } from "./report.ts";
import { requestWaiver } from "./request-waiver.ts";
import { revokeWaiver } from "./revoke-waiver.ts";
import { suspendByHand } from "./suspend-by-hand.ts";

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

let db: Database;
before(async () => {
  ({ db } = await startTestDatabase());
});

/** A workspace with an approved version `credit-risk` 1 and, as asked for, a condition on it. */
async function approved(condition?: { dueAt: Date }) {
  const people = await freshWorkspace(db);
  const { version, review: opened } = await approvedVersion(db, people);
  const findingId = newId("fnd");
  if (condition)
    await db.insert(finding).values({
      id: findingId,
      workspaceId: people.workspaceId,
      reviewId: opened.reviewId,
      modelVersionId: version.id,
      number: 1,
      condition: true,
      severity: "medium",
      title: "Watch drift",
      remedy: "Set up a monitor.",
      owner: people.designer.userId,
      dueAt: condition.dueAt,
      raisedBy: people.reviewer.userId,
    });
  const as = Object.fromEntries(
    (["designer", "reviewer", "operator", "admin", "viewer"] as const).map((role) => [
      role,
      contextOf(db, people[role]),
    ]),
  ) as Record<
    "designer" | "reviewer" | "operator" | "admin" | "viewer",
    ReturnType<typeof contextOf>
  >;
  const name = { name: version.model, number: version.version };
  const status = async () => {
    const [row] = await db.select().from(modelVersion).where(eq(modelVersion.id, version.id));
    return row!.status;
  };
  const suspensions = () =>
    db
      .select()
      .from(suspension)
      .where(eq(suspension.modelVersionId, version.id))
      .orderBy(suspension.suspendedAt);
  const audited = async (action: string) => {
    const rows = await db
      .select({ why: auditTable.why, after: auditTable.after, actor: auditTable.actorName })
      .from(auditTable)
      .where(and(eq(auditTable.workspaceId, people.workspaceId), eq(auditTable.action, action)));
    return rows;
  };
  const told = async (userId: string) =>
    (
      await db
        .select({ kind: notice.kind })
        .from(notice)
        .where(and(eq(notice.workspaceId, people.workspaceId), eq(notice.userId, userId)))
    ).map(({ kind }) => kind);
  return { people, version, opened, findingId, as, name, status, suspensions, audited, told };
}

/** As a reviewer closes it: with a run that was made since. */
async function closeFinding(people: Awaited<ReturnType<typeof freshWorkspace>>, id: string) {
  const { id: retestRunId } = await freshRun(db, { author: people.designer });
  await db.update(run).set({ status: "done" }).where(eq(run.id, retestRunId));
  await db
    .update(finding)
    .set({ retestRunId, closedAt: new Date(), closedBy: people.reviewer.userId })
    .where(eq(finding.id, id));
}

test("a condition past due suspends the approval once, and the operators are told", async () => {
  const { people, version, status, suspensions, audited, told } = await approved({
    dueAt: inDays(7),
  });
  assert.equal((await lookAtApproval(db, version.id, inDays(4))).over, false);
  assert.equal(await status(), "approved");
  for (const _ of [1, 2]) await lookAtApproval(db, version.id, inDays(8));
  assert.equal(await status(), "suspended");
  const [only, ...more] = await suspensions();
  assert.equal(more.length, 0);
  assert.equal(only!.cause, "condition-overdue");
  assert.match(
    only!.reason,
    /^Condition F1, 'Watch drift', was due on \d+ \w+ \d{4} and is not closed\.$/,
  );
  assert.deepEqual(
    (await audited("model-version.suspend")).map(({ actor }) => actor),
    ["Penstock"],
  );
  assert.ok((await told(people.operator.userId)).includes("approval.suspended"));
  assert.ok((await told(people.designer.userId)).includes("condition.reminder"));
});

test("two workers that look at once suspend once", async () => {
  const { version, suspensions, audited } = await approved({ dueAt: inDays(1) });
  await Promise.all([1, 2, 3].map(() => lookAtApproval(db, version.id, inDays(2))));
  assert.equal((await suspensions()).length, 1);
  assert.equal((await audited("model-version.suspend")).length, 1);
});

test("a condition that was closed in time suspends nothing", async () => {
  const { people, version, findingId, status } = await approved({ dueAt: inDays(7) });
  await closeFinding(people, findingId);
  await lookAtApproval(db, version.id, inDays(8));
  assert.equal(await status(), "approved");
});

test("a condition past due that is closed and opened again suspends again, whether or not a waiver covered it before", async () => {
  for (const isWaived of [false, true]) {
    const { people, version, findingId, as, name, status, suspensions } = await approved({
      dueAt: inDays(-1),
    });
    if (isWaived) {
      const { id } = await requestWaiver(as.designer, {
        ...name,
        scope: `finding:${findingId}`,
        reason: "The monitor comes next month.",
        expiresAt: inDays(30).toISOString(),
      });
      await decideWaiver(as.reviewer, { id, outcome: "approved", comment: "Fine." });
      await revokeWaiver(as.reviewer, { id, reason: "It is needed now." });
    }
    for (const times of [1, 2, 3]) {
      for (const _ of [1, 2]) await lookAtApproval(db, version.id);
      assert.equal(await status(), "suspended");
      assert.equal((await suspensions()).length, times);
      await closeFinding(people, findingId);
      await lift(as.operator, { ...name, reason: "The monitor runs." });
      await lookAtApproval(db, version.id);
      assert.equal(await status(), "approved");
      await reopen(as.reviewer, { id: findingId, why: "It watches another model." });
    }
    assert.deepEqual(
      (await suspensions()).map(({ cause }) => cause),
      [isWaived ? "waiver-ended" : "condition-overdue", "condition-overdue", "condition-overdue"],
    );
  }
});

test("a condition whose date is moved suspends again when that passes", async () => {
  const { people, version, findingId, as, name, status } = await approved({ dueAt: inDays(-1) });
  await lookAtApproval(db, version.id);
  await closeFinding(people, findingId);
  await lift(as.operator, { ...name, reason: "The monitor runs." });
  await reopen(as.reviewer, { id: findingId, why: "It watches another model." });
  await db
    .update(finding)
    .set({ dueAt: inDays(10) })
    .where(eq(finding.id, findingId));
  await lookAtApproval(db, version.id);
  assert.equal(await status(), "approved");
  await lookAtApproval(db, version.id, inDays(11));
  assert.equal(await status(), "suspended");
});

test("a suspension is lifted by another person than the author, once its condition is closed", async () => {
  const { people, version, findingId, as, name, status, audited } = await approved({
    dueAt: inDays(-1),
  });
  await lookAtApproval(db, version.id);
  const reason = "The monitor runs.";
  await assert.rejects(lift(as.operator, { ...name, reason }), {
    code: "conflict",
    message:
      "credit-risk version 1 stays suspended. Its condition F1, 'Watch drift', is not closed: close it with a retest, or have a waiver approved for it.",
  });
  await closeFinding(people, findingId);
  const author = { ...people.designer, role: "operator" as const };
  await assert.rejects(lift(contextOf(db, author), { ...name, reason }), {
    code: "forbidden",
    message: /Four eyes: you made credit-risk version 1/,
  });
  assert.equal(await status(), "suspended");
  assert.equal((await lift(as.operator, { ...name, reason })).status, "approved");
  assert.equal(await status(), "approved");
  assert.deepEqual(
    (await audited("model-version.lift")).map(({ why }) => why),
    [reason],
  );
  assert.equal((await audited("model-version.lift-refused")).length, 2);
  await assert.rejects(lift(as.operator, { ...name, reason }), { code: "not-found" });
  await lookAtApproval(db, version.id);
  assert.equal(await status(), "approved");
});

const againOf = (versionId: string) =>
  db
    .select({ status: review.status, openedBy: review.openedBy, instructions: review.instructions })
    .from(review)
    .where(and(eq(review.modelVersionId, versionId), eq(review.kind, "re-review")));

test("an approval whose validity ends is suspended, after the next review was opened", async () => {
  const { people, version, status, suspensions, told, audited } = await approved();
  const approvedUntil = inDays(60);
  await db.update(modelVersion).set({ approvedUntil }).where(eq(modelVersion.id, version.id));
  const first = await lookAtApproval(db, version.id);
  assert.equal(first.until, new Date(approvedUntil.getTime() - 30 * DAY_MS).toISOString());
  assert.equal((await audited("model-version.re-review-due")).length, 0);
  for (const _ of [1, 2]) {
    const look = await lookAtApproval(db, version.id, inDays(31));
    assert.equal(look.until, approvedUntil.toISOString());
  }
  assert.equal((await audited("model-version.re-review-due")).length, 1);
  assert.ok((await told(people.designer.userId)).includes("approval.re-review"));
  const again = await againOf(version.id);
  assert.equal(again.length, 1);
  assert.deepEqual([again[0]!.status, again[0]!.openedBy], ["open", null]);
  assert.match(again[0]!.instructions, /^Its approval ends on /);
  assert.equal(await status(), "approved");
  await lookAtApproval(db, version.id, inDays(61));
  assert.equal(await status(), "suspended");
  assert.equal((await suspensions())[0]!.cause, "validity-ended");
});

test("a waiver holds back a suspension until it ends, by its date or by a person", async () => {
  const { people, version, findingId, as, name, status, suspensions } = await approved({
    dueAt: inDays(1),
  });
  const ask = (days: number) =>
    requestWaiver(as.designer, {
      ...name,
      scope: `finding:${findingId}`,
      reason: "The monitor comes next month.",
      expiresAt: inDays(days).toISOString(),
    });
  const { id } = await ask(30);
  const yes = { outcome: "approved", comment: "Fine." } as const;
  await assert.rejects(
    decideWaiver(contextOf(db, { ...people.designer, role: "reviewer" }), { id, ...yes }),
    { code: "forbidden", message: /Four eyes/ },
  );
  await decideWaiver(as.reviewer, { id, ...yes });
  await assert.rejects(decideWaiver(as.reviewer, { id, ...yes }), { code: "conflict" });
  const look = await lookAtApproval(db, version.id, inDays(2));
  assert.equal(await status(), "approved");
  assert.ok(Math.abs(Date.parse(look.until!) - inDays(30).getTime()) < 60_000);
  await lookAtApproval(db, version.id, inDays(31));
  assert.equal((await suspensions())[0]!.cause, "waiver-ended");
  const again = await ask(60);
  await decideWaiver(as.reviewer, { id: again.id, ...yes });
  await lift(as.operator, { ...name, reason: "Waived again." }, inDays(32));
  assert.equal(await status(), "approved");
  const revoke = { id: again.id, reason: "It is needed now." };
  await revokeWaiver(as.reviewer, revoke, inDays(33));
  await assert.rejects(revokeWaiver(as.reviewer, revoke, inDays(34)), { code: "conflict" });
  await lookAtApproval(db, version.id, inDays(34));
  assert.equal(await status(), "suspended");
});

test("what the next review asks for can be waived, and what the approval hangs on, each by the tier it is in", async () => {
  const assess = async (people: Awaited<ReturnType<typeof freshWorkspace>>, versionId: string) => {
    const [row] = await db.select().from(modelVersion).where(eq(modelVersion.id, versionId));
    const { facts } = await gatherFacts(db, row!.modelId);
    await db.insert(riskAssessment).values({
      id: newId("risk"),
      workspaceId: people.workspaceId,
      modelId: row!.modelId,
      number: 1,
      questionnaire: 1,
      answers: {},
      facts: JSON.parse(JSON.stringify(facts)),
      factsHash: hashFacts(facts),
      tier: "high",
      author: people.designer.userId,
    });
  };
  const ask = (people: Awaited<ReturnType<typeof freshWorkspace>>, scope: string) =>
    requestWaiver(contextOf(db, people.designer), {
      name: "credit-risk",
      number: 1,
      scope,
      reason: "It comes next month.",
      expiresAt: inDays(30).toISOString(),
    });
  const own = { ...BUILT_IN.unassessed, evidence: [{ id: "ours", kind: "slices" }] };

  const first = await freshWorkspace(db);
  await setPolicy(db, first.admin, own);
  const opened = await openedReview(db, first);
  await assess(first, opened.version.id);
  assert.equal((await ask(first, "leakage")).scope, "leakage");
  await assert.rejects(ask(first, "ours"), /The policy has no requirement 'ours'/);

  const again = await freshWorkspace(db);
  const { version } = await approvedVersion(db, again);
  await setPolicy(db, again.admin, own);
  await assess(again, version.id);
  for (const scope of ["leakage", "ours"]) assert.equal((await ask(again, scope)).scope, scope);
  const { requirements } = await get(contextOf(db, again.viewer), {
    name: "credit-risk",
    number: 1,
  });
  assert.deepEqual(
    ["leakage", "ours"].filter((id) => requirements.some((one) => one.id === id)),
    ["leakage", "ours"],
  );
});

test("an alarm suspends from the severity on that the policy names, and counts once for its key", async () => {
  const { as, name, status, suspensions } = await approved();
  const alarm = {
    ...name,
    type: "alarm",
    signal: "psi",
    value: 0.31,
    text: "The population has shifted",
    key: newId("key"),
  } as const;
  assert.equal((await report(as.designer, { ...alarm, severity: "medium" })).suspended, false);
  assert.equal(await status(), "approved");
  const loud = { ...alarm, key: newId("key"), severity: "high" } as const;
  const both = await Promise.all([report(as.designer, loud), report(as.operator, loud)]);
  assert.equal(both.filter(({ repeated }) => repeated).length, 1);
  assert.equal(await status(), "suspended");
  const [only, ...more] = await suspensions();
  assert.equal(more.length, 0);
  assert.equal(
    only!.reason,
    "An alarm of severity high was reported (psi 0.31): The population has shifted.",
  );
  await assert.rejects(report(as.operator, { ...loud, text: "Something else" }), {
    code: "conflict",
  });
  await assert.rejects(lift(as.operator, { ...name, reason: "It is over." }), {
    message: /The policy asks for a review after an alarm/,
  });
  await assert.rejects(report(as.viewer, loud), { code: "forbidden" });
});

test("evidence declared false suspends every approval that stands on it", async () => {
  const { as, opened, status, suspensions, audited } = await approved();
  const [row] = await db.select().from(review).where(eq(review.id, opened.reviewId));
  const [item] = row!.evidence["items"] as { hash: string }[];
  const reason = "The test rows were in the training data.";
  const found = await declareFalse(as.reviewer, { evidence: item!.hash, reason });
  assert.deepEqual(found.suspended, [{ model: "credit-risk", version: 1 }]);
  assert.equal(await status(), "suspended");
  assert.equal((await suspensions())[0]!.cause, "evidence-false");
  assert.equal((await audited("evidence.declare-false"))[0]!.why, reason);
  await assert.rejects(declareFalse(as.reviewer, { evidence: "0".repeat(64), reason }), {
    code: "not-found",
  });
});

test("a review that is open on evidence declared false is out of date", async () => {
  const people = await freshWorkspace(db);
  const { version, review: opened } = await openedReview(db, people);
  const [row] = await db.select().from(review).where(eq(review.id, opened.reviewId));
  const pack = readPack(row!.evidence);
  const { hash } = pack.items[0]!;
  const stand = () => db.transaction((tx) => standing(tx, people.workspaceId, pack));
  assert.deepEqual(await stand(), []);
  const reason = "The figures were mixed up.";
  const found = await declareFalse(contextOf(db, people.reviewer), { evidence: hash, reason });
  assert.deepEqual(found, { hash, suspended: [], stale: [opened.reviewId] });
  assert.deepEqual(
    (await stand()).map(({ sentence }) => sentence),
    [`'Evaluation' was declared false: ${reason}`],
  );
  await assert.rejects(
    decideNow(db, people.reviewer, opened.reviewId),
    /was declared false: The figures were mixed up/,
  );
  const [after] = await db.select().from(modelVersion).where(eq(modelVersion.id, version.id));
  assert.equal(after!.status, "in-review");
});

test("a maker takes no evidence out of what is yet to be approved, and may take an approval away", async () => {
  const people = await freshWorkspace(db);
  const maker = contextOf(db, people.operator);
  const reason = "The figures are old.";
  const bad = hashOf();
  const refused = { code: "forbidden", message: /^Four eyes: you made poor version 1/ };
  const poor = await openedReview(db, people, {
    name: "poor",
    startedBy: people.operator,
    evidence: [{ title: "Evaluation", type: "evaluation", hash: bad, meta: {} }],
  });
  await assert.rejects(declareFalse(maker, { evidence: bad, reason }), refused);
  // Nor between two reviews.
  const { reviewId: id } = poor.review;
  await withdraw(contextOf(db, people.designer), { id, why: "Once more, later." });
  await assert.rejects(declareFalse(maker, { evidence: bad, reason }), refused);
  const theirs = {
    id: newId("evi"),
    workspaceId: people.workspaceId,
    modelVersionId: poor.version.id,
    requirement: "leakage",
    title: "It leaks",
    note: "Column 7.",
    hash: hashOf(),
    fileName: "l.txt",
    attachedBy: people.reviewer.userId,
  };
  const own = { ...theirs, id: newId("evi"), hash: hashOf(), attachedBy: people.operator.userId };
  await db.insert(attachedEvidence).values([theirs, own]);
  await assert.rejects(declareFalse(maker, { evidence: theirs.id, reason }), refused);
  assert.equal((await declareFalse(maker, { evidence: own.id, reason })).hash, own.hash);
  const found = await declareFalse(contextOf(db, people.reviewer), { evidence: bad, reason });
  assert.equal(found.hash, bad);

  const good = hashOf();
  const { review: opened } = await openedReview(db, people, {
    startedBy: people.operator,
    evidence: [{ title: "Evaluation", type: "evaluation", hash: good, meta: {} }],
  });
  await decideNow(db, people.reviewer, opened.reviewId);
  // What became of a version that stands on the same is decided.
  const { review: other } = await openedReview(db, people, {
    name: "worse",
    startedBy: people.operator,
    evidence: [{ title: "Evaluation", type: "evaluation", hash: good, meta: {} }],
  });
  await decideNow(db, people.reviewer, other.reviewId, { outcome: "rejected" });
  const { suspended } = await declareFalse(maker, { evidence: good, reason });
  assert.deepEqual(suspended, [{ model: "credit-risk", version: 1 }]);
});

test("a person suspends by hand only what is approved", async () => {
  const { people, as, name, status } = await approved();
  const reason = "We do not trust it";
  await assert.rejects(suspendByHand(as.designer, { ...name, reason }), { code: "forbidden" });
  await suspendByHand(as.operator, { ...name, reason });
  assert.equal(await status(), "suspended");
  const second = await addPerson(db, people.workspaceId, "operator", []);
  await lift(contextOf(db, second), { ...name, reason: "We do again." });
  assert.equal(await status(), "approved");
  const other = await openedReview(db, people, { name: "waits" });
  await assert.rejects(
    suspendByHand(as.operator, { name: "waits", number: other.version.version, reason }),
    {
      code: "conflict",
      message: "waits version 1 is in-review: only an approval can be suspended.",
    },
  );
});

test("a retired version loses its aliases, keeps its record and never comes back", async () => {
  const { as, name, status, version, suspensions } = await approved();
  await setAlias(as.operator, { name: name.name, alias: "champion", number: 1 });
  const reason = "Replaced by another model.";
  await assert.rejects(retire(as.reviewer, { ...name, reason }), { code: "forbidden" });
  await retire(as.operator, { ...name, reason });
  assert.equal(await status(), "retired");
  await assert.rejects(removeAlias(as.operator, { name: name.name, alias: "champion" }), {
    code: "not-found",
  });
  await assert.rejects(retire(as.operator, { ...name, reason }), { code: "conflict" });
  await assert.rejects(
    db.update(modelVersion).set({ status: "approved" }).where(eq(modelVersion.id, version.id)),
  );
  assert.deepEqual(await lookAtApproval(db, version.id), { over: true, until: null });
  assert.equal((await suspensions()).length, 0);
});

test("where an alias was is known afterwards, whoever moves it and however", async () => {
  const { people, version, as, name } = await approved();
  await setAlias(as.operator, { name: name.name, alias: "champion", number: 1 });
  await removeAlias(as.operator, { name: name.name, alias: "champion" });
  await setAlias(as.operator, { name: name.name, alias: "champion", number: 1 });
  await retire(as.operator, { ...name, reason: "Another model took its place." });
  const moves = await db
    .select({ alias: aliasMove.alias, version: aliasMove.modelVersionId })
    .from(aliasMove)
    .where(eq(aliasMove.workspaceId, people.workspaceId))
    .orderBy(aliasMove.id);
  assert.deepEqual(
    moves,
    [version.id, null, version.id, null].map((one) => ({ alias: "champion", version: one })),
  );
});

test("what the audit log alone says of evidence, or of a review that is due, counts for nothing", async () => {
  const { people, version, as, name } = await approved();
  const hash = hashOf();
  const told = (entity: string, entityId: string, action: string) => ({
    workspaceId: people.workspaceId,
    actorId: "x",
    actorName: "x",
    role: "admin",
    via: "ui",
    action,
    entity,
    entityId,
    after: { key: "x" },
    why: "As it says.",
  });
  await db
    .insert(auditTable)
    .values([
      told("evidence", hash, "evidence.declare-false"),
      told("model-version", version.id, "model-version.re-review-due"),
    ]);
  const found = await db.transaction((tx) => falseEvidence(tx, people.workspaceId, [hash]));
  assert.equal(found.size, 0);
  assert.equal((await get(as.reviewer, name)).reReview, null);
});

test("an alias names approved versions alone, whoever moves it and however", async () => {
  const { people, as, audited } = await approved();
  const waiting = await openedReview(db, people);
  const champion = { name: "credit-risk", alias: "champion" };
  await setAlias(as.operator, { ...champion, number: 1 });
  await assert.rejects(setAlias(as.operator, { ...champion, number: 2 }), {
    code: "forbidden",
    message: /^credit-risk version 2 is in-review, so 'champion' cannot name it/,
  });
  assert.equal((await audited("model.alias-refused")).length, 1);
  await setAlias(as.operator, { name: "credit-risk", alias: "candidate", number: 2 });
  await assert.rejects(
    db.execute(
      `update model_alias set model_version_id = '${waiting.version.id}' where alias = 'champion' and workspace_id = '${people.workspaceId}'`,
    ),
    (error: Error) => (error.cause as { code?: string }).code === "PN010",
  );
  await assert.rejects(setAlias(as.designer, { ...champion, number: 1 }), { code: "forbidden" });
});

test("a review reminds at half of its working hours and escalates when they are over, each once, those who can still decide", async () => {
  const people = await freshWorkspace(db);
  const { workspaceId } = people;
  const [decided, away, standsIn, assignee] = await Promise.all([
    addPerson(db, workspaceId, "reviewer", ["model-risk"]),
    addPerson(db, workspaceId, "reviewer", ["model-risk"]),
    addPerson(db, workspaceId, "reviewer", ["business"]),
    addPerson(db, workspaceId, "reviewer", ["business"]),
  ]);
  const stage = { title: "Model risk", function: "model-risk", deciders: 2, deadlineHours: 8 };
  await setPolicy(db, people.admin, {
    format: 1,
    stages: [{ id: "risk", ...stage }],
    workingHours: { timeZone: "UTC", days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" },
  });
  const { review: opened } = await openedReview(db, people);
  const id = opened.reviewId;
  await decideNow(db, decided, id);
  await delegate(contextOf(db, away), { id, to: standsIn.userId, why: "On leave." });
  const friday = {
    stageSince: new Date("2031-11-28T16:00:00Z"),
    dueAt: new Date("2031-12-01T16:00:00Z"),
    assignee: assignee.userId,
  };
  await db.update(review).set(friday).where(eq(review.id, id));
  const look = async (at: string) => (await lookAtReview(db, id, new Date(at))).until;
  const kinds = async ({ userId }: Actor) =>
    (await db.select({ kind: notice.kind }).from(notice).where(eq(notice.userId, userId)))
      .map(({ kind }) => kind)
      .filter((kind) => ["review.reminder", "review.overdue", "review.escalated"].includes(kind))
      .sort();
  assert.equal(await look("2031-11-30T23:00:00Z"), "2031-12-01T12:00:00.000Z");
  assert.deepEqual(await kinds(standsIn), []);
  for (const _ of [1, 2]) assert.equal(await look("2031-12-01T12:00:01Z"), friday.dueAt.toJSON());
  assert.deepEqual(await kinds(standsIn), ["review.reminder"]);
  for (const _ of [1, 2]) assert.equal(await look("2031-12-01T16:00:01Z"), null);
  for (const one of [people.reviewer, standsIn, assignee])
    assert.deepEqual(await kinds(one), ["review.overdue", "review.reminder"]);
  for (const one of [decided, away]) assert.deepEqual(await kinds(one), []);
  const [row] = await db.select().from(review).where(eq(review.id, id));
  assert.ok(row!.escalatedAt);
  assert.deepEqual(await lookAtReview(db, newId("rev")), { over: true, until: null });
});

test("a new version of the data opens the next review, where the policy says so", async () => {
  const { people, version, audited, told } = await approved();
  const other = await approved();
  await setPolicy(db, people.admin, {
    ...BUILT_IN.unassessed,
    reReview: { leadDays: 30, onDataChange: true, onIncident: true },
  });
  for (const one of [version, other.version])
    await db
      .update(modelVersion)
      .set({ lineage: { data: [{ name: "loans", version: 1 }] } })
      .where(eq(modelVersion.id, one.id));
  for (const actor of [people.designer, people.designer, other.people.designer])
    await db.transaction((tx) => dataChanged(tx, actor, { dataset: "loans", number: 2 }));
  const rows = await audited("model-version.re-review-due");
  assert.deepEqual(
    rows.map(({ why }) => why),
    ["The data 'loans' it was made from has a new version, 2."],
  );
  assert.ok((await told(people.operator.userId)).includes("approval.re-review"));
  assert.equal((await againOf(version.id)).length, 1);
  assert.equal((await againOf(other.version.id)).length, 0);
  assert.deepEqual(await other.audited("model-version.re-review-due"), []);
});

test("what the page of a version reads says what suspends it and what is to do", async () => {
  const { people, version, as, name, findingId } = await approved({ dueAt: inDays(-1) });
  const before = await get(as.viewer, name);
  assert.equal(before.status, "approved");
  assert.equal(before.conditions[0]!.id, findingId);
  assert.equal(before.conditions[0]!.isOverdue, true);
  assert.deepEqual(
    before.review!.deciders.map((one) => one.id),
    [people.reviewer.userId],
  );
  await lookAtApproval(db, version.id);
  const after = await get(as.viewer, name);
  assert.equal(after.status, "suspended");
  assert.match(after.suspensions[0]!.todo!, /close it with a retest/);
});

test("a waiver says which finding it is for, whether or not the approval hangs on that", async () => {
  const { as, name, opened, findingId } = await approved({ dueAt: inDays(7) });
  const { id: other } = await raise(as.reviewer, {
    reviewId: opened.reviewId,
    severity: "low",
    title: "No slice by region",
    description: "",
    remedy: "Evaluate by region.",
    dueAt: null,
  });
  const [requirement] = (await get(as.viewer, name)).requirements;
  const scopes = [`finding:${findingId}`, `finding:${other}`, requirement!.id];
  for (const [day, scope] of scopes.entries()) {
    const expiresAt = inDays(30).toISOString();
    await requestWaiver(
      as.designer,
      { ...name, scope, reason: "It is rare.", expiresAt },
      inDays(day),
    );
  }
  const { conditions, waivers } = await get(as.viewer, name);
  assert.deepEqual(
    conditions.map(({ id }) => id),
    [findingId],
  );
  assert.deepEqual(
    waivers.map(({ finding }) => finding),
    [null, { number: 2, title: "No slice by region" }, { number: 1, title: "Watch drift" }],
  );
  // Nor does the page of the review call one that has ended a waiver.
  for (const [day, hasEnded] of [
    [29, false],
    [31, true],
  ] as const) {
    const page = await getReview(as.viewer, { id: opened.reviewId }, inDays(day));
    assert.deepEqual(
      page.waivers.map((one) => one.hasEnded),
      scopes.map(() => hasEnded),
    );
  }
  const told = await db
    .select({ body: notice.body })
    .from(notice)
    .where(and(eq(notice.userId, as.reviewer.actor.userId), eq(notice.kind, "waiver.requested")));
  assert.deepEqual(
    new Set(told.map(({ body }) => body)),
    new Set([
      "F1 (Watch drift): It is rare.",
      "F2 (No slice by region): It is rare.",
      `'${requirement!.id}': It is rare.`,
    ]),
  );
});

test("whatever changes an approval wakes its workflow by the outbox", async () => {
  const { as, name, version } = await approved();
  await suspendByHand(as.operator, { ...name, reason: "We look at it." });
  await lift(as.operator, { ...name, reason: "All is well." });
  const rows = await db
    .select()
    .from(outbox)
    .where(eq(outbox.workflowId, `govern:approval:${version.id}`));
  assert.ok(rows.length >= 1);
  assert.deepEqual(
    { starts: rows[0]!.starts, event: rows[0]!.event },
    { starts: "governApproval", event: { id: version.id } },
  );
});
