import assert from "node:assert/strict";
import { test } from "node:test";
import {
  outputsIn,
  stepFixture,
  type StepFixtureOptions,
} from "../../../test/support/step-context.ts";
import type { ArtifactRef } from "../../core/artifact.ts";
import type { ItemResult } from "../../core/step-context.ts";
import { StepError } from "../../core/step-error.ts";
import { copyToParquet } from "../../core/tabular/sql.ts";
import { withDuckdb } from "../_shared/duckdb.ts";
import map from "./run.ts";
import { step } from "./step.ts";

const metrics = (auc: number): ArtifactRef => ({
  type: "metrics",
  hash: "a".repeat(64),
  bytes: 1,
  meta: { metrics: { roc_auc: auc }, task: "classification", list: [1] },
});

async function run(config: object, options: StepFixtureOptions = {}, inputs = {}) {
  const fixture = await stepFixture(options);
  try {
    const parsed = step.config.parse(config) as never;
    return { result: await map.run({ config: parsed, inputs, ctx: fixture.ctx }), fixture };
  } finally {
    await fixture.close();
  }
}
const items = async (config: object, options?: StepFixtureOptions) =>
  ((await run(config, options)).result as unknown as { items: unknown[] }).items;
const after = (ended: ItemResult[], total = ended.length): StepFixtureOptions => ({
  event: { key: "after:each", actorId: "", payload: { done: 0, failed: 0, cancelled: 0, total } },
  itemResults: ended,
});

test("the items are those of the list, or as many as are counted", async () => {
  assert.deepEqual(await items({ list: ["a", { b: 1 }] }), ["a", { b: 1 }]);
  assert.deepEqual(await items({ over: "count", count: 3 }), [0, 1, 2]);
  assert.deepEqual(await items({ over: "count", count: 0 }), []);
});

test("a grid gives every combination, the last name changing fastest", async () => {
  assert.deepEqual(await items({ over: "grid", grid: { depth: [3, 6], rate: [0.1, 0.3] } }), [
    { depth: 3, rate: 0.1 },
    { depth: 3, rate: 0.3 },
    { depth: 6, rate: 0.1 },
    { depth: 6, rate: 0.3 },
  ]);
});

test("a grid of more combinations than are allowed is refused before they are made", async () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index);
  await assert.rejects(
    items({ over: "grid", grid: { a: hundred, b: hundred, c: hundred } }),
    (error) =>
      error instanceof StepError && /1,000,000 items; 100,000 are allowed/.test(error.message),
  );
});

test("the files of a folder are items that a Load step can take", async () => {
  const file = { name: "a.csv", bytes: 3, source: `upload:${"a".repeat(64)}/a.csv` };
  assert.deepEqual(await items({ over: "files", folder: "in" }, { files: [file] }), [file]);
});

test("the rows of a table are items by column", async () => {
  const fixture = await stepFixture(
    after([
      { index: 0, status: "done", error: null, output: metrics(0.8) },
      { index: 1, status: "done", error: null, output: null },
    ]),
  );
  const results = await map.run({
    config: step.config.parse({ over: "count", count: 2 }) as never,
    inputs: {},
    ctx: fixture.ctx,
  });
  const { table, results: list } = outputsIn(results);
  assert.deepEqual(list!.meta, { count: 2, done: 2, failed: 0, of: "metrics" });
  const rows = await map.run({
    config: step.config.parse({ over: "rows" }) as never,
    inputs: { table: [table!] },
    ctx: { ...fixture.ctx, event: undefined },
  });
  assert.deepEqual((rows as unknown as { items: unknown[] }).items, [
    {
      index: 0,
      status: "done",
      error: null,
      result_metrics_roc_auc: 0.8,
      result_task: "classification",
    },
    {
      index: 1,
      status: "done",
      error: null,
      result_metrics_roc_auc: null,
      result_task: null,
    },
  ]);
  await fixture.close();
});

test("whole numbers of a table's rows are numbers, but for those that no number holds", async () => {
  const fixture = await stepFixture();
  const file = `${fixture.ctx.tmp}/made.parquet`;
  const sql = `SELECT unnest([3, NULL, 0]) AS depth, unnest([9007199254740993, 7, -1]) AS id, '3' AS text`;
  await withDuckdb(fixture.ctx, ({ query }) => query(copyToParquet(sql, file)));
  const table = await fixture.ctx.artifacts.putFile(file, { type: "dataset" });
  const rows = await map.run({
    config: step.config.parse({ over: "rows" }) as never,
    inputs: { table: [table] },
    ctx: fixture.ctx,
  });
  assert.deepEqual((rows as unknown as { items: unknown[] }).items, [
    { depth: 3, id: "9007199254740993", text: "3" },
    { depth: null, id: 7, text: "3" },
    { depth: 0, id: -1, text: "3" },
  ]);
  await fixture.close();
});

test("rows without a table are refused with what to do", async () => {
  await assert.rejects(
    items({ over: "rows" }),
    (error) =>
      error instanceof StepError && /none is wired to its input 'Table'/.test(error.message),
  );
});

test("more failures than may be fail the map, and name the first", async () => {
  const ended: ItemResult[] = [0, 1, 2, 3, 4].map((index) => ({
    index,
    status: "failed",
    error: `work: bad ${index}.`,
    output: null,
  }));
  await assert.rejects(
    run({ over: "count", count: 100, onFailure: "tolerate", tolerate: 4 }, after(ended, 100)),
    (error) =>
      error instanceof StepError &&
      error.message ===
        "5 of 100 items failed (4 % may); item 0: work: bad 0; item 1: work: bad 1; item 2: work: bad 2; and others.",
  );
  const { result } = await run(
    { over: "count", count: 100, onFailure: "tolerate", tolerate: 5 },
    after(ended, 100),
  );
  assert.ok("results" in outputsIn(result));
});
