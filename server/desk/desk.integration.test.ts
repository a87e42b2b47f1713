import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { notice } from "../../db/schema/governance.ts";
import { review } from "../../db/schema/models.ts";
import { contextOf } from "../../test/support/context.ts";
import { addPerson, freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { approvedVersion, decideNow, openedReview } from "../../test/support/registry.ts";
import type { Actor } from "../context.ts";
import { list as listNotices } from "../notices/list.ts";
import { markRead } from "../notices/mark-read.ts";
import { decide } from "../reviews/decide.ts";
import { delegate } from "../reviews/delegate.ts";
import { list } from "../reviews/list.ts";
import { openByHand } from "../reviews/open-by-hand.ts";
import { calendar } from "./calendar.ts";
import { counts } from "./counts.ts";
import { figures } from "./figures.ts";
import { triage } from "./triage.ts";

let db: Database;
before(async () => {
  ({ db } = await startTestDatabase());
});

test("what waits for me in SQL is what the rules of the stages say, for everybody", async () => {
  const people = await freshWorkspace(db);
  const privacy = await addPerson(db, people.workspaceId, "reviewer", ["privacy"]);
  const none = await addPerson(db, people.workspaceId, "reviewer", []);
  const opened = new Map<string | null, string>();
  for (const stands of ["privacy", "model-risk", null]) {
    const { reviewId } = (await openedReview(db, people)).review;
    opened.set(stands, reviewId);
    // As an owner of the database may: only to have stages of several functions.
    await db.execute(sql`update review set round = round + 1, pack_hash = ${"f".repeat(64)}, evidence = jsonb_set(evidence,
      '{policy}', ${JSON.stringify({ document: { stages: [{ id: "s", title: "S", function: stands, deciders: 1, deadlineHours: null, escalate: { to: null }, delegation: true }] } })}::jsonb)
      where id = ${reviewId}`);
  }
  const { reviewer, admin, designer, viewer } = people;
  const alike = async () => {
    for (const person of [reviewer, privacy, none, admin, designer, viewer]) {
      const ctx = contextOf(db, person);
      const all = await list(ctx, { status: "open", limit: 50 });
      const mine = await list(ctx, { status: "all", waitingFor: "me", limit: 50 });
      const others = await list(ctx, { status: "all", waitingFor: "others", limit: 50 });
      assert.deepEqual(
        mine.items.map(({ id }) => id),
        all.items.filter(({ canDecide }) => canDecide).map(({ id }) => id),
      );
      assert.equal(mine.items.length + others.items.length, all.items.length);
      const counted = await counts(ctx);
      assert.deepEqual([counted.mine, counted.others], [mine.items.length, others.items.length]);
    }
  };
  await alike();
  assert.equal((await counts(contextOf(db, privacy))).mine, 2);
  assert.equal((await counts(contextOf(db, none))).mine, 1);
  const stood = await list(contextOf(db, none), { status: "open", stands: "privacy", limit: 50 });
  assert.deepEqual(
    stood.items.map(({ stage, waitsFor }) => [stage!.title, waitsFor.length]),
    [["S", 2]],
  );
  // Handed over, handed on and handed back: whoever has it last is asked.
  const id = opened.get("model-risk")!;
  for (const [from, to] of [
    [reviewer, none],
    [none, privacy],
    [privacy, reviewer],
    [reviewer, privacy],
  ] as const) {
    await delegate(contextOf(db, from), { id, to: to.userId, why: "On leave." });
    await alike();
  }
  assert.equal((await counts(contextOf(db, privacy))).mine, 3);
  assert.equal((await counts(contextOf(db, none))).mine, 1);
});

test("reviews are given to somebody all at once, urgent ones come first, and who gets them is told", async () => {
  const people = await freshWorkspace(db);
  const other = await addPerson(db, people.workspaceId, "reviewer", ["privacy"]);
  const ids: string[] = [];
  for (let index = 0; index < 3; index++)
    ids.push((await openedReview(db, people)).review.reviewId);
  const ctx = contextOf(db, people.reviewer);
  await triage(ctx, { ids: ids.slice(1), assignee: other.userId, priority: "high" });
  const { items } = await list(ctx, { status: "open", limit: 10 });
  assert.deepEqual(
    items.map(({ id }) => id),
    [...ids.slice(1), ids[0]],
  );
  assert.equal(items[0]!.assignee!.id, other.userId);
  const mine = await list(ctx, { status: "open", assignee: other.userId, limit: 10 });
  assert.equal(mine.items.length, 2);

  const told = await listNotices(contextOf(db, other), { limit: 1 });
  const all = await listNotices(contextOf(db, other), { limit: 50 });
  assert.equal(all.items.filter(({ kind }) => kind === "review.assigned").length, 2);
  assert.equal(told.unread, all.items.length);
  const next = await listNotices(contextOf(db, other), { limit: 1, cursor: told.nextCursor });
  assert.equal(next.items.length, 1);
  assert.notEqual(next.items[0]!.id, told.items[0]!.id);
  await markRead(ctx, {});
  assert.deepEqual(await markRead(contextOf(db, other), {}), { read: told.unread });

  const rows = await db.select().from(audit).where(eq(audit.action, "review.triage"));
  assert.ok(rows.some(({ entityId }) => entityId === ids[1]));
});

test("who had a review is told that it is another's now, and told again when it comes back", async () => {
  const people = await freshWorkspace(db);
  const [one, other] = await Promise.all([
    addPerson(db, people.workspaceId, "reviewer", ["privacy"]),
    addPerson(db, people.workspaceId, "reviewer", ["privacy"]),
  ]);
  const { review: opened } = await openedReview(db, people);
  const give = (assignee: string | null) =>
    triage(contextOf(db, people.admin), { ids: [opened.reviewId], assignee });
  const told = async ({ userId }: Actor) =>
    (await db.select().from(notice).where(eq(notice.userId, userId)).orderBy(notice.createdAt))
      .filter(({ title }) => title.endsWith(" yours"))
      .map(({ kind, title, body, readAt }) => [kind, title, body, readAt !== null]);
  const gave = `${people.admin.name} gave you this review.`;
  const has = ["review.assigned", "Credit risk is yours", gave, false];
  const had = (why: string) => [
    "review.settled",
    "Credit risk was yours",
    `${why}: ${people.admin.name}.`,
    true,
  ];
  const gone = had(`It was given to ${other.name}`);
  await give(one.userId);
  await give(one.userId);
  assert.deepEqual(await told(one), [has]);
  await give(other.userId);
  assert.deepEqual(await told(one), [gone]);
  assert.deepEqual(await told(other), [has]);
  await give(one.userId);
  assert.deepEqual(await told(one), [gone, has]);
  await give(null);
  assert.deepEqual(await told(one), [gone, had("It was given back to the desk")]);
});

test("nobody is given what they made, nor somebody who does not decide, and then nothing is changed", async () => {
  const people = await freshWorkspace(db);
  const { review: opened } = await openedReview(db, people, { startedBy: people.admin });
  const ctx = contextOf(db, people.reviewer);
  const give = (assignee: string) => triage(ctx, { ids: [opened.reviewId], assignee });
  await assert.rejects(give(people.admin.userId), /Four eyes/);
  await assert.rejects(give(people.viewer.userId), /choose a reviewer/);
  await assert.rejects(
    triage(contextOf(db, people.designer), { ids: [opened.reviewId], priority: "low" }),
    /does not include/,
  );
  await assert.rejects(
    triage(ctx, { ids: [opened.reviewId, "rev_none"], priority: "low" }),
    /no review/,
  );
  const [row] = await db.select().from(review).where(eq(review.id, opened.reviewId));
  assert.deepEqual([row!.assignee, row!.priority], [null, "normal"]);
});

test("the calendar has what falls due between two days, and the figures count what was decided", async () => {
  const people = await freshWorkspace(db);
  const { review: opened } = await openedReview(db, people);
  const late = await openedReview(db, people);
  await db
    .update(review)
    .set({ dueAt: new Date("2031-03-05T12:00:00Z") })
    .where(eq(review.id, opened.reviewId));
  await db
    .update(review)
    .set({ dueAt: new Date(Date.now() - 60_000) })
    .where(eq(review.id, late.review.reviewId));
  const ctx = contextOf(db, people.reviewer);
  const { entries } = await calendar(ctx, { from: "2031-03-01", to: "2031-03-05" });
  assert.deepEqual(
    entries.map(({ kind, link }) => [kind, link]),
    [["review-due", `/reviews/${opened.reviewId}`]],
  );
  assert.deepEqual((await calendar(ctx, { from: "2031-03-06", to: "2031-04-01" })).entries, []);
  assert.equal((await list(ctx, { status: "open", overdue: true, limit: 5 })).items.length, 1);

  await decide(ctx, {
    id: opened.reviewId,
    packHash: opened.packHash,
    outcome: "approved",
    comment: "Good enough.",
  });
  const found = await figures(ctx, { days: 7 });
  assert.deepEqual(
    [found.opened, found.decided, found.approved, found.waiting, found.overdue, found.reopened],
    [2, 1, 1, 1, 1, 0],
  );
  assert.ok(found.medianHours! >= 0 && found.medianHours! < 1);
  assert.equal(
    found.weeks.reduce((sum, { decided }) => sum + decided, 0),
    1,
  );
});

test("the figures have every week, count no step-back as a decision, and a planned re-review as nothing that came back", async () => {
  const people = await freshWorkspace(db);
  const other = await addPerson(db, people.workspaceId, "reviewer");
  const ctx = contextOf(db, people.reviewer);
  const { review: first } = await approvedVersion(db, people, "planned");
  const again = await openByHand(contextOf(db, people.admin), { model: "planned", version: 1 });
  await decideNow(db, other, again.reviewId, { outcome: "recused", comment: "I know them." });
  const { review: sent } = await openedReview(db, people, { name: "sent-back" });
  await decideNow(db, people.reviewer, sent.reviewId, { outcome: "changes-requested" });
  assert.equal((await figures(ctx, { days: 90 })).reopened, 0);
  await openedReview(db, people, { name: "sent-back" });
  await db.execute(
    sql`update review set opened_at = now() - interval '70 days' where id = ${first.reviewId}`,
  );
  const { reopened, functions, weeks } = await figures(ctx, { days: 90 });
  assert.equal(reopened, 1);
  assert.equal(
    functions.reduce((sum, { decisions }) => sum + decisions, 0),
    2,
  );
  const starts = weeks.map(({ week }) => Date.parse(week));
  for (const [index, start] of starts.entries())
    assert.equal(start, starts[0]! + index * 7 * 86_400_000);
  assert.ok(weeks.length >= 13);
  assert.equal(
    weeks.reduce((sum, { opened }) => sum + opened, 0),
    4,
  );
});
