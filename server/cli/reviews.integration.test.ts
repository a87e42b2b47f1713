import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import { finding } from "../../db/schema/governance.ts";
import { review } from "../../db/schema/models.ts";
import { startWeb } from "../../test/support/web.ts";
import { addPerson, freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { openedReview, setPolicy } from "../../test/support/registry.ts";
import { givePassword } from "../../test/support/sign-in.ts";
import { BUILT_IN } from "../policies/built-in.ts";

let database: TestDatabase;
let web: Awaited<ReturnType<typeof startWeb>>;
before(async () => {
  database = await startTestDatabase();
  web = await startWeb(database);
});

test("a review is withdrawn, opened again and approved with a condition by the command", async () => {
  const { db } = database;
  const people = await freshWorkspace(db);
  const other = await addPerson(db, people.workspaceId, "reviewer");
  await Promise.all([people.reviewer, other].map((person) => givePassword(db, person)));
  const { review: opened } = await openedReview(db, people);
  const [designer, reviewer, second] = await Promise.all(
    [people.designer, people.reviewer, other].map((person) => web.key(person)),
  );
  const done = async (key: string, ...args: string[]) => {
    const { code, stdout, stderr } = await web.command(key, "reviews", ...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  await done(designer!, "withdraw", opened.reviewId, "--why", "A mistake.");
  const again = JSON.parse(
    await done(designer!, "open", "credit-risk@1", "--title", "Once more", "--json"),
  ) as { reviewId: string };
  const id = again.reviewId;
  const decision = ["decide", id, "--approve", "--comment", "Fine so far."];
  const condition = await web.command(second!, "reviews", ...decision, "--condition", "Soon");
  assert.equal(condition.code, 2);
  assert.match(condition.stderr, /must be "TITLE; due DATE"/);
  // Any reviewer decides here, so nothing has to be handed over to one of them.
  const handed = await web.command(
    reviewer!,
    "reviews",
    "delegate",
    id,
    "--to",
    other.email,
    "--why",
    "On leave.",
  );
  assert.match(handed.stderr, /may decide 'Review' already/);
  const said = await done(second!, ...decision, "--condition", "Watch the drift; due 2099-01-01");
  assert.match(said, /is approved\./);
  const twice = await web.command(second!, "reviews", ...decision);
  assert.equal(twice.code, 1);
  assert.match(twice.stderr, /^The review has been decided already/);
  const [row] = await db.select().from(review).where(eq(review.id, id));
  assert.equal(row!.status, "approved");
  const [hangsOn] = await db.select().from(finding).where(eq(finding.reviewId, id));
  assert.deepEqual([hangsOn!.title, hangsOn!.condition], ["Watch the drift", true]);
});

test("the stage that is meant may be named, and what is printed says at which one was decided", async () => {
  const { db } = database;
  const people = await freshWorkspace(db);
  await givePassword(db, people.reviewer);
  const stages = ["first", "second"].map((one) => ({ id: one, title: `The ${one}`, deciders: 1 }));
  await setPolicy(db, people.admin, { ...BUILT_IN.unassessed, stages });
  const { review: opened } = await openedReview(db, people);
  const key = await web.key(people.reviewer);
  const decide = (...more: string[]) =>
    web.command(
      key,
      "reviews",
      "decide",
      opened.reviewId,
      "--approve",
      "--comment",
      "Fine.",
      ...more,
    );
  const early = await decide("--stage", "second");
  assert.equal(early.code, 1);
  assert.match(early.stderr, /^'The second' is not at work yet: 'The first' is decided first\./);
  const { stdout, stderr } = await decide();
  assert.match(stdout, /is recorded at 'The first'; it waits at 'The second'\./, stderr);
});
