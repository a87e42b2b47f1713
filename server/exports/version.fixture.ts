import type { Evaluation } from "../../workflows/core/contents/evaluation.ts";
import type { Database } from "../../db/client.ts";
import { dataset, datasetVersion } from "../../db/schema/datasets.ts";
import { freshRun, hashOf, modelRef } from "../../test/support/registry.ts";
import { environmentLockHash } from "../../workflows/python/lock-files.ts";
import type { RegisteredVersion } from "../../workflows/core/step-context.ts";
import type { Artifacts } from "../artifacts.ts";
import type { Actor } from "../context.ts";
import { newId } from "../ids.ts";
import { stepTransaction } from "../runs/step-transaction.ts";

const metrics = { roc_auc: 0.81, accuracy: 0.77 };
const curve = [0, 0.1, 0.4, 1];

/** What Evaluate writes, with figures for everything that is drawn. */
export const EVALUATION: Evaluation = {
  task: "classification",
  target: "creditability",
  rows: 200,
  classes: ["bad", "good"],
  positive: "bad",
  selectBy: "roc_auc",
  best: 0,
  candidates: [
    {
      algorithm: "xgboost",
      hash: "a".repeat(64),
      metrics,
      parity: { rows: 200, maxDifference: 1e-7, tolerance: 1e-4 },
    },
  ],
  metrics,
  confusion: {
    labels: ["bad", "good"],
    matrix: [
      [40, 20],
      [26, 114],
    ],
  },
  roc: curve.map((fpr) => ({ fpr, tpr: Math.sqrt(fpr), threshold: 1 - fpr })),
  pr: curve.map((recall) => ({ recall, precision: 1 - recall / 2, threshold: 1 - recall })),
  calibration: curve.map((predicted) => ({ predicted, observed: predicted * 0.9, count: 50 })),
  slices: ["female", "male"].map((value) => ({
    column: "sex",
    value,
    rows: 100,
    metrics: { roc_auc: value === "male" ? 0.82 : 0.8, accuracy: 0.76 },
  })),
  checks: [{ metric: "roc_auc", min: 0.7, value: 0.81, passed: true }],
  bootstrap: {
    method: "percentile",
    level: 0.95,
    resamples: 2,
    data: "d".repeat(64),
    intervals: { roc_auc: { low: 0.74, high: 0.87 }, accuracy: { low: 0.71, high: 0.82 } },
    replicates: { roc_auc: [0.74, 0.87], accuracy: [0.71, 0.82] },
  },
};

/** A registered version whose data, environment and evaluation are all on record. */
export async function recordedVersion(
  db: Database,
  artifacts: Artifacts,
  author: Actor,
): Promise<{
  version: RegisteredVersion;
  evaluation: string;
  run: Awaited<ReturnType<typeof freshRun>>;
}> {
  const datasetId = newId("ds");
  await db.insert(dataset).values({
    id: datasetId,
    workspaceId: author.workspaceId,
    name: "applicants",
    owner: author.userId,
    description: "Applicants of one bank.",
    purpose: "Credit decisions.",
    licence: "CC BY 4.0",
    classification: "confidential",
    personalData: true,
  });
  await db.insert(datasetVersion).values({
    id: newId("dv"),
    datasetId,
    number: 1,
    hash: hashOf(),
    fileName: "applicants.csv",
    bytes: 1_000,
    rows: 1_000,
    columns: [{ name: "age", type: "integer" }],
    createdBy: author.userId,
  });
  const run = await freshRun(db, {
    author,
    nodes: [
      { id: "load", kind: "data.load", config: { source: "dataset:applicants@1" }, needs: {} },
      {
        id: "register",
        kind: "model.register",
        config: {},
        needs: { model: [{ node: "load", port: "data" }] },
      },
    ],
  });
  const { hash, bytes } = await artifacts.putText(JSON.stringify(EVALUATION));
  const version = await db.transaction((tx) =>
    stepTransaction(tx, { ...run, node: "register" }).registerModel({
      name: "credit-risk",
      description: "Probability that an applicant turns out a bad credit risk.",
      intendedUse: "Supports a clerk; not for automated refusals.",
      model: {
        ...modelRef(),
        meta: { algorithm: "xgboost", environment: environmentLockHash("tabular") },
      },
      evaluation: { type: "evaluation", hash, bytes, meta: {} },
      report: null,
      metrics,
      signature: {
        task: "classification",
        target: "creditability",
        algorithm: "xgboost",
        classes: ["bad", "good"],
        hyperparameters: { max_depth: 3 },
        inputs: [
          {
            name: "age",
            kind: "number",
            onnx: "float",
            nullable: true,
            min: 18,
            max: 90,
            categories: null,
          },
          {
            name: "sex|kind",
            kind: "category",
            onnx: "string",
            nullable: false,
            categories: ["f", "m"],
            min: null,
            max: null,
          },
        ],
      },
    }),
  );
  return { version, evaluation: hash, run };
}
