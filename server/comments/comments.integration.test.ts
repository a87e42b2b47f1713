import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { user } from "../../db/schema/auth.ts";
import { notice } from "../../db/schema/governance.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { openedReview } from "../../test/support/registry.ts";
import { PenstockError } from "../errors.ts";
import { add } from "./add.ts";
import { list } from "./list.ts";
import { resolve } from "./resolve.ts";
import { addInput } from "./schemas.ts";

let db: Database;
before(async () => {
  ({ db } = await startTestDatabase());
});

const code = (wanted: string) => (error: unknown) =>
  error instanceof PenstockError && error.code === wanted;

async function discussed() {
  const people = await freshWorkspace(db);
  const { review } = await openedReview(db, people);
  const as = (role: "designer" | "reviewer" | "viewer" | "auditor") => contextOf(db, people[role]);
  const say = (role: Parameters<typeof as>[0], input: object) =>
    add(as(role), addInput.parse({ reviewId: review.reviewId, body: "Why?", ...input }));
  const told = async (role: Parameters<typeof as>[0]) =>
    (
      await db
        .select()
        .from(notice)
        .where(eq(notice.userId, people[role].userId))
        .orderBy(notice.createdAt)
    )
      .filter(({ kind }) => kind.startsWith("comment."))
      .map(({ kind, link }) => [kind, link]);
  return { people, reviewId: review.reviewId, as, say, told };
}

test("a question about a metric is answered in its thread, and both are told once", async () => {
  const { people, reviewId, as, say, told } = await discussed();
  const body = `Why so low, @${people.designer.name}?`;
  const { threadId } = await say("reviewer", {
    anchor: "metric",
    anchorKey: "roc_auc",
    body,
    mentions: [people.designer.userId, people.reviewer.userId],
  });
  const answer = `Few rows, @${people.reviewer.name}.`;
  await say("designer", { threadId, body: answer, mentions: [people.reviewer.userId] });
  await say("auditor", { threadId, body: "Noted." });

  const [thread, ...others] = await list(as("viewer"), { reviewId });
  assert.equal(others.length, 0);
  assert.deepEqual([thread!.anchor, thread!.anchorKey], ["metric", "roc_auc"]);
  assert.deepEqual(
    thread!.remarks.map((one) => [one.body, one.by.id, one.mentions.map(({ id }) => id)]),
    [
      [body, people.reviewer.userId, [people.designer.userId]],
      [answer, people.designer.userId, [people.reviewer.userId]],
      ["Noted.", people.auditor.userId, []],
    ],
  );
  const link = `/reviews/${reviewId}?thread=${threadId}`;
  assert.deepEqual(await told("designer"), [
    ["comment.mention", link],
    ["comment.answer", link],
  ]);
  assert.deepEqual(await told("reviewer"), [
    ["comment.mention", link],
    ["comment.answer", link],
  ]);
});

test("who is told has the whole name that is mentioned, not its beginning", async () => {
  const { people, say, told } = await discussed();
  const { designer, viewer, auditor } = people;
  for (const [person, name] of [
    [designer, "Alex"],
    [viewer, "Alexandra"],
    [auditor, "Alexandra Lee"],
  ] as const)
    await db.update(user).set({ name }).where(eq(user.id, person.userId));
  const mentions = [designer.userId, viewer.userId];
  await say("reviewer", { body: "@Alexandra Lee, and @Alexandra: Alex made it.", mentions });
  const counts = async () => [(await told("designer")).length, (await told("viewer")).length];
  assert.deepEqual(await counts(), [0, 1]);
  await say("reviewer", { body: "@Alexandra Lee, look.", mentions });
  assert.deepEqual(await counts(), [0, 1]);
  await say("reviewer", { body: "@Alexandra, @Alex!", mentions });
  assert.deepEqual(await counts(), [1, 2]);
});

test("a thread is resolved by who began it and nobody else, and can be opened again", async () => {
  const { reviewId, as, say } = await discussed();
  const { threadId } = await say("designer", {});
  await assert.rejects(resolve(as("reviewer"), { threadId, resolved: true }), code("forbidden"));
  const state = async (role: "designer" | "reviewer") => {
    const [thread] = await list(as(role), { reviewId });
    return [thread!.resolvedAt !== null, thread!.mayResolve];
  };
  assert.deepEqual(await state("reviewer"), [false, false]);
  await resolve(as("designer"), { threadId, resolved: true });
  assert.deepEqual(await state("designer"), [true, true]);
  await resolve(as("designer"), { threadId, resolved: false });
  assert.deepEqual(await state("designer"), [false, true]);
});

test("an answer cannot be resolved, and stays where its thread is", async () => {
  const { as, say } = await discussed();
  const { threadId } = await say("designer", { anchor: "item", anchorKey: "abc" });
  const { id } = await say("designer", { threadId, anchor: "metric", anchorKey: "f1" });
  await assert.rejects(
    resolve(as("designer"), { threadId: id, resolved: true }),
    code("not-found"),
  );
});

test("viewers, strangers and mentions of strangers are refused", async () => {
  const { reviewId, say } = await discussed();
  await assert.rejects(say("viewer", {}), code("forbidden"));
  const other = await freshWorkspace(db);
  await assert.rejects(
    say("designer", { body: `@${other.designer.name}`, mentions: [other.designer.userId] }),
    code("bad-request"),
  );
  const stranger = contextOf(db, other.designer);
  await assert.rejects(add(stranger, addInput.parse({ reviewId, body: "Hi" })), code("not-found"));
  await assert.rejects(list(stranger, { reviewId }), code("not-found"));
});

test("a remark names the thing it is about, unless it is about the whole review", () => {
  const parse = (input: object) =>
    addInput.safeParse({ reviewId: "r", body: "x", ...input }).success;
  assert.ok(parse({}));
  assert.ok(parse({ anchor: "node", anchorKey: "train" }));
  assert.ok(!parse({ anchor: "node" }));
  assert.ok(!parse({ anchorKey: "train" }));
});
