import assert from "node:assert/strict";
import { before, test } from "node:test";
import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { modelVersion, review, reviewDecision } from "../../db/schema/models.ts";
import { outbox } from "../../db/schema/outbox.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshRun, hashOf, openedReview } from "../../test/support/registry.ts";
import { fromDatabase, PenstockError } from "../errors.ts";
import { stepTransaction } from "../runs/step-transaction.ts";
import { decide } from "./decide.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { hashPack } from "./pack.ts";

let db: Database;
before(async () => {
  ({ db } = await startTestDatabase());
});

const refused = (code: string, text: RegExp) => (error: unknown) => {
  const found = fromDatabase(error);
  assert.ok(found instanceof PenstockError, String(error));
  assert.equal(found.code, code);
  assert.match(found.message, text);
  return true;
};
const approval = { outcome: "approved", comment: "Good enough." } as const;
const auditOf = (entityId: string) =>
  db.select().from(audit).where(eq(audit.entityId, entityId)).orderBy(audit.id);

test("a reviewer's approval changes review and version, and leaves a message and an audit row", async () => {
  const people = await freshWorkspace(db);
  const { run, version, review: opened } = await openedReview(db, people);
  const id = opened.reviewId;
  await decide(contextOf(db, people.reviewer), { id, packHash: opened.packHash, ...approval });

  const [closed] = await db.select().from(review).where(eq(review.id, id));
  assert.equal(closed!.status, "approved");
  assert.ok(closed!.decidedAt);
  const [now] = await db.select().from(modelVersion).where(eq(modelVersion.id, version.id));
  assert.equal(now!.status, "approved");
  const [message] = await db
    .select()
    .from(outbox)
    .where(eq(outbox.updateId, `review:${id}`));
  assert.equal(message!.workflowId, run.workflowId);
  assert.deepEqual(message!.event, {
    key: `review:${id}`,
    actorId: people.reviewer.userId,
    payload: approval,
  });
  const rows = await auditOf(id);
  assert.deepEqual(
    rows.map(({ action, actorId, via }) => ({ action, actorId, via })),
    [
      { action: "review.open", actorId: people.designer.userId, via: "workflow" },
      { action: "review.decide", actorId: people.reviewer.userId, via: "local" },
    ],
  );
  assert.deepEqual(rows[1]!.before, { review: "open", version: "in-review", stage: "review" });
  assert.equal((rows[1]!.after as Record<string, unknown>)["version"], "approved");
  assert.equal(rows[1]!.why, approval.comment);
});

test("changes requested close the review, and the version waits to be submitted again", async () => {
  const people = await freshWorkspace(db);
  const { run, version, review: opened } = await openedReview(db, people);
  const { reviewId: id, packHash } = opened;
  await decide(contextOf(db, people.reviewer), {
    id,
    packHash,
    outcome: "changes-requested",
    comment: "Add a slice by region.",
  });
  const closed = await db.transaction((tx) =>
    stepTransaction(tx, { ...run, node: "review" }).reviewOutcome(id),
  );
  assert.deepEqual(closed, { outcome: "changes-requested", status: "pending" });
  assert.ok(version.id);
});

test("neither the author nor who started the run decides, whatever their role, and the attempt is written down", async () => {
  const people = await freshWorkspace(db);
  const { review: opened } = await openedReview(db, people, { startedBy: people.admin });
  const { reviewId: id, packHash } = opened;
  assert.deepEqual(new Set(opened.refuse), new Set([people.designer.userId, people.admin.userId]));
  for (const person of [people.designer, people.admin]) {
    await assert.rejects(
      decide(contextOf(db, person), { id, packHash, ...approval }),
      refused("forbidden", /^Four eyes/),
    );
    const rows = (await auditOf(id)).filter(({ actorId }) => actorId === person.userId);
    assert.equal(rows.at(-1)!.action, "review.decide-refused");
  }
  const [still] = await db.select().from(review).where(eq(review.id, id));
  assert.equal(still!.status, "open");
});

test("the database itself refuses the author's decision, a stranger's, and one on other evidence", async () => {
  const people = await freshWorkspace(db);
  const elsewhere = await freshWorkspace(db);
  const { review: opened } = await openedReview(db, people, { startedBy: people.admin });
  const { reviewId, packHash } = opened;
  const insert = (userId: string, pack = packHash) =>
    db.insert(reviewDecision).values({
      id: `dec_${hashOf().slice(0, 12)}`,
      reviewId,
      userId,
      outcome: "approved",
      comment: "By hand.",
      packHash: pack,
    });
  await assert.rejects(insert(people.designer.userId), refused("forbidden", /Four eyes/));
  await assert.rejects(insert(people.admin.userId), refused("forbidden", /Four eyes/));
  await assert.rejects(insert(elsewhere.reviewer.userId), refused("forbidden", /Only a reviewer/));
  await assert.rejects(insert(people.operator.userId), refused("forbidden", /Only a reviewer/));
  await assert.rejects(insert(people.reviewer.userId, hashOf()), refused("conflict", /evidence/));
  await assert.rejects(
    db.update(review).set({ status: "approved" }).where(eq(review.id, reviewId)),
    refused("conflict", /closed/),
  );
  await assert.rejects(
    db.update(review).set({ packHash: hashOf() }).where(eq(review.id, reviewId)),
    refused("conflict", /frozen/),
  );
});

test("no version becomes approved by anything but its review", async () => {
  const people = await freshWorkspace(db);
  const { version } = await openedReview(db, people);
  await assert.rejects(
    db.update(modelVersion).set({ status: "approved" }).where(eq(modelVersion.id, version.id)),
    refused("forbidden", /by a review alone/),
  );
});

test("of two who decide at once one wins, and the other learns that it is closed", async () => {
  const people = await freshWorkspace(db);
  const { version, review: opened } = await openedReview(db, people);
  const { reviewId: id, packHash } = opened;
  const outcomes = await Promise.allSettled([
    decide(contextOf(db, people.reviewer), { id, packHash, ...approval }),
    decide(contextOf(db, people.admin), { id, packHash, outcome: "rejected", comment: "Not yet." }),
  ]);
  const lost = outcomes.filter((outcome) => outcome.status === "rejected");
  assert.equal(lost.length, 1);
  refused("conflict", /decided already/)(lost[0]!.reason);
  const decisions = await db.select().from(reviewDecision).where(eq(reviewDecision.reviewId, id));
  assert.equal(decisions.length, 1);
  const [now] = await db.select().from(modelVersion).where(eq(modelVersion.id, version.id));
  assert.equal(now!.status, decisions[0]!.outcome);
});

test("a decision on evidence that was not read, or after the end, is a conflict", async () => {
  const people = await freshWorkspace(db);
  const { review: opened } = await openedReview(db, people);
  const { reviewId: id, packHash } = opened;
  const ctx = contextOf(db, people.reviewer);
  await assert.rejects(
    decide(ctx, { id, packHash: hashOf(), ...approval }),
    refused("conflict", /reload/),
  );
  await decide(ctx, { id, packHash, ...approval });
  await assert.rejects(
    decide(ctx, { id, packHash, outcome: "rejected", comment: "On second thoughts." }),
    refused("conflict", /decided already/),
  );
  const again = await openedReview(db, people);
  await db.execute(sql`update review set status = 'cancelled' where id = ${again.review.reviewId}`);
  await assert.rejects(
    decide(ctx, { id: again.review.reviewId, packHash: again.review.packHash, ...approval }),
    refused("conflict", /cancelled with its run/),
  );
});

test("a review is opened once for a step, on a pack whose hash anybody can compute again", async () => {
  const people = await freshWorkspace(db);
  const { run, version, review: opened } = await openedReview(db, people);
  const open = (node: string) =>
    db.transaction((tx) =>
      stepTransaction(tx, { ...run, node }).openReview({
        modelVersionId: version.id,
        title: "Again",
        instructions: "",
        evidence: [],
      }),
    );
  assert.deepEqual(await open("review"), opened);
  await assert.rejects(open("second"), refused("conflict", /under review already/));
  const [row] = await db.select().from(review).where(eq(review.id, opened.reviewId));
  assert.equal(hashPack(row!.evidence), opened.packHash);
  await assert.rejects(
    db.transaction((tx) =>
      stepTransaction(tx, { ...run, node: "review" }).reviewOutcome(opened.reviewId),
    ),
    refused("conflict", /has not been decided/),
  );
});

test("the inbox shows what waits first, the oldest on top, page by page, and says who may not decide and why", async () => {
  const people = await freshWorkspace(db);
  const opened: string[] = [];
  for (let index = 0; index < 4; index++)
    opened.push((await openedReview(db, people)).review.reviewId);
  const [first, ...waiting] = opened as [string, ...string[]];
  const ctx = contextOf(db, people.reviewer);
  const { packHash } = await get(ctx, { id: first });
  await decide(ctx, { id: first, packHash, ...approval });

  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof list>> = await list(ctx, {
      status: "all",
      limit: 3,
      cursor,
    });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor);
  assert.deepEqual(seen, [...waiting, first]);

  const { items } = await list(contextOf(db, people.designer), { status: "open", limit: 10 });
  assert.equal(items.length, 3);
  assert.ok(items.every(({ canDecide, why }) => !canDecide && /you wrote/.test(why!)));
  assert.ok(items[0]!.ageSeconds >= 0);
  const mine = await get(ctx, { id: waiting[0]! });
  assert.equal(mine.canDecide, true);
  assert.equal(mine.author.name, people.designer.name);
  assert.equal(mine.lineage.planHash.length, 64);
  assert.equal(mine.evidence[0]!.title, "Evaluation");
  const closed = await get(ctx, { id: first });
  assert.deepEqual(closed.decisions[0]!.by, {
    id: people.reviewer.userId,
    name: people.reviewer.name,
  });
});

test("a viewer decides nothing, and another workspace sees nothing", async () => {
  const people = await freshWorkspace(db);
  const elsewhere = await freshWorkspace(db);
  const { review: opened } = await openedReview(db, people);
  const input = { id: opened.reviewId, packHash: opened.packHash, ...approval };
  await assert.rejects(
    decide(contextOf(db, people.viewer), input),
    refused("forbidden", /viewer, does not decide/),
  );
  await assert.rejects(
    decide(contextOf(db, elsewhere.reviewer), input),
    refused("not-found", /There is no review/),
  );
  await assert.rejects(
    get(contextOf(db, elsewhere.reviewer), { id: opened.reviewId }),
    refused("not-found", /There is no review/),
  );
  const inbox = await list(contextOf(db, elsewhere.reviewer), { status: "all", limit: 10 });
  assert.deepEqual(inbox.items, []);
  const run = await freshRun(db, { author: elsewhere.designer });
  await assert.rejects(
    db.transaction((tx) =>
      stepTransaction(tx, { ...run, node: "review" }).reviewOutcome(opened.reviewId),
    ),
    refused("not-found", /has opened no review/),
  );
});

test("what is in the audit log and what was decided cannot be changed", async () => {
  const people = await freshWorkspace(db);
  const { review: opened } = await openedReview(db, people);
  const { reviewId: id, packHash } = opened;
  await decide(contextOf(db, people.reviewer), { id, packHash, ...approval });
  const mine = and(eq(audit.entityId, id), eq(audit.action, "review.decide"));
  const never = refused("conflict", /cannot be changed/);
  await assert.rejects(db.update(audit).set({ why: "Nothing." }).where(mine), never);
  await assert.rejects(db.delete(audit).where(mine), never);
  await assert.rejects(db.execute(sql`truncate audit`), never);
  await assert.rejects(
    db.update(reviewDecision).set({ comment: "Other." }).where(eq(reviewDecision.reviewId, id)),
    never,
  );
});
