import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { ArtifactRef } from "../../core/artifact.ts";
import type { Json } from "../../core/json.ts";
import { StepError } from "../../core/step-error.ts";
import { copyToParquet, parquet } from "../../core/tabular/sql.ts";
import { runStep, stepFixture, type StepFixture } from "../../../test/support/step-context.ts";
import { withDuckdb } from "../_shared/duckdb.ts";
import transform from "./run.ts";

let fixture: StepFixture;
let people: ArtifactRef;
let towns: ArtifactRef;
before(async () => {
  fixture = await stepFixture();
  people = await dataset(
    "SELECT range AS id, range % 3 AS town, range * 1.5 AS pay FROM range(100)",
  );
  towns = await dataset("SELECT range AS id, 'town ' || range AS name FROM range(3)");
});
after(() => fixture.close());

async function dataset(sql: string): Promise<ArtifactRef> {
  const file = `${fixture.ctx.tmp}/made.parquet`;
  await withDuckdb(fixture.ctx, ({ query }) => query(copyToParquet(sql, file)));
  return fixture.ctx.artifacts.putFile(file, { type: "dataset" });
}

function rows(ref: ArtifactRef): Promise<Record<string, Json>[]> {
  const table = parquet(fixture.ctx.artifacts.path(ref.hash));
  return withDuckdb(fixture.ctx, ({ query }) => query(`SELECT * FROM ${table}`));
}

const run = (sql: string) =>
  runStep(transform, fixture.ctx, { sql }, { input: people, input2: towns });

async function refused(sql: string, type: string, part: RegExp) {
  await assert.rejects(run(sql), (error: unknown) => {
    assert.ok(error instanceof StepError, `${sql}: ${String(error)}`);
    assert.match(error.message, part, sql);
    assert.equal(error.type, type, sql);
    assert.doesNotMatch(error.message, /\n|penstock-test-/);
    return true;
  });
}

test("a query joins its inputs, and its order is kept", async () => {
  const { data } = await run(
    `-- pay by town
     SELECT name, count(*) AS people, sum(people.id) AS ids, 0.5 AS half
     FROM input people JOIN input2 town ON town.id = people.town
     GROUP BY name ORDER BY name DESC; `,
  );
  assert.deepEqual(await rows(data!), [
    { name: "town 2", people: "33", ids: 1650, half: 0.5 },
    { name: "town 1", people: "33", ids: 1617, half: 0.5 },
    { name: "town 0", people: "34", ids: 1683, half: 0.5 },
  ]);
  assert.deepEqual(data!.meta, {
    rows: 3,
    columnCount: 4,
    columns: [
      { name: "name", type: "text" },
      { name: "people", type: "integer" },
      { name: "ids", type: "number" },
      { name: "half", type: "number" },
    ],
  });
});

test("a query may begin with WITH, FROM or a bracket, and end in a comment", async () => {
  for (const sql of [
    "WITH few AS (SELECT * FROM input LIMIT 3) SELECT * FROM few -- three; of them",
    "FROM input LIMIT 3",
    "(SELECT * FROM input LIMIT 3)",
    "/* ; */ SELECT * FROM input WHERE id < 3",
  ])
    assert.equal((await run(sql))["data"]!.meta["rows"], 3, sql);
});

test("hostile SQL reads no file, writes no file, changes no setting and learns nothing of the machine", async () => {
  const target = join(fixture.home, "evil.csv");
  for (const sql of [
    "COPY (SELECT 1) TO 'evil.csv'",
    "ATTACH 'x.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA database_list",
    "SET enable_external_access = true",
    "CREATE TABLE t AS SELECT 1",
    "DROP VIEW input",
    "EXPORT DATABASE 'x'",
    "CALL pragma_version()",
  ])
    await refused(sql, "not-allowed", /Transform takes one SELECT, but this begins with/);
  await refused("WITH a AS (SELECT 1) DELETE FROM t", "bad-config", /does not exist/);
  for (const sql of [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM read_parquet('https://example.com/x.parquet')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
  ])
    await refused(sql, "not-allowed", /reaches for a file, the network or a setting/);
  for (const sql of [
    "SELECT getenv('HOME')",
    "SELECT current_setting('temp_directory')",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM/**/duckdb_views ()",
    `SELECT "current_setting"('temp_directory')`,
    `SELECT * FROM "duckdb_settings" ()`,
    "SELECT main.current_setting('temp_directory')",
    `SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')`,
    "SELECT * FROM query_table('duckdb_views')",
    "SELECT E'\\'', current_setting('temp_directory'), ''",
    "SELECT $$--$$, current_setting('temp_directory')",
    "SELECT $a$'$a$, current_setting('temp_directory') AS \"'\"",
  ])
    await refused(sql, "not-allowed", /may not call/);
  for (const sql of [
    "SELECT * FROM pg_catalog.pg_settings",
    "SELECT * FROM pg_settings",
    "SELECT * FROM input, sqlite_master",
    'FROM "duckdb_views"',
    'FROM system.main."duckdb_views"',
    "FROM memory.duckdb_views",
    'SELECT * FROM "information_schema".tables',
    "PIVOT duckdb_tables ON sql",
    "WITH a AS (FROM duckdb_columns) FROM a",
  ])
    await refused(sql, "not-allowed", /may not read '\w+', which is the engine's own/);
  await refused(
    "SELECT 1 /* /* */ ' */, current_setting('temp_directory') --'",
    "not-allowed",
    /comment within a comment/,
  );
  await refused("SELECT 1; SELECT 2", "not-allowed", /this is 2 statements/);
  await refused(`SELECT 1) TO '${target}'; --`, "bad-config", /line 1/);
  await refused("SELECT * FROM '/etc/passwd'", "bad-config", /does not exist/);
  assert.equal(existsSync(target), false);
});

test("a column may be called as the engine calls its own, and a text may say so", async () => {
  const input = await dataset(
    'SELECT 1 AS pg_type, 2 AS sqlite_master, 3 AS duckdb_ms, 4 AS "of pg_type"',
  );
  const { data } = await runStep(
    transform,
    fixture.ctx,
    {
      sql: `SELECT i.pg_type, i . "sqlite_master", duckdb_ms, "of pg_type", 'FROM duckdb_views' AS said FROM input i`,
    },
    { input },
  );
  assert.deepEqual(await rows(data!), [
    { pg_type: 1, sqlite_master: 2, duckdb_ms: 3, "of pg_type": 4, said: "FROM duckdb_views" },
  ]);
});

test("a mistake in the SQL comes back as a sentence with its line", async () => {
  await refused("SELECT *\nFRO input", "bad-config", /^The SQL cannot run, line 2: syntax error/);
  await refused(
    "SELECT id,\n  salary\nFROM input",
    "bad-config",
    /line 2: Referenced column "salary" not found in FROM clause! Candidate bindings: .*"pay"/,
  );
  await refused("SELECT * FROM input3", "bad-config", /input3/);
  await refused("SELECT CAST('x' || id AS INT) AS n FROM input", "bad-config", /Could not convert/);
});

test("a result without rows, and one with doubled names, are refused", async () => {
  await refused("SELECT * FROM input WHERE id < 0", "bad-data", /gives no rows/);
  await refused(
    "SELECT id, pay AS ID FROM input",
    "bad-data",
    /columns 1 and 2 are both called 'ID'/,
  );
});
