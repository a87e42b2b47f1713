import assert from "node:assert/strict";
import { before, test } from "node:test";
import { and, eq, inArray } from "drizzle-orm";
import { audit } from "../../db/schema/audit.ts";
import { modelVersion, review, reviewDecision } from "../../db/schema/models.ts";
import { outbox } from "../../db/schema/outbox.ts";
import { contextOf } from "../../test/support/context.ts";
import { addPerson, freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { openedReview, setPolicy } from "../../test/support/registry.ts";
import { giveAuthenticator, useSignIn } from "../../test/support/sign-in.ts";
import type { Actor } from "../context.ts";
import { decide } from "./decide.ts";
import type { DecideInput } from "./decision-schemas.ts";
import { withdraw } from "./withdraw.ts";

let database: TestDatabase;
before(async () => {
  database = await startTestDatabase();
  useSignIn(database.url);
});

/** A review that asks for so many reviewers, and as many of them, acting as the web application does. */
async function opened(deciders: number, votes: number) {
  const { db } = database;
  const people = await freshWorkspace(db);
  await setPolicy(db, people.admin, {
    format: 1,
    stages: [{ id: "review", title: "Review", deciders }],
  });
  const { review: made, version } = await openedReview(db, people);
  const reviewers = await Promise.all(
    Array.from({ length: votes }, () => addPerson(db, people.workspaceId, "reviewer")),
  );
  const web = (await database.as(people.workspaceId)).db;
  const { reviewId: id, packHash } = made;
  const vote = (person: Actor, rest: Partial<DecideInput> = {}) =>
    decide(contextOf(web, person), {
      id,
      packHash,
      outcome: "approved",
      comment: "Looks right.",
      ...rest,
    });
  return { people, reviewers, id, version, vote, web };
}

/** What is there in the end: the review, its version, decisions and messages, and audit rows of deciding. */
async function outcome(id: string, versionId: string) {
  const { db } = database;
  const [row] = await db.select().from(review).where(eq(review.id, id));
  const [version] = await db.select().from(modelVersion).where(eq(modelVersion.id, versionId));
  const decisions = await db.select().from(reviewDecision).where(eq(reviewDecision.reviewId, id));
  const messages = await db
    .select()
    .from(outbox)
    .where(eq(outbox.updateId, `review:${id}`));
  const told = await db
    .select()
    .from(audit)
    .where(
      and(
        eq(audit.entityId, id),
        inArray(audit.action, ["review.decide", "review.decide-refused"]),
      ),
    );
  return {
    review: row!.status,
    version: version!.status,
    decisions: decisions.length,
    messages: messages.length,
    decided: told.filter(({ action }) => action === "review.decide").length,
    refused: told.filter(({ action }) => action === "review.decide-refused").length,
  };
}

test("two last votes at once count both, and close the review once", async () => {
  const { reviewers, id, version, vote } = await opened(2, 2);
  const answers = await Promise.all(reviewers.map((person) => vote(person)));
  assert.deepEqual(answers.map((one) => one.review.status).sort(), ["approved", "open"]);
  assert.deepEqual(await outcome(id, version.id), {
    review: "approved",
    version: "approved",
    decisions: 2,
    messages: 1,
    decided: 2,
    refused: 0,
  });
});

test("of many votes at once on a review that takes one, the first counts, and each of the others learns that it is closed", async () => {
  const { reviewers, id, version, vote } = await opened(1, 5);
  const answers = await Promise.allSettled(
    reviewers.map((person, index) =>
      vote(person, { outcome: index % 2 === 0 ? "approved" : "rejected" }),
    ),
  );
  const lost = answers.flatMap((one) => (one.status === "rejected" ? [one.reason as Error] : []));
  assert.equal(lost.length, 4);
  for (const error of lost) assert.match(error.message, /has been decided already/);
  const ended = await outcome(id, version.id);
  assert.equal(ended.review, ended.version);
  assert.deepEqual([ended.decisions, ended.messages, ended.decided, ended.refused], [1, 1, 1, 4]);
});

test("a double click is one decision, and the second answer says that it was recorded already", async () => {
  const { reviewers, id, version, vote } = await opened(2, 1);
  const answers = await Promise.all([0, 1, 2].map(() => vote(reviewers[0]!, { key: "one click" })));
  assert.deepEqual(answers.map(({ recorded }) => recorded).sort(), ["already", "already", "now"]);
  assert.equal(new Set(answers.map(({ decidedAt }) => new Date(decidedAt).getTime())).size, 1);
  assert.deepEqual(await outcome(id, version.id), {
    review: "open",
    version: "in-review",
    decisions: 1,
    messages: 0,
    decided: 1,
    refused: 0,
  });
});

test("a double click with one code of an authenticator is one decision too, though the code counts once", async () => {
  const { reviewers, id, version, vote } = await opened(2, 1);
  const person: Actor = { ...reviewers[0]!, via: "session" };
  const code = (await giveAuthenticator(database.db, person))();
  const clicks = [0, 1, 2].map(() => vote(person, { key: "one click", proof: { code } }));
  const answers = await Promise.all(clicks);
  assert.deepEqual(answers.map(({ recorded }) => recorded).sort(), ["already", "already", "now"]);
  const { decisions, decided, refused } = await outcome(id, version.id);
  assert.deepEqual([decisions, decided, refused], [1, 1, 0]);
});

test("a vote after closing changes nothing and is refused; the one that closed it may be sent again", async () => {
  const { reviewers, id, version, vote } = await opened(1, 2);
  const [first, late] = reviewers as [Actor, Actor];
  await vote(first, { key: "the first" });
  await assert.rejects(vote(late), /has been decided already/);
  await assert.rejects(vote(late, { outcome: "rejected" }), /has been decided already/);
  const again = await vote(first, { key: "the first" });
  assert.equal(again.recorded, "already");
  assert.equal(again.review.status, "approved");
  await assert.rejects(vote(first), /has been decided already/);
  const { decisions, messages, refused } = await outcome(id, version.id);
  assert.deepEqual([decisions, messages, refused], [1, 1, 3]);
});

test("a vote and a withdrawal at once leave one clear outcome", async () => {
  const { people, reviewers, id, version, vote, web } = await opened(1, 1);
  const answers = await Promise.allSettled([
    vote(reviewers[0]!),
    withdraw(contextOf(web, people.designer), { id, why: "A mistake." }),
  ]);
  assert.equal(answers.filter(({ status }) => status === "rejected").length, 1);
  const ended = await outcome(id, version.id);
  assert.equal(ended.messages, 1);
  assert.ok(
    (ended.review === "approved" && ended.version === "approved") ||
      (ended.review === "withdrawn" && ended.version === "pending"),
  );
});
