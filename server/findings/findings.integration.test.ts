import assert from "node:assert/strict";
import { before, test } from "node:test";
import { and, eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { finding, notice, waiver } from "../../db/schema/governance.ts";
import { run as runTable, stepRun } from "../../db/schema/runs.ts";
import { contextOf } from "../../test/support/context.ts";
import { addPerson, freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { decideNow, freshRun, openedReview, registerVersion } from "../../test/support/registry.ts";
import type { Actor } from "../context.ts";
import { calendar } from "../desk/calendar.ts";
import { fromDatabase, PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { get } from "../reviews/get.ts";
import { openByHand } from "../reviews/open-by-hand.ts";
import { answer } from "./answer.ts";
import { change } from "./change.ts";
import { close } from "./close.ts";
import { list } from "./list.ts";
import { raise } from "./raise.ts";
import { reopen } from "./reopen.ts";

let db: Database;
before(async () => {
  ({ db } = await startTestDatabase());
});

/** A finding of the reviewer's on the designer's model. */
async function raised() {
  const people = await freshWorkspace(db);
  const opened = await openedReview(db, people);
  const { id } = await raise(contextOf(db, people.reviewer), {
    reviewId: opened.review.reviewId,
    severity: "high",
    title: "No slice by region",
    description: "",
    remedy: "Evaluate by region.",
    dueAt: "2099-03-01",
  });
  return { people, id, reviewId: opened.review.reviewId };
}

/** A run that is done, of whose steps one really ran, or none; and the next version of the model, or nothing of it. */
async function doneRun(
  author: Actor,
  { cached = false, registers = true }: { cached?: boolean; registers?: boolean } = {},
): Promise<string> {
  const run = await freshRun(db, { author });
  if (registers) await registerVersion(db, run);
  await db.insert(stepRun).values({
    runId: run.id,
    node: "evaluate",
    attempt: 1,
    kind: "model.evaluate",
    status: "done",
    queue: "cpu",
    cached,
  });
  await db.update(runTable).set({ status: "done" }).where(eq(runTable.id, run.id));
  return run.id;
}
const toldOf = async ({ userId }: Actor, kind: string) => {
  const mine = and(eq(notice.userId, userId), eq(notice.kind, kind));
  const rows = await db.select().from(notice).where(mine).orderBy(notice.createdAt);
  return rows.map(({ title }) => title);
};
const stateOf = async (id: string) =>
  (await db.select().from(finding).where(eq(finding.id, id)))[0]!;

test("a finding goes to the author, who answers with a retest, and another reviewer closes it", async () => {
  const { people, id, reviewId } = await raised();
  const [told] = await db
    .select()
    .from(notice)
    .where(eq(notice.key, `finding:${id}:${people.designer.userId}`));
  assert.equal(told!.link, `/reviews/${reviewId}`);
  const retestRunId = await doneRun(people.designer);
  const said = { id, answer: "Slices by region are there.", retestRunId };
  await assert.rejects(answer(contextOf(db, people.operator), said), /Only the finding's owner/);
  await answer(contextOf(db, people.designer), said);
  const { items } = await list(contextOf(db, people.viewer), {
    state: "open",
    mine: false,
    limit: 10,
  });
  assert.equal(items[0]!.state, "answered");
  assert.equal(items[0]!.retest!.runId, retestRunId);
  await close(contextOf(db, people.reviewer), { id, note: "Looked at the slices." });
  const closed = await stateOf(id);
  assert.equal(closed.closedBy, people.reviewer.userId);
  assert.equal(closed.retestRunId, retestRunId);
  await reopen(contextOf(db, people.reviewer), { id, why: "The region was coded wrongly." });
  const open = await stateOf(id);
  assert.deepEqual([open.closedAt, open.retestRunId, open.answer], [null, null, null]);
  assert.deepEqual(await toldOf(people.designer, "finding.yours"), [
    "F1 is open again: No slice by region",
  ]);
  assert.deepEqual(await toldOf(people.designer, "finding.settled"), [
    "A finding on credit-risk version 1 was yours",
  ]);

  for (const _twice of [1, 2]) await answer(contextOf(db, people.designer), said);
  const answered = "F1 was answered: No slice by region";
  assert.deepEqual(await toldOf(people.reviewer, "finding.answered"), [answered, answered]);
});

test("whoever owns a finding hears of each time it is opened again, also where an earlier release left a notice standing; what was closed is not said to be open", async () => {
  const { people, id } = await raised();
  const { designer } = people;
  const reviewer = contextOf(db, people.reviewer);
  const retestRunId = await doneRun(designer);
  const closing = () => close(reviewer, { id, note: "Looked.", retestRunId });
  const title = "A finding on credit-risk version 1 is yours";
  await closing();
  await db
    .update(notice)
    .set({ kind: "finding.yours", key: `finding:${id}:${designer.userId}`, title })
    .where(eq(notice.userId, designer.userId));
  for (const _twice of [1, 2]) {
    await reopen(reviewer, { id, why: "It was coded wrongly." });
    assert.deepEqual(await toldOf(designer, "finding.yours"), [
      "F1 is open again: No slice by region",
    ]);
    await closing();
  }
  assert.deepEqual(await toldOf(designer, "finding.yours"), []);
  assert.deepEqual(await toldOf(designer, "finding.settled"), [
    "A finding on credit-risk version 1 was yours",
    "F1 was opened again: No slice by region",
    "F1 was opened again: No slice by region",
  ]);
});

test("a waiver for a finding of an earlier review that is closed still names it by its number", async () => {
  const { people, id, reviewId } = await raised();
  const reviewer = contextOf(db, people.reviewer);
  const { modelVersionId } = await stateOf(id);
  await db.insert(waiver).values({
    id: newId("wai"),
    workspaceId: people.workspaceId,
    modelVersionId,
    scope: `finding:${id}`,
    reason: "Small.",
    requestedBy: people.designer.userId,
    approvedBy: people.reviewer.userId,
    approvedAt: new Date(),
    expiresAt: new Date("2099-02-01T12:00:00Z"),
  });
  await decideNow(db, people.reviewer, reviewId);
  await close(reviewer, { id, note: "Looked.", retestRunId: await doneRun(people.designer) });
  const again = await openByHand(contextOf(db, people.designer), {
    model: "credit-risk",
    version: 1,
  });
  const { waivers, findings } = await get(reviewer, { id: again.reviewId });
  assert.deepEqual([waivers.map((one) => one.finding?.number), findings], [[1], []]);
  const { entries } = await calendar(reviewer, { from: "2099-02-01", to: "2099-02-01" });
  assert.deepEqual(
    entries.map((one) => one.title),
    ["Waiver of F1 ends"],
  );
});

test("only a run that was started afterwards, really ran and is about this model or a later version is a retest", async () => {
  const people = await freshWorkspace(db);
  const before = await doneRun(people.designer, { registers: false });
  const { review } = await openedReview(db, people);
  const reviewer = contextOf(db, people.reviewer);
  const { id } = await raise(reviewer, {
    reviewId: review.reviewId,
    severity: "low",
    title: "No slice by region",
    description: "",
    remedy: "Evaluate by region.",
    dueAt: null,
  });
  const closing = (retestRunId?: string) => close(reviewer, { id, note: "Looked.", retestRunId });
  await assert.rejects(closing(), /name the retest/);
  await assert.rejects(closing(before), /started before the finding was raised/);
  const unfinished = await freshRun(db, { author: people.designer });
  await assert.rejects(closing(unfinished.id), /it is queued/);
  await assert.rejects(
    closing(await doneRun(people.designer, { cached: true })),
    /taken from earlier runs/,
  );
  await assert.rejects(
    closing(await doneRun(people.designer, { registers: false })),
    /neither used this version/,
  );
  const elsewhere = await freshWorkspace(db);
  await assert.rejects(
    closing(await doneRun(elsewhere.designer)),
    /There is no run .*: see those there are under Runs/,
  );
  assert.equal((await stateOf(id)).closedAt, null);
});

test("who owned a finding is told that it is another's now, and told again when it comes back", async () => {
  const { people, id } = await raised();
  const owner = await addPerson(db, people.workspaceId, "reviewer");
  const reviewer = contextOf(db, people.reviewer);
  const give = (to: Actor) => change(reviewer, { id, owner: to.userId, why: "Holidays." });
  const told = async ({ userId }: Actor) =>
    (await db.select().from(notice).where(eq(notice.userId, userId)).orderBy(notice.createdAt))
      .filter(({ kind }) => kind.startsWith("finding."))
      .map(({ title, body, readAt }) => [title, body, readAt !== null]);
  const gone = (to: Actor) => `It was given to ${to.name}: ${people.reviewer.name}.`;
  const has = ["A finding is yours now", "No slice by region", false];
  const first = ["A finding on credit-risk version 1 was yours", gone(owner), true];
  await give(owner);
  assert.deepEqual(await told(people.designer), [first]);
  assert.deepEqual(await told(owner), [has]);
  await give(people.designer);
  assert.deepEqual(await told(people.designer), [first, has]);
  await give(owner);
  assert.deepEqual(await told(people.designer), [
    first,
    ["A finding was yours", gone(owner), true],
  ]);
  assert.deepEqual(await told(owner), [["A finding was yours", gone(people.designer), true], has]);
});

test("neither its owner nor who made the model closes a finding or moves its date; the database says so too", async () => {
  const { people, id } = await raised();
  const owner = await addPerson(db, people.workspaceId, "reviewer");
  const reviewer = contextOf(db, people.reviewer);
  await change(reviewer, { id, owner: owner.userId, dueAt: "2099-04-01", why: "She knows it." });
  assert.equal((await stateOf(id)).dueAt!.toISOString(), "2099-04-01T23:59:59.999Z");
  const retestRunId = await doneRun(people.designer);
  const own = contextOf(db, owner);
  await assert.rejects(close(own, { id, note: "Mine.", retestRunId }), /Four eyes/);
  await assert.rejects(change(own, { id, dueAt: null, why: "Later." }), /Four eyes/);
  const guarded = (error: unknown) => {
    const found = fromDatabase(error);
    return (
      found instanceof PenstockError && /closed by a reviewer who is neither/.test(found.message)
    );
  };
  const raw = (values: Partial<typeof finding.$inferInsert>) =>
    db
      .update(finding)
      .set({ closedAt: new Date(), ...values })
      .where(eq(finding.id, id));
  await assert.rejects(raw({ closedBy: people.reviewer.userId }), guarded);
  await assert.rejects(raw({ closedBy: owner.userId, retestRunId }), guarded);
  await assert.rejects(raw({ closedBy: people.designer.userId, retestRunId }), guarded);
  await assert.rejects(raw({ closedBy: people.operator.userId, retestRunId }), guarded);
  await assert.rejects(
    db.update(finding).set({ title: "Nothing." }).where(eq(finding.id, id)),
    (error: unknown) => /cannot be changed/.test((fromDatabase(error) as Error).message),
  );
  await raw({ closedBy: people.reviewer.userId, retestRunId });
});

test("a condition keeps a date, and findings are read a page at a time", async () => {
  const people = await freshWorkspace(db);
  const { review } = await openedReview(db, people);
  await decideNow(db, people.reviewer, review.reviewId, {
    conditions: [1, 2, 3].map((index) => ({ title: `Condition ${index}`, dueAt: "2099-01-01" })),
  });
  const ctx = contextOf(db, people.reviewer);
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof list>> = await list(ctx, {
      state: "open",
      mine: false,
      model: "credit-risk",
      limit: 2,
      cursor,
    });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor);
  assert.equal(new Set(ids).size, 3);
  await assert.rejects(
    change(ctx, { id: ids[0]!, dueAt: null, why: "Never mind." }),
    /A condition keeps a date/,
  );
});
