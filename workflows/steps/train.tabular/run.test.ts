import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { runStep, stepFixture, type StepFixture } from "../../../test/support/step-context.ts";
import { applicants, largestDifference } from "../../../test/support/training.ts";
import type { ArtifactRef } from "../../core/artifact.ts";
import type { ModelInfo } from "../../core/contents/model-info.ts";
import { METRICS } from "../../core/metrics.ts";
import { StepError } from "../../core/step-error.ts";
import implementation from "./run.ts";
import { step } from "./step.ts";

/** All that a description of a model may hold. */
const FACTS: Record<keyof ModelInfo, true> = {
  task: true,
  algorithm: true,
  target: true,
  classes: true,
  inputs: true,
  outputs: true,
  hyperparameters: true,
  seed: true,
  rows: true,
  importance: true,
  metrics: true,
  libraries: true,
  packages: true,
  device: true,
  seconds: true,
  bestIteration: true,
  excluded: true,
};

const CASES = [
  { algorithm: "xgboost", target: "outcome", exclude: "grade, price" },
  { algorithm: "xgboost", target: "grade", exclude: "outcome, price" },
  { algorithm: "xgboost", target: "price", exclude: "outcome, grade" },
  { algorithm: "linear", target: "grade", exclude: "outcome, price" },
  { algorithm: "linear", target: "price", exclude: "outcome, grade" },
  { algorithm: "random_forest", target: "outcome", exclude: "grade, price" },
  { algorithm: "random_forest", target: "price", exclude: "outcome, grade" },
] as const;

describe("train.tabular", () => {
  let fixture: StepFixture;
  let split: ArtifactRef;
  before(async () => {
    fixture = await stepFixture();
    split = await applicants(fixture);
  });
  after(() => fixture.close());

  for (const { algorithm, target, exclude } of CASES) {
    test(`${algorithm} of ${target} gives an ONNX file that predicts as the trainer does, also where conversions go wrong`, async () => {
      const features = await applicants(fixture, { select: `* EXCLUDE (${exclude})` });
      fixture.metrics.length = 0;
      const { model, metrics } = await runStep(
        implementation,
        fixture.ctx,
        { algorithm, target, trees: 40 },
        { split: features },
      );
      assert.ok((await largestDifference(fixture, model!)) <= 1e-5);
      assert.equal(model!.meta["task"], target === "price" ? "regression" : "classification");
      const figures = await fixture.ctx.artifacts.json<Record<string, object>>(metrics!.hash);
      const named = Object.values(figures).flatMap((ofSplit) => Object.keys(ofSplit));
      const unknown = [...named, ...fixture.metrics.map(({ name }) => name)].filter(
        (name) => !(name in METRICS),
      );
      assert.ok(named.length > 0);
      assert.deepEqual(unknown, []);
    });
  }

  test("trees without a single split predict the same in ONNX", async () => {
    const { model } = await runStep(
      implementation,
      fixture.ctx,
      { target: "outcome", features: ["age", "amount"], gamma: 1_000_000, trees: 3 },
      { split },
    );
    assert.ok((await largestDifference(fixture, model!)) <= 1e-5);
  });

  test("says what the model takes, what was left out and why, and what counted", async () => {
    const { model, metrics } = await runStep(
      implementation,
      fixture.ctx,
      { target: "outcome", trees: 30 },
      { split: await applicants(fixture, { select: "* EXCLUDE (grade, price)" }) },
    );
    const info = await fixture.ctx.artifacts.json<Required<ModelInfo>>(model!.parts!["info"]!.hash);
    assert.deepEqual(Object.keys(info).sort(), Object.keys(FACTS).sort());
    const { python, ...libraries } = info.libraries;
    assert.equal(model!.meta["python"], python);
    assert.deepEqual({ ...info.packages, ...libraries }, info.packages);
    assert.ok(info.packages["scipy"], "what the libraries need is among them");
    assert.deepEqual(info.classes, ["bad", "good"]);
    assert.deepEqual(
      info.inputs.map(({ name, kind, nullable }) => [name, kind, nullable]),
      [
        ["age", "number", false],
        ["amount", "number", true],
        ["owner", "boolean", false],
        ["housing", "category", true],
        ["purpose", "category", false],
      ],
    );
    assert.deepEqual(
      info.excluded.map(({ column }) => column),
      ["applicant", "day"],
    );
    assert.match(info.excluded[0]!.reason, /identifier/);
    const shares = info.importance!.reduce((sum, { value }) => sum + value, 0);
    assert.ok(Math.abs(shares - 1) < 1e-9);
    const figures = metrics!.meta["metrics"] as Record<string, number>;
    assert.ok(figures["roc_auc"]! > 0.9, `AUC ${figures["roc_auc"]}`);
  });

  test("reports each boosting round live and stops when the validation part stops gaining", async () => {
    fixture.metrics.length = 0;
    const { model } = await runStep(
      implementation,
      fixture.ctx,
      { target: "outcome", trees: 2000, earlyStoppingRounds: 5 },
      { split: await applicants(fixture, { select: "* EXCLUDE (grade, price)" }) },
    );
    const losses = fixture.metrics.filter((p) => p.name === "log_loss" && p.split === "validation");
    const info = await fixture.ctx.artifacts.json<ModelInfo>(model!.parts!["info"]!.hash);
    assert.deepEqual(
      losses.map(({ iteration }) => iteration),
      losses.map((_, index) => index + 1),
    );
    assert.equal(losses.length, info.bestIteration! + 5);
  });

  test("the same seed and data give the same model, byte for byte", async () => {
    const models = [];
    for (let i = 0; i < 2; i++) {
      const { model } = await runStep(
        implementation,
        fixture.ctx,
        { target: "outcome", trees: 20, subsample: 0.7 },
        { split },
      );
      models.push(model!);
    }
    assert.equal(models[0]!.hash, models[1]!.hash);
    assert.equal(models[0]!.parts!["parity"]!.hash, models[1]!.parts!["parity"]!.hash);
  });

  const refusals = [
    {
      name: "a target that is not there",
      config: { target: "outcom" },
      type: "bad-config",
      sentence: /^target column 'outcom' is not in the data; columns are: age, amount, /,
    },
    {
      name: "a feature that is not there",
      config: { target: "outcome", features: ["age", "wage"] },
      type: "bad-config",
      sentence: /^feature column 'wage' is not in the data/,
    },
    {
      name: "a date as a feature",
      config: { target: "outcome", features: ["day"] },
      type: "bad-config",
      sentence: /^feature column 'day' has type date/,
    },
    {
      name: "a target of one class",
      config: { target: "outcome" },
      select: "* REPLACE ('good' AS outcome)",
      type: "bad-data",
      sentence: /^target column 'outcome' has one class only, 'good'/,
    },
    {
      name: "a target beyond 32-bit numbers with xgboost",
      config: { algorithm: "xgboost", target: "price", task: "regression" },
      select: "* REPLACE (price * 1e39 AS price)",
      type: "bad-data",
      sentence: /^target column 'price' holds values as large as \S+, and a model predicts 32-bit/,
    },
    {
      name: "a target beyond 32-bit numbers with linear",
      config: { algorithm: "linear", target: "price", task: "regression" },
      select: "* REPLACE (price * 1e160 AS price)",
      type: "bad-data",
      sentence: /^target column 'price' holds values as large as \S+, and a model predicts 32-bit/,
    },
    {
      name: "a target without values",
      config: { target: "outcome" },
      select: "* REPLACE (NULL::VARCHAR AS outcome)",
      type: "bad-data",
      sentence: /^every row of the training data lacks the target 'outcome'$/,
    },
    {
      name: "a training part without rows",
      config: { target: "outcome" },
      train: 0,
      type: "bad-data",
      sentence: /^the training data has no rows/,
    },
    {
      name: "a GPU that is not there",
      config: { target: "outcome", device: "cuda" },
      type: "no-device",
      sentence: /^the device is cuda, but /,
    },
  ];
  for (const { name, config, type, sentence, select, train } of refusals) {
    test(`refuses ${name} with a sentence, and no second attempt`, async () => {
      const call = runStep(implementation, fixture.ctx, config, {
        split: await applicants(fixture, {
          ...(select ? { select } : {}),
          ...(train === 0 ? { train } : {}),
        }),
      });
      await assert.rejects(call, (error) => {
        assert.ok(error instanceof StepError);
        assert.equal(error.type, type);
        assert.match(error.message, sentence);
        assert.equal(error.retryable, false);
        return true;
      });
    });
  }

  test("a linear model on a GPU is refused before it runs", () => {
    const parsed = step.config.safeParse({ algorithm: "linear", target: "x", device: "cuda" });
    assert.deepEqual(parsed.error?.issues[0]?.path, ["device"]);
  });

  test("asks for the queue gpu only when the device is cuda", () => {
    const queue = (device: string) => step.queueOf?.(step.config.parse({ target: "x", device }));
    assert.deepEqual(["cpu", "cuda"].map(queue), ["cpu", "gpu"]);
  });
});
