import assert from "node:assert/strict";
import { before, test } from "node:test";
import { contextOf } from "../test/support/context.ts";
import { freshWorkspace } from "../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../test/support/postgres.ts";
import { openedReview } from "../test/support/registry.ts";
import { reviewTitle, runTitle } from "./page-titles.ts";

let database: TestDatabase;

before(async () => {
  database = await startTestDatabase();
});

test("the tab of a run and of a review says which it is, to its workspace alone", async () => {
  const { db } = database;
  const people = await freshWorkspace(db);
  const { run, review } = await openedReview(db, people, { name: "churn" });
  const here = contextOf(db, people.viewer);
  assert.equal(await runTitle(here, run.id), `test, ${run.id}`);
  assert.equal(await reviewTitle(here, review.reviewId), "churn version 1, review");
  const elsewhere = contextOf(db, (await freshWorkspace(db)).admin);
  assert.equal(await runTitle(elsewhere, run.id), null);
  assert.equal(await reviewTitle(elsewhere, review.reviewId), null);
});
