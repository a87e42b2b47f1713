import assert from "node:assert/strict";
import { test } from "node:test";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import { artifactSummary, metaFacts, mostInteresting } from "./artifact-summary.ts";

function ref(type: ArtifactRef["type"], meta: ArtifactRef["meta"], bytes = 0): ArtifactRef {
  return { type, hash: "a".repeat(64), bytes, meta };
}

test("each type of artifact is told by the facts that matter", () => {
  assert.equal(
    artifactSummary(
      ref("dataset", { rows: 1000, columns: [{ name: "a", type: "VARCHAR" }] }, 4200),
    ),
    "1,000 rows, 1 column, 4.2 kB",
  );
  assert.equal(
    artifactSummary(ref("split", { rows: { train: 600, test: 400 } })),
    "train 600, test 400",
  );
  assert.equal(
    artifactSummary(ref("validation-report", { checks: 9, failedChecks: 0, rejected: 11 })),
    "9 checks passed, 11 rows set aside",
  );
  assert.equal(
    artifactSummary(ref("evaluation", { metrics: { log_loss: 0.5, roc_auc: 0.78 } })),
    "ROC AUC 0.7800, Log loss 0.5000",
  );
  assert.equal(artifactSummary(ref("evaluation", {})), "");
});

test("the artifact opened first is the one with the most to say", () => {
  assert.equal(
    mostInteresting([
      ["data", ref("dataset", {})],
      ["report", ref("validation-report", {})],
    ]),
    "report",
  );
  assert.equal(mostInteresting([]), null);
});

test("what an artifact says of itself is told fact by fact, never as JSON", () => {
  assert.deepEqual(
    metaFacts({
      model: "credit-risk",
      metrics: { f1: 0.5405405405405406, roc_auc: 0.7601 },
      rows: { train: 600, test: 400 },
      classes: ["bad", "good"],
    }),
    [
      ["model", "credit-risk"],
      ["ROC AUC", "0.7601"],
      ["F1", "0.5405"],
      ["rows, train", "600"],
      ["rows, test", "400"],
      ["classes", "bad, good"],
    ],
  );
});
