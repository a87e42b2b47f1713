import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import { attachedEvidence } from "../../db/schema/governance.ts";
import { modelVersion, review, reviewDecision } from "../../db/schema/models.ts";
import type { Actor } from "../../server/context.ts";
import { newId } from "../../server/ids.ts";
import { addPerson, freshWorkspace } from "../support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { hashOf, openedReview } from "../support/registry.ts";
import { givePassword, PASSWORD } from "../support/sign-in.ts";
import { startWeb } from "../support/web.ts";

const REFUSED = "review.decide-refused";

let database: TestDatabase;
let web: Awaited<ReturnType<typeof startWeb>>;
before(async () => {
  database = await startTestDatabase();
  web = await startWeb(database);
});

/** A review of what a reviewer made, who stands for everything; and a reviewer who made nothing of it. */
async function world() {
  const { db } = database;
  const people = await freshWorkspace(db);
  const author = await addPerson(db, people.workspaceId, "reviewer", ["model-risk", "business"]);
  const opened = await openedReview(db, { ...people, designer: author });
  await Promise.all([author, people.reviewer].map((person) => givePassword(db, person)));
  const { reviewId: id, packHash } = opened.review;
  const vote = {
    id,
    packHash,
    outcome: "approved",
    comment: "Fine.",
    proof: { password: PASSWORD },
  };
  return { people, author, reviewer: people.reviewer, version: opened.version, id, vote };
}

/** Nothing came of it but rows in the audit record, each with the sentence that was answered. */
async function cameToNothing(
  { id, version }: { id: string; version: { id: string } },
  person: Actor,
  said: RegExp,
  times: number,
) {
  const { db } = database;
  assert.deepEqual(
    await db.select().from(reviewDecision).where(eq(reviewDecision.reviewId, id)),
    [],
  );
  const [row] = await db.select().from(review).where(eq(review.id, id));
  assert.equal(row!.status, "open");
  const [now] = await db.select().from(modelVersion).where(eq(modelVersion.id, version.id));
  assert.equal(now!.status, "in-review");
  const rows = await web.recorded(REFUSED, person);
  assert.equal(rows.length, times);
  for (const { after, workspaceId } of rows) {
    assert.match((after as { refusal: string }).refusal, said);
    assert.equal(workspaceId, person.workspaceId);
  }
  return rows;
}

test("the author decides nothing: not on the page, not by API, not with a key for it, not with the command", async () => {
  const here = await world();
  const { author, id, vote } = here;
  const fourEyes = /^Four eyes: you wrote the pipeline/;
  const key = await web.key(author);
  const narrowed = await web.key(author, ["workspace.read", "reviews.decide"]);
  for (const headers of [await web.page(author), web.bearer(key), web.bearer(narrowed)]) {
    const { code, message } = await web.call(headers, "reviews.decide", vote);
    assert.equal(code, "FORBIDDEN");
    assert.match(message, fourEyes);
  }
  const command = await web.command(key, "reviews", "decide", id, "--approve", "--comment", "Mine");
  assert.equal(command.code, 1);
  assert.match(command.stderr, /Four eyes: you wrote the pipeline/);
  const rows = await cameToNothing(here, author, fourEyes, 4);
  assert.deepEqual(
    rows.map(({ via }) => via),
    ["session", "token", "token", "token"],
  );
});

test("the author hands nothing over to themselves, and takes nothing from others", async () => {
  const { author, reviewer, id } = await world();
  const hand = (from: Actor, to: Actor) =>
    web
      .key(from)
      .then((key) =>
        web.call(web.bearer(key), "reviews.delegate", { id, to: to.userId, why: "On leave." }),
      );
  const given = await hand(reviewer, author);
  assert.equal(given.code, "FORBIDDEN");
  assert.match(given.message, /Four eyes: nothing is handed over/);
  assert.equal((await hand(author, reviewer)).code, "FORBIDDEN");
  assert.equal((await web.recorded("review.delegate-refused", reviewer)).length, 1);
  assert.equal((await web.recorded("review.delegate-refused", author)).length, 1);
});

test("an outsider decides nothing: another role, another workspace, another function, or nobody at all", async () => {
  const here = await world();
  const { people, vote } = here;
  const elsewhere = await freshWorkspace(database.db);
  const outsiders: [Actor, string, RegExp][] = [
    [people.operator, "FORBIDDEN", /Your role, operator, does not decide reviews/],
    [people.auditor, "FORBIDDEN", /Your role, auditor, does not decide reviews/],
    [elsewhere.reviewer, "NOT_FOUND", /There is no review/],
  ];
  for (const [person, expected, said] of outsiders) {
    const { code, message } = await web.call(
      web.bearer(await web.key(person)),
      "reviews.decide",
      vote,
    );
    assert.equal(code, expected);
    assert.match(message, said);
    await cameToNothing(here, person, said, 1);
  }
  const nobody = await web.call({}, "reviews.decide", vote);
  assert.deepEqual([nobody.code, nobody.message], ["UNAUTHORIZED", "Sign in first."]);
});

test("a key decides nothing without its person's password, nor when it was made for something else", async () => {
  const here = await world();
  const { reviewer, vote } = here;
  const key = web.bearer(await web.key(reviewer));
  const { proof: _none, ...alone } = vote;
  const without = await web.call(key, "reviews.decide", alone);
  assert.equal(without.code, "FORBIDDEN");
  assert.match(without.message, /Sign in again for this/);
  const wrong = await web.call(key, "reviews.decide", {
    ...vote,
    proof: { password: "guessed wrongly" },
  });
  assert.match(wrong.message, /not your password/);
  const reading = web.bearer(await web.key(reviewer, ["workspace.read"]));
  const narrow = await web.call(reading, "reviews.decide", vote);
  assert.match(narrow.message, /This API key was not made for 'reviews.decide'/);
  await cameToNothing(here, reviewer, /Sign in again|not your password|not made for/, 3);
});

test("nobody decides twice, and nobody after the end", async () => {
  const { people, reviewer, vote, id } = await world();
  const key = web.bearer(await web.key(reviewer));
  assert.equal((await web.call(key, "reviews.decide", vote)).code, null);
  for (const outcome of ["approved", "rejected"]) {
    const again = await web.call(key, "reviews.decide", { ...vote, outcome });
    assert.equal(again.code, "CONFLICT");
    assert.match(again.message, /has been decided already/);
  }
  await givePassword(database.db, people.admin);
  const late = await web.call(web.bearer(await web.key(people.admin)), "reviews.decide", vote);
  assert.equal(late.code, "CONFLICT");
  assert.match(late.message, /has been decided already/);
  assert.equal((await web.recorded(REFUSED, reviewer)).length, 2);
  assert.equal((await web.recorded(REFUSED, people.admin)).length, 1);
  const decisions = await database.db
    .select()
    .from(reviewDecision)
    .where(eq(reviewDecision.reviewId, id));
  assert.equal(decisions.length, 1);
});

test("nothing is decided on evidence that has changed, nor on another pack than the one that is frozen", async () => {
  const here = await world();
  const { author, reviewer, version, vote } = here;
  await database.db.insert(attachedEvidence).values({
    id: newId("evi"),
    workspaceId: author.workspaceId,
    modelVersionId: version.id,
    requirement: "evaluation",
    title: "A better evaluation",
    note: "Believe me.",
    hash: hashOf(),
    fileName: "better.pdf",
    attachedBy: author.userId,
  });
  const key = web.bearer(await web.key(reviewer));
  const stale = await web.call(key, "reviews.decide", vote);
  assert.equal(stale.code, "CONFLICT");
  assert.match(
    stale.message,
    /'A better evaluation' was attached by .* Begin the next round first/,
  );
  const other = await web.call(key, "reviews.decide", { ...vote, packHash: hashOf() });
  assert.equal(other.code, "CONFLICT");
  assert.match(other.message, /another than the one you read/);
  await cameToNothing(here, reviewer, /was attached by|another than the one you read/, 2);
});

test("a signed decision counts for its own version alone: neither its request nor its row works on another", async () => {
  const here = await world();
  const { author, reviewer, people, vote, id } = here;
  const key = web.bearer(await web.key(reviewer));
  assert.equal((await web.call(key, "reviews.decide", vote)).code, null);
  const other = await openedReview(database.db, { ...people, designer: author });
  const there = other.review;
  const replayed = await web.call(key, "reviews.decide", { ...vote, id: there.reviewId });
  assert.equal(replayed.code, "CONFLICT");
  assert.match(replayed.message, /another than the one you read/);

  const [signed] = await database.db
    .select()
    .from(reviewDecision)
    .where(eq(reviewDecision.reviewId, id));
  const asWeb = (await database.as(people.workspaceId)).db;
  const copy = {
    ...signed!,
    id: newId("dec"),
    reviewId: there.reviewId,
    packHash: there.packHash,
  };
  await assert.rejects(
    asWeb.insert(reviewDecision).values(copy),
    (error: Error) => (error.cause as { code?: string }).code === "PN012",
  );
  // One whose words were changed to fit gets past the guard's words; its signature does not hold, so it does not count.
  await asWeb.insert(reviewDecision).values({
    ...copy,
    statement: { ...copy.statement, review: there.reviewId, pack: there.packHash },
  });
  const { result } = await web.call(key, "reviews.get", { id: there.reviewId });
  const seen = result as {
    stages: { given: number }[];
    decisions: { signatureProblem: string | null }[];
  };
  assert.equal(seen.stages[0]!.given, 0);
  assert.match(seen.decisions[0]!.signatureProblem!, /not of what stands here/);
  assert.equal((await web.recorded(REFUSED, reviewer)).length, 1);
});
