import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { runStep, stepFixture, type StepFixture } from "../../../test/support/step-context.ts";
import { sql } from "../../../test/support/training.ts";
import type { ArtifactRef } from "../../core/artifact.ts";
import { readInfo } from "./model-info.ts";
import { withParquet } from "./parquet.ts";
import run from "./run.ts";
import { step } from "./step.ts";
import { collectAnswers } from "./test-rows.ts";

const FIXTURES = fileURLToPath(new URL("../../../test/support/fixtures/", import.meta.url));

interface Evaluation {
  rows: number;
  positive: string | number | null;
  selectBy: string;
  best: number;
  metrics: Record<string, number | null>;
  candidates: { algorithm: string; parity: { rows: number; maxDifference: number } }[];
  confusion: { labels: string[]; matrix: number[][] } | null;
  roc: { fpr: number; tpr: number }[];
  calibration: { count: number }[];
  residuals?: { histogram: { count: number }[] };
  slices: { column: string; value: string; rows: number; metrics: Record<string, number | null> }[];
  checks: { passed: boolean }[];
  bootstrap: { intervals: Record<string, { low: number; high: number }> };
}

let fixture: StepFixture;
before(async () => {
  fixture = await stepFixture();
});
after(() => fixture.close());

async function model(name: string, change?: (info: never) => void): Promise<ArtifactRef> {
  const folder = path.join(FIXTURES, name);
  const { readFile } = await import("node:fs/promises");
  const info = JSON.parse(await readFile(path.join(folder, "info.json"), "utf8")) as never;
  change?.(info);
  return {
    ...(await fixture.put(path.join(folder, "model.onnx"), { type: "model" })),
    parts: {
      info: await fixture.ctx.artifacts.putJson(info, { type: "artifact" }),
      parity: await fixture.put(path.join(folder, "parity.parquet"), { type: "artifact" }),
    },
  };
}

let files = 0;
/** The split whose test part is what a query over the saved rows, `test`, gives. */
async function split(query = "SELECT * FROM test"): Promise<ArtifactRef> {
  const file = path.join(fixture.home, `test-${files++}.parquet`);
  const rows = `WITH test AS (FROM read_parquet('${path.join(FIXTURES, "test.parquet")}')) ${query}`;
  await sql(`COPY (${rows}) TO '${file}' (FORMAT parquet)`);
  const test = await fixture.put(file, { type: "dataset" });
  return { ...(await fixture.ctx.artifacts.putJson({}, { type: "split" })), parts: { test } };
}

async function evaluate(config: object, models: ArtifactRef[], on: ArtifactRef) {
  const outputs = await runStep(run, fixture.ctx, config, { models, split: on });
  return {
    outputs,
    evaluation: await fixture.ctx.artifacts.json<Evaluation>(outputs["evaluation"]!.hash),
  };
}

test("the example of the step parses", () => {
  step.config.parse(step.example);
});

test("two models are compared on the same rows, the better one comes out, and slices add up", async () => {
  const models = [await model("binary-trees"), await model("binary")];
  const config = { slices: [{ column: "sex" }, { column: "age", bins: [30, 50] }] };
  const { outputs, evaluation } = await evaluate(config, models, await split());
  assert.equal(evaluation.rows, 120);
  assert.equal(evaluation.selectBy, "roc_auc");
  assert.equal(evaluation.positive, "bad");
  assert.equal(outputs["model"]!.hash, models[evaluation.best]!.hash);
  assert.ok(evaluation.metrics["roc_auc"]! > 0.75, JSON.stringify(evaluation.metrics));
  assert.ok(evaluation.candidates.every(({ parity }) => parity.maxDifference < 1e-5));
  assert.equal(
    evaluation.confusion!.matrix.flat().reduce((sum, n) => sum + n, 0),
    120,
  );
  assert.equal(
    evaluation.calibration.reduce((sum, { count }) => sum + count, 0),
    120,
  );
  for (const column of ["sex", "age"]) {
    const slices = evaluation.slices.filter((slice) => slice.column === column);
    assert.ok(slices.length >= 2);
    assert.equal(
      slices.reduce((sum, { rows }) => sum + rows, 0),
      120,
    );
  }
  assert.deepEqual(outputs["evaluation"]!.meta["metrics"], evaluation.metrics);
  assert.deepEqual(
    Object.keys(evaluation.bootstrap.intervals).sort(),
    Object.keys(evaluation.metrics).sort(),
  );
  for (const [name, { low, high }] of Object.entries(evaluation.bootstrap.intervals))
    assert.ok(low < evaluation.metrics[name]! && evaluation.metrics[name]! < high, name);
  assert.ok(fixture.metrics.some(({ name, split: of }) => name === "roc_auc" && of === "test"));
});

test("the class named in the config is the positive one; the area under ROC stays the same", async () => {
  const on = await split();
  const models = [await model("binary")];
  const rare = (await evaluate({}, models, on)).evaluation;
  const named = (await evaluate({ positive: "good" }, models, on)).evaluation;
  assert.equal(named.positive, "good");
  assert.ok(Math.abs(named.metrics["roc_auc"]! - rare.metrics["roc_auc"]!) < 1e-6);
  assert.notEqual(named.metrics["f1"], rare.metrics["f1"]);
  await assert.rejects(
    evaluate({ positive: "ugly" }, models, on),
    /'ugly' is no class of the target 'outcome'; its classes are: bad, good/,
  );
});

test("three classes with whole numbers as labels are evaluated", async () => {
  const { evaluation } = await evaluate({}, [await model("three-classes")], await split());
  assert.equal(evaluation.positive, null);
  assert.deepEqual(evaluation.confusion!.labels, ["0", "1", "2"]);
  assert.ok(evaluation.metrics["roc_auc"]! > 0.7);
});

test("three classes with one named: the areas are of the curves that are drawn", async () => {
  const models = [await model("three-classes")];
  const { evaluation } = await evaluate({ positive: "1" }, models, await split());
  assert.equal(evaluation.positive, 1);
  const { roc, metrics, bootstrap } = evaluation;
  let area = 0;
  for (const [at, { fpr, tpr }] of roc.entries())
    if (at > 0) area += ((fpr - roc[at - 1]!.fpr) * (tpr + roc[at - 1]!.tpr)) / 2;
  assert.ok(Math.abs(area - metrics["roc_auc"]!) < 1e-3, `${area} and ${metrics["roc_auc"]}`);
  const { low, high } = bootstrap.intervals["roc_auc"]!;
  assert.ok(low < area && area < high);
});

test("a regression has RMSE, MAE, R² and residuals", async () => {
  const { evaluation } = await evaluate({}, [await model("regression")], await split());
  assert.deepEqual(Object.keys(evaluation.metrics), ["mae", "r2", "rmse"]);
  assert.ok(evaluation.metrics["r2"]! > 0.3);
  assert.equal(evaluation.confusion, null);
  assert.equal(
    evaluation.residuals!.histogram.reduce((sum, { count }) => sum + count, 0),
    120,
  );
});

test("a threshold that is not met fails the step with the figure and the limit", async () => {
  await assert.rejects(
    evaluate(
      { thresholds: [{ metric: "accuracy", min: 0.999 }] },
      [await model("binary")],
      await split(),
    ),
    { type: "check-failed", message: /Accuracy is 0\.\d+, below the least allowed 0\.999\.$/ },
  );
});

test("an ONNX file that disagrees with its trainer fails the step with the difference", async () => {
  const wrong = { ...(await model("binary")) };
  wrong.parts = {
    ...wrong.parts,
    parity: await fixture.put(path.join(FIXTURES, "binary-trees", "parity.parquet"), {
      type: "artifact",
    }),
  };
  await assert.rejects(evaluate({}, [wrong], await split()), {
    type: "check-failed",
    message:
      /does not predict what its trainer predicted: the largest difference over 120 rows is 0\.\d+, above the tolerance of 0\.0001/,
  });
});

test("one class only: ROC AUC is null, a warning says why, and the rest is there", async () => {
  const { evaluation } = await evaluate(
    {},
    [await model("binary")],
    await split("SELECT * FROM test WHERE outcome = 'good'"),
  );
  assert.equal(evaluation.metrics["roc_auc"], null);
  assert.ok(evaluation.metrics["accuracy"]! > 0);
  assert.deepEqual(evaluation.roc, []);
  assert.ok(
    fixture.logs.some(
      ({ level, message }) => level === "warn" && /ROC AUC.* cannot be computed/.test(message),
    ),
  );
});

test("rows without a target are left out, and said so", async () => {
  const { evaluation } = await evaluate(
    {},
    [await model("binary")],
    await split(
      "SELECT * REPLACE (CASE WHEN age < 25 THEN NULL ELSE outcome END AS outcome) FROM test",
    ),
  );
  assert.ok(evaluation.rows < 120);
  assert.ok(fixture.logs.some(({ message }) => /Left out \d+ of 120 rows/.test(message)));
});

test("an infinite target is missing, as in training, and an infinite value of a column too", async () => {
  const { evaluation } = await evaluate(
    {},
    [await model("regression")],
    await split(`SELECT * REPLACE (
      CASE WHEN row_number() OVER () = 7 THEN 'inf'::DOUBLE ELSE price::DOUBLE END AS price,
      CASE WHEN row_number() OVER () = 9 THEN '-inf'::DOUBLE ELSE income::DOUBLE END AS income) FROM test`),
  );
  assert.equal(evaluation.rows, 119);
  assert.ok(evaluation.metrics["r2"]! > 0.3);
  assert.ok(fixture.logs.some(({ message }) => /Left out 1 of 120 rows/.test(message)));
});

test("a regression may have a target of true and false, as 1 and 0", async () => {
  const on = await split("SELECT * REPLACE (price > 50 AS price) FROM test");
  const { evaluation } = await evaluate({}, [await model("regression")], on);
  assert.equal(evaluation.rows, 120);
  assert.ok(evaluation.metrics["rmse"]! > 0);
});

test("a prediction that is no number fails the step and names its row", async () => {
  const on = await split(`SELECT * REPLACE (
    CASE WHEN row_number() OVER () = 1 THEN NULL ELSE price END AS price) FROM test`);
  const linear = await model("regression");
  const info = await readInfo(fixture.ctx, linear);
  const predict = (_: unknown, rows: number) =>
    Promise.resolve(new Float32Array(rows).fill(NaN, 5, 6));
  const predictor = { info, width: 1, predict, close: () => Promise.resolve() };
  await assert.rejects(
    withParquet(fixture.ctx, on.parts!["test"]!.hash, (file) =>
      collectAnswers(fixture.ctx, file, [predictor], []),
    ),
    { type: "check-failed", message: /linear model gives no number for row 7 of the test data/ },
  );
});

const BAD: [string, string, RegExp][] = [
  [
    "no target column",
    "SELECT * EXCLUDE (outcome) FROM test",
    /has no target column 'outcome'; its columns are: age, income/,
  ],
  [
    "a missing feature column",
    "SELECT * EXCLUDE (income) FROM test",
    /has no column 'income', which the linear model takes as an input/,
  ],
  [
    "a feature column of another type",
    "SELECT * REPLACE ('x' AS income) FROM test",
    /Column 'income' holds text values in the test data, but the linear model was trained on numbers/,
  ],
  [
    "a class unseen in training",
    "SELECT * REPLACE ('ugly' AS outcome) FROM test LIMIT 3",
    /3 rows of the test data have 'ugly' as target 'outcome', a class that did not occur in training; the model knows: bad, good/,
  ],
  ["no rows", "SELECT * FROM test LIMIT 0", /test part of the split has no rows/],
];
for (const [what, query, message] of BAD)
  test(`test data with ${what} is refused with a sentence`, async () => {
    await assert.rejects(evaluate({}, [await model("binary")], await split(query)), {
      type: "bad-data",
      message,
    });
  });

test("models with different targets are not compared", async () => {
  await assert.rejects(
    evaluate({}, [await model("binary"), await model("regression")], await split()),
    /differ in target \('outcome' and 'price'\)/,
  );
});

test("a slice by a column that is not there is refused with the columns there are", async () => {
  await assert.rejects(
    evaluate({ slices: [{ column: "gender" }] }, [await model("binary")], await split()),
    { type: "bad-config", message: /no column 'gender' to slice by/ },
  );
});

test("a cancelled run stops", async () => {
  const cancelled = await stepFixture();
  const own = fixture;
  try {
    fixture = cancelled;
    const models = [await model("binary")];
    const on = await split();
    fixture.abort(new Error("cancelled"));
    await assert.rejects(evaluate({}, models, on), /cancelled/);
  } finally {
    fixture = own;
    await cancelled.close();
  }
});
