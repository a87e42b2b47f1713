import assert from "node:assert/strict";
import { test } from "node:test";
import { ServiceError } from "@temporalio/client";
import { answerIn } from "./deliver.ts";

/** What the client makes of a call that Temporal answers with an error. */
const answered = (code: number, details: string) =>
  new ServiceError("Workflow Update failed", {
    cause: Object.assign(new Error(`${code}: ${details}`), { code, details, metadata: {} }),
  });

test("a run that has had all its updates refuses; one whose task has just failed has not answered yet", () => {
  const full = answerIn(
    answered(
      9,
      "The limit on the total number of distinct updates in this workflow has been reached (2000). Make sure any duplicate updates share an Update ID.",
    ),
  );
  assert.equal(full?.state, "refused");
  assert.match(full!.state === "refused" ? full.why : "", /hears nothing more: cancel it/);
  const failed =
    "Unable to perform workflow execution update due to Workflow Task in failed state.";
  assert.equal(answerIn(answered(9, failed)), null);
  assert.equal(answerIn(answered(14, "No connection established.")), null);
});
