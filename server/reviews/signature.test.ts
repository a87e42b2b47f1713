import assert from "node:assert/strict";
import { test } from "node:test";
import { publicKeyPem } from "../signing.ts";
import { meaningOf, signatureProblem, signStatement, type Statement } from "./signature.ts";

process.env["PENSTOCK_SECRET"] ??= "a secret of this test alone, long enough";

const model = { id: "mv_1", name: "credit-risk", version: 3, hash: "f" };
const statement: Statement = {
  format: 1,
  review: "rev_1",
  round: 2,
  stage: "privacy",
  pack: "a".repeat(64),
  model: { name: model.name, version: model.version, hash: model.hash },
  outcome: "approved",
  meaning: "I approve.",
  comment: "Good.",
  conditions: [],
  person: { id: "priya", name: "Priya" },
  function: "privacy",
  onBehalfOf: null,
  method: "password",
  at: "2026-11-21T12:00:00.000Z",
};
const decision = {
  review: "rev_1",
  round: 2,
  stage: "privacy",
  packHash: statement.pack,
  outcome: "approved",
  userId: "priya",
  ...signStatement(statement),
} as const;

test("a signed decision holds for what was signed", () => {
  assert.equal(signatureProblem(decision), null);
});

test("it holds for no other review, round, stage, pack, outcome or person", () => {
  for (const other of [
    { review: "rev_2" },
    { round: 3 },
    { stage: "business" },
    { packHash: "b".repeat(64) },
    { outcome: "rejected" as const },
    { userId: "ben" },
  ])
    assert.match(signatureProblem({ ...decision, ...other })!, /another decision: that of Priya/);
});

test("changed words, another key and no signature are found", () => {
  const changed = { ...decision.statement, comment: "Very good." };
  assert.match(signatureProblem({ ...decision, statement: changed })!, /not of what stands here/);
  const other = publicKeyPem("another secret, long enough for a key");
  assert.match(signatureProblem(decision, other)!, /not of what stands here/);
  assert.match(signatureProblem({ ...decision, signature: "" })!, /before decisions were signed/);
});

test("what a signature means says the outcome, the version, the pack and for what the person stands", () => {
  const pack = { model, title: "Credit risk" };
  assert.equal(
    meaningOf("approved", pack, { title: "Privacy", function: "privacy" }, statement.pack),
    "I have read the evidence of credit-risk version 3 (Credit risk), evidence pack aaaaaaaaaaaa, and approve its intended use at 'Privacy', standing for privacy.",
  );
  // A review that is called as its version is named once.
  assert.match(
    meaningOf(
      "rejected",
      { model, title: "credit-risk version 3" },
      { title: "Review", function: null },
      statement.pack,
    ),
    /^I have read the evidence of credit-risk version 3, evidence pack aaaaaaaaaaaa, and reject/,
  );
});
