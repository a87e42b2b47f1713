import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { before, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { Database } from "../../db/client.ts";
import { artifact } from "../../db/schema/runs.ts";
import { copyToParquet, parquet, type Query } from "../../workflows/core/tabular/sql.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { atEnd } from "../../test/support/servers.ts";
import { Artifacts } from "../artifacts.ts";
import type { Actor, Ctx } from "../context.ts";
import { duckdbLender } from "../duckdb.ts";
import type { PenstockError } from "../errors.ts";
import { column } from "./column.ts";
import { content } from "./content.ts";
import { preview } from "./preview.ts";
import { reasons } from "./reasons.ts";
import { previewInput, type Filter } from "./schemas.ts";

let db: Database;
let artifacts: Artifacts;
let ctx: Ctx;
let stranger: Ctx;
before(async () => {
  ({ db } = await startTestDatabase());
  const home = await mkdtemp(path.join(tmpdir(), "penstock-test-"));
  atEnd(() => rm(home, { recursive: true, force: true }));
  artifacts = new Artifacts(home);
  ctx = as((await freshWorkspace(db)).viewer);
  stranger = as((await freshWorkspace(db)).admin);
});

const lend = duckdbLender({ memory: "1GB", seconds: 60, atOnce: 4, instead: "wait" });
const as = (actor: Actor) => contextOf(db, actor, artifacts);

/** A table artifact of the workspace, made by a query. */
async function table(sql: string): Promise<string> {
  return lend("Testing", async ({ query, folder }) => {
    const file = path.join(folder, "table.parquet");
    await query(copyToParquet(sql, file));
    const { hash, bytes } = await artifacts.takeFile(file);
    const { workspaceId } = ctx.actor;
    await db
      .insert(artifact)
      .values({ workspaceId, hash, type: "dataset", bytes, meta: {} })
      .onConflictDoNothing();
    return hash;
  });
}

const read = (hash: string, more: object = {}) =>
  preview(ctx, previewInput.parse({ hash, ...more }));

interface NumberColumn {
  nulls: number;
  distinct: number;
  min: number;
  max: number;
  mean: number;
  std: number;
  quantiles: Record<string, number>;
  histogram: { count: number }[];
}

/** What plain DuckDB says about the artifact. */
const plainly = <T>(hash: string, work: (query: Query, from: string) => Promise<T>) =>
  lend("Testing", ({ query }) => work(query, parquet(artifacts.path(hash))));

const PEOPLE = `SELECT * FROM (VALUES
  (1, 30::INTEGER, 1.5::DOUBLE, 'Ann O''Hara', DATE '2024-01-31', true, TIMESTAMP '2024-01-31 12:00:00'),
  (2, NULL, 2.5, 'Bob', DATE '2024-02-01', false, NULL),
  (3, 41, NULL, '%_"; drop', NULL, NULL, TIMESTAMP '2024-03-01 00:00:00'),
  (9007199254740993, 41, 'NaN', NULL, DATE '1999-12-31', true, NULL)
) t(id, age, score, "na""me", born, "ok?", seen)`;

test("each operator finds its rows, typed by the column, and = and ≠ divide a table", async () => {
  const hash = await table(PEOPLE);
  const places = async (...filters: Omit<Filter, "value">[]) =>
    (await read(hash, { filters })).places;
  const cases: [string, string, string, number[]][] = [
    ["age", "=", "41", [3, 4]],
    ["age", "≠", "41", [1, 2]],
    ["age", "<", "30.5", [1]],
    ["age", "≥", " 30 ", [1, 3, 4]],
    ["id", "=", "9007199254740993", [4]],
    ["id", ">", "9007199254740992", [4]],
    ["score", "≤", "1.5", [1]],
    ["score", "=", "nan", [4]],
    ['na"me', "=", "Ann O'Hara", [1]],
    ['na"me', "contains", "O'H", [1]],
    ['na"me', "contains", '%_"; DROP', [3]],
    ["born", ">", "2024-01-31", [2]],
    ["born", "contains", "2024", [1, 2]],
    ["ok?", "=", "true", [1, 4]],
    ["seen", "<", "2024-02-01 08:00", [1]],
    ["age", "missing", "", [2]],
    ["age", "present", "", [1, 3, 4]],
  ];
  for (const [name, op, value, expected] of cases)
    assert.deepEqual(
      await places({ column: name, op, value } as Filter),
      expected,
      `${name} ${op} ${value}`,
    );
  assert.deepEqual(
    await places(
      { column: "age", op: "=", value: "41" } as Filter,
      { column: "score", op: "missing", value: "" } as Filter,
    ),
    [3],
  );
});

test("rows keep their place in the table, sorted or sampled, with what is missing last", async () => {
  const hash = await table(PEOPLE);
  const sorted = await read(hash, { sort: { column: "born", descending: true } });
  assert.deepEqual(sorted.places, [2, 1, 4, 3]);
  assert.deepEqual([sorted.total, sorted.matching], [4, 4]);
  assert.equal(sorted.rows[2]![0], "9007199254740993");

  const many = await table("SELECT i, i % 7 AS seven FROM range(20000) t(i)");
  const sample = (seed: number) =>
    read(many, { seed, limit: 50, filters: [{ column: "seven", op: "=", value: "3" }] });
  const [one, again, other] = [await sample(1), await sample(1), await sample(2)];
  assert.deepEqual(one, again);
  assert.notDeepEqual(one.places, other.places);
  assert.equal(one.matching, 2857);
  assert.equal(new Set(one.places).size, 50);
  assert.ok(one.rows.every(([, seven]) => seven === 3));
  // A uniform sample comes from all over the table.
  assert.ok(one.places[0]! < 4_000 && one.places.at(-1)! > 16_000);
  const page = await read(many, { offset: 19_990 });
  assert.deepEqual(
    page.places,
    [19991, 19992, 19993, 19994, 19995, 19996, 19997, 19998, 19999, 20000],
  );
});

test("a table is sorted by its own columns, whatever they are called", async () => {
  const hash = await table(
    "SELECT * FROM (VALUES (1, 30, 'Wien', 7), (2, 20, 'Graz', 9), (3, 10, 'Linz', 8)) t(c1, c2, place, row)",
  );
  const order = async (column: string, more: object = {}) =>
    (await read(hash, { sort: { column, descending: false }, ...more })).places;
  for (const more of [{}, { seed: 1 }]) {
    assert.deepEqual(await order("c1", more), [1, 2, 3]);
    assert.deepEqual(await order("c2", more), [3, 2, 1]);
    assert.deepEqual(await order("place", more), [2, 3, 1]);
    assert.deepEqual(await order("row", more), [1, 3, 2]);
  }
});

test("hostile columns and values are refused or compared as what they are, and never run", async () => {
  const hash = await table(
    `SELECT 1 AS file_row_number, 'x' AS "row", 'a''); DROP TABLE x; --' AS "c""; --"`,
  );
  const evil = ["'; SELECT 1; --", "') OR 1=1 --", "\\", "$$", "1 OR 1=1", "🙂".repeat(300)];
  for (const value of evil) {
    const found = await read(hash, { filters: [{ column: 'c"; --', op: "=", value }] });
    assert.equal(found.matching, 0);
    await assert.rejects(
      () => read(hash, { filters: [{ column: "file_row_number", op: "=", value }] }),
      (error: PenstockError) =>
        error.code === "bad-request" && /cannot be compared/.test(error.message),
    );
    await assert.rejects(
      () => read(hash, { filters: [{ column: value, op: "missing" }] }),
      /has no column/,
    );
    await assert.rejects(() => read(hash, { sort: { column: value } }), /has no column/);
  }
  const own = await read(hash, {
    filters: [{ column: 'c"; --', op: "contains", value: "'); drop" }],
  });
  assert.deepEqual(own.rows, [[1, "x", "a'); DROP TABLE x; --"]]);
  assert.deepEqual(own.places, [1]);
  assert.equal(
    previewInput.safeParse({ hash, filters: [{ column: "row", op: "= 1 OR", value: "" }] }).success,
    false,
  );
  assert.equal(
    previewInput.safeParse({ hash, filters: [{ column: "row", op: "=", value: "\0" }] }).success,
    false,
  );
});

test("a table of another workspace is not found, by rows, statistics or reasons", async () => {
  const hash = await table("SELECT 42 AS secret");
  await column(ctx, { hash, column: "secret", filters: [] });
  for (const act of [
    () => preview(stranger, previewInput.parse({ hash })),
    () => column(stranger, { hash, column: "secret", filters: [] }),
    () => reasons(stranger, { hash }),
  ])
    await assert.rejects(act, (error: PenstockError) => error.code === "not-found");
});

test("statistics of a column are those of plain DuckDB, also of the rows that pass a filter", async () => {
  const hash = await table(
    "SELECT CASE WHEN i % 10 > 0 THEN (i * 7919) % 1000 / 4 END AS x, 'v' || i % 3 AS v, i FROM range(5000) t(i)",
  );
  const filters: Filter[] = [{ column: "i", op: "<", value: "1000" }];
  for (const [given, where] of [
    [[], "true"],
    [filters, "i < 1000"],
  ] as const) {
    const {
      rows,
      every,
      column: found,
    } = await column(ctx, {
      hash,
      column: "x",
      filters: [...given],
    });
    const [plain] = await plainly(hash, (query, from) =>
      query(
        `SELECT count(*)::DOUBLE AS n, (count(*) - count(x))::DOUBLE AS nulls, count(DISTINCT x)::DOUBLE AS d, min(x) AS low,
           max(x) AS high, avg(x) AS mean, stddev_samp(x) AS std, median(x) AS half,
           (count(*) FILTER (WHERE x < min_x + (max_x - min_x) / 20))::DOUBLE AS first
         FROM (SELECT * FROM ${from} WHERE ${where}), (SELECT min(x) AS min_x, max(x) AS max_x FROM ${from} WHERE ${where})`,
      ),
    );
    assert.equal(every, 1);
    assert.equal(rows, plain!["n"]);
    const { nulls, distinct, min, max, mean, std, quantiles, histogram } =
      found as unknown as NumberColumn;
    assert.deepEqual(
      [nulls, distinct, min, max],
      [plain!["nulls"], plain!["d"], plain!["low"], plain!["high"]],
    );
    assert.ok(Math.abs(mean - Number(plain!["mean"])) < 1e-6);
    assert.ok(Math.abs(std - Number(plain!["std"])) < 1e-6);
    assert.equal(quantiles["p50"], plain!["half"]);
    const bars = histogram;
    assert.equal(bars.length, 20);
    assert.equal(bars[0]!.count, plain!["first"]);
    assert.equal(
      bars.reduce((sum, { count }) => sum + count, 0),
      rows - nulls,
    );
  }
  const words = await column(ctx, { hash, column: "v", filters: [] });
  assert.deepEqual(words.column["top"], [
    { value: "v0", count: 1667 },
    { value: "v1", count: 1667 },
    { value: "v2", count: 1666 },
  ]);
});

test("days and moments are counted over time", async () => {
  const hash = await table(
    "SELECT DATE '2024-01-01' + (i % 41)::INTEGER AS day, TIMESTAMP '2024-01-01 06:00:00' AS once FROM range(4100) t(i)",
  );
  const day = await column(ctx, { hash, column: "day", filters: [] });
  const bars = day.column["histogram"] as { from: string; to: string; count: number }[];
  assert.equal(bars.length, 20);
  assert.deepEqual(bars[0], { from: "2024-01-01", to: "2024-01-03", count: 200 });
  // The last span holds its end as well.
  assert.deepEqual(bars.at(-1), { from: "2024-02-08", to: "2024-02-10", count: 300 });
  const once = await column(ctx, { hash, column: "once", filters: [] });
  assert.deepEqual(once.column["histogram"], []);
});

test("columns of days may be called as those that the count works with", async () => {
  const names = ["day", "open", "high", "low", "span", "n", "ends", "t"];
  const days = names.map((name) => `DATE '2024-01-01' + i::INTEGER AS ${name}`).join(", ");
  const hash = await table(`SELECT ${days} FROM range(100) r(i)`);
  for (const name of names) {
    const found = (await column(ctx, { hash, column: name, filters: [] })).column;
    const histogram = found["histogram"] as { from: string; count: number }[];
    assert.equal(histogram[0]!.from, "2024-01-01");
    assert.ok(histogram.every(({ count }) => count === 5));
  }
});

test("of a big table the spread comes from a part of the rows, and counts from all", async () => {
  const hash = await table("SELECT i, nullif(i % 2, 0) AS odd FROM range(600000) t(i)");
  const { rows, every, column: found } = await column(ctx, { hash, column: "i", filters: [] });
  assert.deepEqual([rows, every, found["min"], found["max"]], [600_000, 3, 0, 599_999]);
  const bars = found["histogram"] as { count: number }[];
  assert.equal(
    bars.reduce((sum, { count }) => sum + count, 0),
    200_000,
  );
  const odd = await column(ctx, { hash, column: "odd", filters: [] });
  assert.equal(odd.column["nulls"], 300_000);
});

test("rows set aside are counted by kind of reason, and found by it", async () => {
  const hash = await table(
    `SELECT * FROM (VALUES
       (1, ['age: ''x'' is not a whole number', 'city: the value is missing']),
       (2, ['age: ''it''s'' is not a whole number', 'age: ''it''s'' is not a whole number']),
       (3, ['city: the value is missing'])) t(id, _reasons)`,
  );
  const kind = "age: … is not a whole number";
  assert.deepEqual(await reasons(ctx, { hash }), {
    rows: 3,
    kinds: [
      { reason: kind, rows: 2 },
      { reason: "city: the value is missing", rows: 2 },
    ],
  });
  const ofKind = (op: string) => read(hash, { filters: [{ column: "_reasons", op, value: kind }] });
  assert.deepEqual((await ofKind("=")).places, [1, 2]);
  assert.deepEqual((await ofKind("≠")).places, [3]);
  assert.deepEqual(
    (await read(hash, { filters: [{ column: "_reasons", op: "contains", value: "IT'S" }] })).places,
    [2],
  );
  assert.equal(await reasons(ctx, { hash: await table("SELECT 1 AS _reasons") }), null);
});

test("what is no table says so", async () => {
  const { hash, bytes } = await artifacts.putText("{}");
  await db
    .insert(artifact)
    .values({ workspaceId: ctx.actor.workspaceId, hash, type: "profile", bytes, meta: {} });
  await assert.rejects(() => read(hash), /not a table of rows/);

  const whole = await readFile(artifacts.path(await table("SELECT range AS id FROM range(1000)")));
  const half = await artifacts.putStream(Readable.from([whole.subarray(0, whole.length / 2)]), 1e6);
  await db
    .insert(artifact)
    .values({ workspaceId: ctx.actor.workspaceId, type: "upload", meta: {}, ...half });
  await assert.rejects(
    () => read(half.hash),
    (error: PenstockError) =>
      error.code === "bad-request" &&
      error.message.startsWith("This table is not a complete Parquet file: "),
  );
});

test("content that is never read, as in the answer to HEAD, opens no file, and is whole when it is", async () => {
  const hash = await table("SELECT range AS id FROM range(1000)");
  const openFiles = async () => (await readdir("/proc/self/fd")).length;
  const before = await openFiles();
  const answers = await Promise.all(Array.from({ length: 50 }, async () => content(ctx, { hash })));
  await setImmediate();
  assert.ok((await openFiles()) < before + 25);
  const bytes = new Uint8Array(await answers[0]!.arrayBuffer());
  assert.deepEqual(bytes, new Uint8Array(await readFile(artifacts.path(hash))));
});
