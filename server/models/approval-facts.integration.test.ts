import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Database } from "../../db/client.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { decideNow, openedReview } from "../../test/support/registry.ts";
import { get as getApproval } from "../approvals/get.ts";
import { get as getReview } from "../reviews/get.ts";
import { openByHand } from "../reviews/open-by-hand.ts";
import { withdraw } from "../reviews/withdraw.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { version as getVersion } from "./version.ts";

let db: Database;
before(async () => {
  ({ db } = await startTestDatabase());
});

/** What the models table, the model's page, the version's page and its lineage say of a version. */
async function told(people: Awaited<ReturnType<typeof freshWorkspace>>) {
  const as = contextOf(db, people.viewer);
  const name = "credit-risk";
  const { items } = await list(as, { limit: 10 });
  const { versions } = await get(as, { name });
  const one = await getVersion(as, { name, number: 1 });
  const facts = [items[0]!.latest!, versions[0]!, one].map(
    ({ status, changesRequested, openConditions }) => ({
      status,
      changesRequested,
      openConditions,
    }),
  );
  assert.deepEqual(facts, Array(3).fill(facts[0]));
  return {
    ...facts[0]!,
    link: versions[0]!.review,
    approval: await getApproval(as, { name, number: 1 }),
    lineage: one.graph.nodes
      .filter(({ type }) => type === "model-version" || type === "review")
      .map(({ detail }) => detail),
  };
}

test("a version that was sent back says so, with the reviewer's words, until it is submitted again", async () => {
  const people = await freshWorkspace(db);
  const { review: opened } = await openedReview(db, people);
  const comment = "Say what is watched once it is in use.";
  await decideNow(db, people.reviewer, opened.reviewId, { outcome: "changes-requested", comment });

  const back = await told(people);
  assert.deepEqual([back.status, back.changesRequested], ["pending", true]);
  const { at, by, ...rest } = back.approval.changesRequested!;
  assert.deepEqual(rest, { reviewId: opened.reviewId, comment });
  assert.equal(by!.id, people.reviewer.userId);
  assert.ok(Date.parse(at) > 0);
  assert.deepEqual(back.lineage, ["changes requested", `changes requested by ${by!.name}`]);

  await openByHand(contextOf(db, people.designer), { model: "credit-risk", version: 1 });
  const again = await told(people);
  assert.deepEqual([again.status, again.changesRequested], ["in-review", false]);
  assert.equal(again.approval.changesRequested, null);
  assert.equal(again.lineage[0], "in review");
});

test("a review that is withdrawn leaves what the one before it asked for, and the next one answers that", async () => {
  const people = await freshWorkspace(db);
  const designer = contextOf(db, people.designer);
  const { review: opened } = await openedReview(db, people);
  const comment = "Say what is watched once it is in use.";
  await decideNow(db, people.reviewer, opened.reviewId, { outcome: "changes-requested", comment });
  const version = { model: "credit-risk", version: 1 };
  const { reviewId } = await openByHand(designer, version);
  await withdraw(designer, { id: reviewId, why: "Too early." });

  const back = await told(people);
  assert.deepEqual([back.status, back.changesRequested], ["pending", true]);
  assert.equal(back.approval.changesRequested!.reviewId, opened.reviewId);
  assert.equal(back.approval.changesRequested!.comment, comment);
  assert.deepEqual([back.lineage[0], back.lineage[2]], ["changes requested", "withdrawn"]);
  assert.deepEqual(back.link, { id: opened.reviewId, status: "changes-requested" });
  assert.equal((await getReview(designer, { id: reviewId })).versionChangesRequested, true);

  const next = await openByHand(designer, version);
  const { previous } = await getReview(designer, { id: next.reviewId });
  assert.deepEqual([previous!.reviewId, previous!.comment], [opened.reviewId, comment]);
});

test("a version whose only review was withdrawn waits, and nothing is asked of it", async () => {
  const people = await freshWorkspace(db);
  const { review: opened } = await openedReview(db, people);
  await withdraw(contextOf(db, people.designer), { id: opened.reviewId, why: "Too early." });
  const back = await told(people);
  assert.deepEqual([back.status, back.changesRequested], ["pending", false]);
  assert.equal(back.approval.changesRequested, null);
  assert.deepEqual(back.lineage, ["pending", "withdrawn"]);
  assert.deepEqual(back.link, { id: opened.reviewId, status: "withdrawn" });
});

test("an approval says how many of its conditions are open", async () => {
  const people = await freshWorkspace(db);
  const { review: opened } = await openedReview(db, people);
  const dueAt = new Date(Date.now() + 86_400_000 * 7).toISOString();
  const conditions = [{ title: "Watch drift", dueAt }];
  await decideNow(db, people.reviewer, opened.reviewId, { conditions });
  const { status, changesRequested, openConditions } = await told(people);
  assert.deepEqual([status, changesRequested, openConditions], ["approved", false, 1]);
});
