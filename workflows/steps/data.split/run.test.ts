import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import type { ArtifactRef } from "../../core/artifact.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { StepError } from "../../core/step-error.ts";
import { copyToParquet, parquet } from "../../core/tabular/sql.ts";
import { runStep, stepFixture, type StepFixture } from "../../../test/support/step-context.ts";
import load from "../data.load/run.ts";
import { withDuckdb } from "../_shared/duckdb.ts";
import split from "./run.ts";
import { step } from "./step.ts";

let fixture: StepFixture;
let credit: ArtifactRef;
before(async () => {
  fixture = await stepFixture();
  const loaded = await runStep(load, fixture.ctx, {
    source: "examples/credit-risk/german-credit.csv",
  });
  credit = loaded["data"]!;
});
after(() => fixture.close());

async function dataset(sql: string): Promise<ArtifactRef> {
  const file = `${fixture.ctx.tmp}/made.parquet`;
  await withDuckdb(fixture.ctx, ({ query }) => query(copyToParquet(sql, file)));
  return fixture.ctx.artifacts.putFile(file, { type: "dataset" });
}

function select(ref: ArtifactRef, expression: string): Promise<Record<string, Json>[]> {
  const table = parquet(fixture.ctx.artifacts.path(ref.hash));
  return withDuckdb(fixture.ctx, ({ query }) => query(`SELECT ${expression} FROM ${table}`));
}

const run = (data: ArtifactRef, config: JsonObject) =>
  runStep(split, fixture.ctx, config, { data });

async function refused(promise: Promise<unknown>, part: RegExp) {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof StepError, String(error));
    assert.match(error.message, part);
    return true;
  });
}

test("every row goes to one part, the shares are met, and rows keep their order", async () => {
  const data = await dataset("SELECT range AS id, range % 7 AS x FROM range(1000)");
  const parts = await run(data, { train: 0.6, validation: 0.15, test: 0.25 });
  assert.deepEqual(parts["split"]!.meta["rows"], { train: 600, validation: 150, test: 250 });
  const ids = [];
  for (const part of ["train", "validation", "test"]) {
    const found = (await select(parts[part]!, "id")).map((row) => Number(row["id"]));
    assert.deepEqual(
      found,
      found.toSorted((a, b) => a - b),
    );
    ids.push(...found);
  }
  assert.deepEqual(
    ids.toSorted((a, b) => a - b),
    Array.from({ length: 1000 }, (_, id) => id),
  );
  assert.equal(parts["split"]!.parts!["test"]!.hash, parts["test"]!.hash);
});

test("the same data and seed give the same split on every machine; another seed another", async () => {
  const config = { method: "stratified", column: "creditability" };
  const one = await run(credit, { ...config, seed: 7 });
  const again = await runStep(
    split,
    { ...fixture.ctx, threads: 1 },
    { ...config, seed: 7 },
    { data: credit },
  );
  const other = await run(credit, { ...config, seed: 8 });
  assert.equal(one["split"]!.hash, again["split"]!.hash);
  assert.notEqual(one["test"]!.hash, other["test"]!.hash);
  const small = await dataset("SELECT range AS id FROM range(12)");
  const parts = await run(small, { train: 0.5, validation: 0.25, test: 0.25, seed: 1 });
  const ids = (await select(parts["test"]!, "id")).map((row) => Number(row["id"]));
  // Worked out apart from DuckDB: MD5 of seed and row number, its last eight bytes as a number.
  const draw = (id: number) => createHash("md5").update(`1:${id}`).digest().readBigUInt64LE(8);
  const order = Array.from({ length: 12 }, (_, id) => id).toSorted((a, b) =>
    draw(a) < draw(b) ? -1 : 1,
  );
  assert.deepEqual(
    ids,
    order.slice(9).toSorted((a, b) => a - b),
  );
});

test("a stratified split has the same shares in every part", async () => {
  const parts = await run(credit, {
    method: "stratified",
    column: "creditability",
    train: 0.7,
    validation: 0.1,
    test: 0.2,
  });
  for (const [part, good, bad] of [
    ["train", 490, 210],
    ["validation", 70, 30],
    ["test", 140, 60],
  ] as const) {
    const [row] = await select(
      parts[part]!,
      "count(*) FILTER (creditability = 'good')::INT AS good, count(*) FILTER (creditability = 'bad')::INT AS bad",
    );
    assert.deepEqual(row, { good, bad }, part);
  }
});

test("a split by time trains on the oldest rows and keeps equal times together", async () => {
  const data = await dataset(
    "SELECT range AS id, DATE '2024-01-01' + (99 - range // 2)::INT AS day FROM range(200)",
  );
  const parts = await run(data, {
    method: "time",
    column: "day",
    train: 0.705,
    validation: 0,
    test: 0.295,
  });
  assert.equal(parts["validation"], undefined);
  const [train] = await select(parts["train"]!, "max(day)::VARCHAR AS last, count(*)::INT AS n");
  const [test] = await select(parts["test"]!, "min(day)::VARCHAR AS first, count(*)::INT AS n");
  assert.deepEqual(train, { last: "2024-03-11", n: 142 });
  assert.deepEqual(test, { first: "2024-03-12", n: 58 });
});

test("texts that write a time as ISO 8601 does are split by the time they mean", async () => {
  const config = { method: "time", column: "written", train: 0.5, validation: 0, test: 0.5 };
  for (const [rows, train] of [
    ["(1, '2024'), (2, '2023-02'), (3, '2024-01-02'), (4, '2022-12-31')", [2, 4]],
    // Half past nine, ten, eleven and half past ten in Greenwich.
    [
      "(1, '2024-10-27T11:30:00+02:00'), (2, '2024-10-27 10:00:00.5Z'), (3, '2024-10-27T12:00:00+01:00'), (4, '2024-10-27T10:30:00Z')",
      [1, 2],
    ],
    // By minutes: half past nine, ten, eleven and half past ten in Greenwich.
    [
      "(1, '2024-10-27T11:30+02:00'), (2, '2024-10-27 10:00Z'), (3, '2024-10-27T05:00-0600'), (4, '2024-10-27T11:30+01')",
      [1, 2],
    ],
    // In the basic form, by hours, with a decimal comma: half past nine, ten, eleven and half past ten in Greenwich.
    [
      "(1, '20241027T113000+0200'), (2, '2024-10-27T10Z'), (3, '2024-10-27T12:00:00,5+01:00'), (4, '20241027T1030Z')",
      [1, 2],
    ],
    [
      "(1, '20241027T113000,25'), (2, '2024-10-27T11'), (3, '20241027T11'), (4, '20241027T113000.5')",
      [2, 3],
    ],
    [
      "(1, '2024-10-27T11:30'), (2, '2024-10-27T11:29'), (3, '2024-10-27 11:28:59'), (4, '2025')",
      [2, 3],
    ],
  ] as const) {
    const data = await dataset(`SELECT * FROM (VALUES ${rows}) t(id, written)`);
    const parts = await run(data, config);
    assert.deepEqual(
      (await select(parts["train"]!, "id")).map(({ id }) => id),
      train,
    );
  }
});

test("texts in the order of the alphabet are no times to split by", async () => {
  const refuse = async (times: string[], part: RegExp) => {
    const values = times.map((time, id) => `(${id}, '${time}')`).join(", ");
    const data = await dataset(`SELECT * FROM (VALUES ${values}) t(id, written)`);
    const config = { method: "time", column: "written", train: 0.5, validation: 0, test: 0.5 };
    await refused(run(data, config), part);
  };
  await refuse(
    ["2024-01-31", "31.01.2024"],
    /^'31\.01\.2024' in 'written' is a text .*strptime\("written", /,
  );
  await refuse(["20240131T10Z", "20240131T10"], /\('20240131T10Z'\) and others do not/);
  await refuse(["20240231T101500", "20240131T101500"], /'20240231T101500' in 'written'/);
  await refuse(["01/02/24", "2024-01-31"], /'01\/02\/24' in 'written'/);
  await refuse(["2024-02-31", "2024-01-31"], /'2024-02-31' in 'written'/);
  await refuse(
    ["2024-01-31T10:00Z", "2024-01-31T10:00"],
    /\('2024-01-31T10:00Z'\) and others do not \('2024-01-31T10:00'\)/,
  );
  await refuse(
    ["2024-01-31T10:00:00Z", "2024-01-31T10:00:00"],
    /\('2024-01-31T10:00:00Z'\) and others do not \('2024-01-31T10:00:00'\)/,
  );
});

test("a split by group never divides a group", async () => {
  const data = await dataset(
    "SELECT range AS id, 'g' || (range % 40) AS customer FROM range(1000)",
  );
  const parts = await run(data, { method: "group", column: "customer" });
  const groups = new Map<string, string>();
  for (const part of ["train", "validation", "test"])
    for (const row of await select(parts[part]!, "DISTINCT customer")) {
      assert.equal(groups.get(String(row["customer"])), undefined);
      groups.set(String(row["customer"]), part);
    }
  assert.equal(groups.size, 40);
  const { train } = parts["split"]!.meta["rows"] as { train: number };
  assert.ok(Math.abs(train - 700) <= 25, String(train));
});

test("columns may be called as those that Split works with", async () => {
  const mine = ["n", "g", "position", "total", "placed", "d", "part"];
  const named = mine.map((name) => `range % 40 AS ${name}`).join(", ");
  const data = await dataset(`SELECT range AS id, ${named} FROM range(1000)`);
  const plain = await dataset("SELECT range AS id, range % 40 AS customer FROM range(1000)");
  const trained = async (from: ArtifactRef, column: string) =>
    select((await run(from, { method: "group", column }))["train"]!, "id");
  const wanted = await trained(plain, "customer");
  for (const column of mine) assert.deepEqual(await trained(data, column), wanted);
});

test("without a validation share there is no validation part", async () => {
  const parts = await run(credit, { train: 0.8, validation: 0, test: 0.2 });
  assert.deepEqual(Object.keys(parts["split"]!.parts!), ["train", "test"]);
});

test("shares that do not add up and a missing column name are refused before anything runs", () => {
  const sum = step.config.safeParse({ train: 0.8 });
  assert.match(
    sum.error!.issues[0]!.message,
    /must add up to 1, but 0\.8 \+ 0\.15 \+ 0\.15 = 1\.1/,
  );
  const column = step.config.safeParse({ method: "time" });
  assert.deepEqual(column.error!.issues[0]!.path, ["column"]);
});

test("a column that is not there is refused with the nearest name", async () => {
  await refused(
    run(credit, { method: "stratified", column: "creditabilty" }),
    /no column 'creditabilty' to split by; did you mean 'creditability'\?/,
  );
});

test("a part without rows, a rare value, too many values and missing values are refused", async () => {
  const three = await dataset("SELECT range AS id FROM range(3)");
  await refused(run(three, { train: 0.9, validation: 0.05, test: 0.05 }), /part would be empty/);
  const rare = await dataset(
    "SELECT range AS id, CASE WHEN range = 0 THEN 'odd' ELSE 'usual' END AS c, CASE WHEN range > 3 THEN range END AS t FROM range(2000)",
  );
  await refused(run(rare, { method: "stratified", column: "c" }), /'odd' of 'c' has only 1 rows/);
  await refused(run(rare, { method: "stratified", column: "id" }), /about \d+ different values/);
  await refused(run(rare, { method: "time", column: "t" }), /4 rows have no value in 't'/);
});

test("a column that is called as Split calls its own is refused in whatever case", async () => {
  const data = await dataset("SELECT range AS File_Row_Number FROM range(10)");
  await refused(
    run(data, {}),
    /^The data has a column called 'File_Row_Number', which Split needs/,
  );
});
