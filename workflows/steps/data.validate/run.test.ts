import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ArtifactRef } from "../../core/artifact.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { ValidationCheck } from "../../core/contents/validation-report.ts";
import { StepError } from "../../core/step-error.ts";
import { copyToParquet, parquet } from "../../core/tabular/sql.ts";
import { runStep, stepFixture, type StepFixture } from "../../../test/support/step-context.ts";
import { withDuckdb } from "../_shared/duckdb.ts";
import load from "../data.load/run.ts";
import validate from "./run.ts";

let fixture: StepFixture;
before(async () => {
  fixture = await stepFixture();
});
after(() => fixture.close());

async function dataset(sql: string): Promise<ArtifactRef> {
  const file = `${fixture.ctx.tmp}/made.parquet`;
  await withDuckdb(fixture.ctx, ({ query }) => query(copyToParquet(sql, file)));
  return fixture.ctx.artifacts.putFile(file, { type: "dataset" });
}

function rows(ref: ArtifactRef, expression = "*"): Promise<Record<string, Json>[]> {
  const table = parquet(fixture.ctx.artifacts.path(ref.hash));
  return withDuckdb(fixture.ctx, ({ query }) => query(`SELECT ${expression} FROM ${table}`));
}

const run = (data: ArtifactRef, checks: JsonObject[]) =>
  runStep(validate, fixture.ctx, { checks }, { data });

async function checksOf(report: ArtifactRef): Promise<ValidationCheck[]> {
  return (await fixture.ctx.artifacts.json<{ checks: ValidationCheck[] }>(report.hash)).checks;
}

async function refused(promise: Promise<unknown>, type: string, part: RegExp) {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof StepError, String(error));
    assert.equal(error.type, type);
    assert.match(error.message, part);
    return true;
  });
}

test("the 11 blanks of telco's TotalCharges are set aside with the reason, and the rest are numbers", async () => {
  const { data } = await runStep(load, fixture.ctx, { source: "examples/churn/telco-churn.csv" });
  const out = await run(data!, [
    { check: "type", column: "TotalCharges", type: "number", mostly: 0.99 },
    { check: "range", column: "TotalCharges", min: 0 },
  ]);
  assert.deepEqual(out["report"]!.meta, {
    ok: true,
    rows: 7043,
    kept: 7032,
    rejected: 11,
    checks: 2,
    failedChecks: 0,
  });
  const aside = await rows(out["rejected"]!, "TotalCharges, tenure, _reasons");
  assert.equal(aside.length, 11);
  assert.deepEqual(aside[0], {
    TotalCharges: " ",
    tenure: "0",
    _reasons: ["TotalCharges: ' ' is not a number"],
  });
  const columns = out["data"]!.meta["columns"] as { name: string; type: string }[];
  assert.equal(columns.find(({ name }) => name === "TotalCharges")!.type, "number");
  const [check] = await checksOf(out["report"]!);
  assert.equal(check!.failing, 11);
  assert.deepEqual(check!.examples[0], { row: 489, value: " " });
});

test("a check that tolerates nothing fails the step with check, column, count and an example", async () => {
  const { data } = await runStep(load, fixture.ctx, { source: "examples/churn/telco-churn.csv" });
  await refused(
    run(data!, [{ check: "type", column: "TotalCharges", type: "number" }]),
    "check-failed",
    /^type of 'TotalCharges': 11 of 7043 rows fail \(0\.156 %\), for instance ' ' in row 489; more than the 0 % that are tolerated\. Correct/,
  );
});

test("every kind of row check gives its reason, and a row has all of its reasons", async () => {
  const data = await dataset(`SELECT * FROM (VALUES
    (1, 5.0, 'red', 'a@x', DATE '2024-01-01', '7'), (2, 50.0, 'pink', 'nobody', DATE '2023-01-01', 'x'),
    (2, NULL, 'blue', 'b@x', DATE '2024-06-01', NULL), (4, 'nan'::DOUBLE, 'red', 'c@x', NULL, '8'))
    t(id, n, colour, mail, day, "odd ""name""")`);
  const tolerant = { mostly: 0 };
  const out = await run(data, [
    { check: "unique", columns: ["id"], ...tolerant },
    { check: "not_null", columns: ["n", "id"], ...tolerant },
    { check: "range", column: "n", min: 0, max: 10, ...tolerant },
    { check: "in_set", column: "colour", values: ["red", "blue", "it's"], ...tolerant },
    { check: "regex", column: "mail", pattern: "^[a-z]+@x$", ...tolerant },
    { check: "range", column: "day", min: "2024-01-01", ...tolerant },
    { check: "type", column: 'odd "name"', type: "integer", ...tolerant },
    { check: "in_set", column: "id", values: [1, 2, 4], ...tolerant },
  ]);
  const aside = await rows(out["rejected"]!, "_reasons");
  assert.deepEqual(
    aside.map((row) => row["_reasons"]),
    [
      [
        "id: '2' occurs more than once",
        "n: '50.0' is not between 0 and 10",
        "colour: 'pink' is not one of red, blue, it's",
        "mail: 'nobody' does not match ^[a-z]+@x$",
        "day: '2023-01-01' is not at least 2024-01-01",
        "odd \"name\": 'x' is not a whole number",
      ],
      ["id: '2' occurs more than once", "n: the value is missing"],
      ["n: the value is missing", "n: 'nan' is not between 0 and 10"],
    ],
  );
  assert.deepEqual(await rows(out["data"]!, 'id, "odd ""name""" AS odd'), [{ id: 1, odd: "7" }]);
  const columns = out["data"]!.meta["columns"] as { name: string; type: string }[];
  assert.equal(columns.at(-1)!.type, "integer");
});

test("a set of values is compared as texts in a column of texts, as numbers in one of numbers", async () => {
  const data = await dataset(
    "SELECT * FROM (VALUES ('01067', 1.5), ('1067', 2.0), ('2024', 7.0)) t(postcode, price)",
  );
  const out = await run(data, [
    { check: "in_set", column: "postcode", values: ["01067", 2024], mostly: 0 },
    { check: "in_set", column: "price", values: ["1.50", 2, "7.0"], mostly: 0 },
  ]);
  assert.deepEqual(await rows(out["rejected"]!, "postcode, _reasons"), [
    { postcode: "1067", _reasons: ["postcode: '1067' is not one of 01067, 2024"] },
  ]);
});

test("a set of numbers that no number holds exactly is compared exactly", async () => {
  const data = await dataset(
    "SELECT * FROM (VALUES (9007199254740993), (9007199254740992), (5)) t(id)",
  );
  const values = ["9007199254740993"];
  const out = await run(data, [{ check: "in_set", column: "id", values, mostly: 0 }]);
  assert.deepEqual(await rows(out["rejected"]!, "id"), [{ id: "9007199254740992" }, { id: "5" }]);
});

test("a warning is reported and sets nothing aside", async () => {
  const data = await dataset("SELECT range AS x FROM range(10)");
  const out = await run(data, [{ check: "range", column: "x", max: 4, severity: "warn" }]);
  assert.equal(out["data"]!.hash, data.hash);
  assert.equal(out["rejected"]!.meta["rows"], 0);
  assert.equal(out["report"]!.meta["failedChecks"], 1);
  const [check] = await checksOf(out["report"]!);
  assert.equal(check!.passed, false);
  assert.equal(check!.failing, 5);
});

test("a text that is no number is in no range, unless an error check of its type sets it aside", async () => {
  const data = await dataset("SELECT * FROM (VALUES ('1'), ('-3'), ('abc'), ('nan')) t(x)");
  const range = { check: "range", column: "x", min: 0, mostly: 0 };
  const type = { check: "type", column: "x", mostly: 0 };
  for (const more of [
    [],
    [{ ...type, type: "number", severity: "warn" }],
    [{ ...type, type: "text" }],
  ])
    assert.deepEqual(await rows((await run(data, [range, ...more]))["data"]!), [{ x: "1" }]);
  const { rejected } = await run(data, [range, { ...type, type: "number" }]);
  assert.deepEqual(await rows(rejected!, "_reasons"), [
    { _reasons: ["x: '-3' is not at least 0"] },
    { _reasons: ["x: 'abc' is not a number"] },
    { _reasons: ["x: 'nan' is not at least 0"] },
  ]);
  const days = await dataset("SELECT '2024-01-31' AS x");
  await refused(
    run(days, [
      { ...range, min: 2024 },
      { ...type, type: "date" },
    ]),
    "bad-config",
    /'2024', which is neither a number nor a date/,
  );
});

test("limits are numbers where the column holds such, and dates where it holds those", async () => {
  const data = await dataset(
    "SELECT range AS age, DATE '2024-01-28' + range::INT AS day, (DATE '2024-01-28' + range::INT)::VARCHAR AS written FROM range(10)",
  );
  const kept = async (column: string, limits: JsonObject) =>
    (await run(data, [{ check: "range", column, mostly: 0, ...limits }]))["data"]!.meta["rows"];
  assert.equal(await kept("age", { min: "5" }), 5);
  assert.equal(await kept("age", { min: "5", max: 7.5 }), 3);
  for (const column of ["day", "written"]) {
    assert.equal(await kept(column, { min: "2024-01-31" }), 7);
    assert.equal(await kept(column, { max: "2024-01-31T12:00:00" }), 4);
  }
  for (const [column, min, what] of [
    ["age", "2024-01-31", "no number"],
    ["day", 5, "no date such as 2024-01-31"],
    ["day", "2024", "no date"],
    ["day", "2024-01", "no date"],
    ["day", "2024-02-31", "no date"],
    ["day", "01/31/2024", "no date"],
    ["day", "01/12/24", "no date"],
    ["day", "Jan 5 2024", "no date"],
    ["written", "2024-01", "neither a number nor a date"],
  ] as const)
    await refused(
      kept(column, { min }),
      "bad-config",
      new RegExp(`^The range of '${column}' has the limit '${min}', which is ${what}`),
    );
});

test("examples name the row by its place, also where a column is called row", async () => {
  for (const row of ["100 + range", "'A' || range"]) {
    const data = await dataset(`SELECT ${row} AS row, range AS place, range AS x FROM range(10)`);
    const checks = ["x", "place"].map((column) => ({ check: "range", column, max: 7, mostly: 0 }));
    const { report } = await run(data, checks);
    for (const { examples } of await checksOf(report!))
      assert.deepEqual(examples, [
        { row: 9, value: "8" },
        { row: 10, value: "9" },
      ]);
  }
});

test("several columns are unique together", async () => {
  const data = await dataset("SELECT range // 2 AS a, range % 2 AS b FROM range(10)");
  const out = await run(data, [{ check: "unique", columns: ["a", "b"] }]);
  assert.equal(out["report"]!.meta["rejected"], 0);
  await refused(
    run(data, [{ check: "unique", columns: ["a"] }]),
    "check-failed",
    /unique of 'a': 10 of 10/,
  );
});

test("`mostly` is a share of rows: one more failing row fails the step", async () => {
  const data = await dataset("SELECT CASE WHEN range < 3 THEN -1 ELSE 1 END AS x FROM range(100)");
  const check = { check: "range", column: "x", min: 0 };
  const out = await run(data, [{ ...check, mostly: 0.97 }]);
  assert.equal(out["report"]!.meta["rejected"], 3);
  await refused(run(data, [{ ...check, mostly: 0.98 }]), "check-failed", /more than the 2 %/);
});

test("missing columns, too few rows and a column that is not there fail by name", async () => {
  const data = await dataset("SELECT range AS amount FROM range(3)");
  await refused(
    run(data, [{ check: "columns_present", columns: ["amount", "age"] }]),
    "check-failed",
    /there is no column 'age'/,
  );
  await refused(
    run(data, [{ check: "not_null", columns: ["amount", "amuont"] }]),
    "check-failed",
    /no column 'amuont'; did you mean 'amount'\?/,
  );
  await refused(
    run(data, [
      { check: "row_count", min: 10 },
      { check: "row_count", max: 1 },
    ]),
    "check-failed",
    /there are 3 rows, but at least 10 are wanted\. .* 1 more check fails/,
  );
});

test("a pattern that is no regular expression and a limit that is no date are refused as config", async () => {
  const data = await dataset("SELECT 'a' AS x");
  await refused(run(data, [{ check: "regex", column: "x", pattern: "(" }]), "bad-config", /'\('/);
  await refused(
    run(data, [{ check: "range", column: "x", min: "soon" }]),
    "bad-config",
    /neither a number nor a date/,
  );
});
