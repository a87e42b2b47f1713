import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { before, test } from "node:test";
import type { Database } from "../../db/client.ts";
import { columnCache } from "../../db/schema/datasets.ts";
import type { Known } from "../../workflows/core/known-columns.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { until } from "../../test/support/until.ts";
import { atEnd } from "../../test/support/servers.ts";
import { Artifacts } from "../artifacts.ts";
import type { Actor, Ctx } from "../context.ts";
import { add } from "../datasets/add.ts";
import { saveUpload } from "../datasets/save-upload.ts";
import { columns } from "./columns.ts";

let db: Database;
let artifacts: Artifacts;
let home: string;
before(async () => {
  ({ db } = await startTestDatabase());
  home = await mkdtemp(path.join(tmpdir(), "penstock-test-"));
  atEnd(() => rm(home, { recursive: true, force: true }));
  artifacts = new Artifacts(home);
});

const as = (actor: Actor) => contextOf(db, actor, artifacts);

const upload = (ctx: Ctx, content: string, name = "people.csv") =>
  saveUpload(ctx, Readable.from([Buffer.from(content)]), name);

async function registered(ctx: Ctx, name: string, content: string) {
  const { hash, fileName } = await upload(ctx, content);
  return add(ctx, { name, upload: { hash, fileName } });
}

type Node = { id: string; kind: string; config?: Record<string, unknown> };

const known = async (ctx: Ctx, nodes: Node[], wires: [string, string][] = []) => {
  const document = {
    apiVersion: "penstock/v1",
    name: "p",
    nodes,
    wires: wires.map(([from, to]) => ({ from, to })),
  };
  // A busy machine says that it takes long, and knows when it is asked again.
  return until("the columns", async () => {
    const { nodes: found } = await columns(ctx, { document });
    return JSON.stringify(found).includes("it will be known in a moment") ? null : found;
  });
};

const words = (one: Known | undefined) =>
  one === undefined
    ? undefined
    : "columns" in one
      ? one.columns.map(({ name, type }) => `${name} ${type}`).join(", ")
      : one.unknown;

const load = (source: string, more: Record<string, unknown> = {}): Node => ({
  id: "load",
  kind: "data.load",
  config: { source, ...more },
});
const transform = (sql: string): Node => ({ id: "clean", kind: "data.transform", config: { sql } });
const TO_CLEAN: [string, string][] = [["load.data", "clean.input"]];

test("columns flow from a dataset through a query, checks and a split", async () => {
  const { designer, viewer } = await freshWorkspace(db);
  await registered(as(designer), "people", "age,name\n41,Ann\n23,Bob\n");
  const found = await known(
    as(viewer),
    [
      load("dataset:people"),
      transform("SELECT name, age AS years, age / 2 AS half, sum(age) OVER () AS all FROM input;"),
      {
        id: "check",
        kind: "data.validate",
        config: { checks: [{ check: "type", column: "half", type: "integer" }] },
      },
      { id: "split", kind: "data.split", config: { method: "nonsense" } },
    ],
    [...TO_CLEAN, ["clean.data", "check.data"], ["check.data", "split.data"]],
  );
  assert.equal(words(found["load"]?.["data"]), "age integer, name text");
  const cleaned = "name text, years integer, half number, all number";
  assert.equal(words(found["clean"]?.["data"]), cleaned);
  assert.equal(words(found["check"]?.["rejected"]), `${cleaned}, _reasons other`);
  for (const port of ["split", "train", "validation", "test"])
    assert.equal(
      words(found["split"]?.[port]),
      "name text, years integer, half integer, all number",
    );
});

test("an upload is read as the step's settings say, once for the same content", async () => {
  const { designer } = await freshWorkspace(db);
  const { source, hash } = await upload(as(designer), "code;n\n007;1\n010;?\n");
  const settings = { nullValues: ["?"], types: { code: "integer" } };
  const first = await known(as(designer), [load(source, settings)]);
  assert.equal(words(first["load"]?.["data"]), "code integer, n integer");
  const plain = await known(as(designer), [load(source)]);
  assert.equal(words(plain["load"]?.["data"]), "code text, n text");
  const kept = (await db.select().from(columnCache)).filter(({ columns: list }) =>
    list.some(({ name }) => name === "code"),
  );
  assert.equal(kept.length, 2);
  await rm(artifacts.path(hash));
  const again = await known(as(designer), [load(source, settings)]);
  assert.equal(words(again["load"]?.["data"]), "code integer, n integer");
});

test("another workspace's datasets and uploads are not there, whatever the cache knows", async () => {
  const mine = await freshWorkspace(db);
  const theirs = await freshWorkspace(db);
  await registered(as(mine.designer), "secret", "pay\n1\n2\n");
  const { source } = await upload(as(mine.designer), "salary\n1\n", "pay.csv");
  await known(as(mine.designer), [load(source)]);
  for (const hidden of ["dataset:secret", "dataset:secret@1", source]) {
    const found = await known(as(theirs.admin), [load(hidden)]);
    assert.match(words(found["load"]?.["data"])!, /There is no (dataset|upload)/);
  }
});

test("a dataset whose name is misspelt is named, and so is a version that is not there", async () => {
  const { designer } = await freshWorkspace(db);
  await registered(as(designer), "german-credit", "a\n1\n");
  const wrong = (await known(as(designer), [load("dataset:german-credti")]))["load"]!["data"]!;
  assert.deepEqual("fault" in wrong && wrong.fault, {
    field: "source",
    instead: { from: "dataset:german-credti", to: "dataset:german-credit" },
  });
  const version = await known(as(designer), [load("dataset:german-credit@9")]);
  assert.match(words(version["load"]?.["data"])!, /no version 9/);
});

test("a file that a Load step would refuse is a fault of its settings, with the same sentence", async () => {
  const { designer } = await freshWorkspace(db);
  const { source } = await upload(as(designer), "a,b\n1,2\n3\n");
  const broken = (await known(as(designer), [load(source)]))["load"]!["data"]!;
  assert.match(words(broken)!, /people\.csv, line 3: 2 columns expected, 1 found/);
  assert.equal("fault" in broken && broken.fault?.field, "source");
  const good = await upload(as(designer), "a,b\n1,2\n");
  const typed = await known(as(designer), [load(good.source, { types: { c: "text" } })]);
  assert.match(words(typed["load"]?.["data"])!, /has no column 'c'/);
});

test("SQL that does not bind says so at its field, with what was meant", async () => {
  const { designer } = await freshWorkspace(db);
  await registered(as(designer), "people", "age,name\n41,Ann\n");
  const nodes = [load("dataset:people"), transform("SELECT\n agee FROM input")];
  const wrong = (await known(as(designer), nodes, TO_CLEAN))["clean"]!["data"]!;
  assert.match(
    words(wrong)!,
    /a column 'agee' in line 2, which is not in its tables; did you mean 'age'\?/,
  );
  assert.deepEqual("fault" in wrong && wrong.fault, {
    field: "sql",
    instead: { from: "agee", to: "age" },
  });
});

test("hostile SQL reads no file, writes none, learns no setting, and takes nobody down", async () => {
  const { designer } = await freshWorkspace(db);
  await registered(as(designer), "people", "age\n41\n");
  const secret = path.join(home, "secret.csv");
  await writeFile(secret, "password\nhunter2\n");
  const written = path.join(home, "written.csv");
  const hostile = [
    `SELECT * FROM '${secret}'`,
    `SELECT * FROM read_csv('${secret}')`,
    `SELECT * FROM read_text('${secret}')`,
    `SELECT * FROM glob('${home}/*')`,
    `SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')`,
    `SELECT current_setting('temp_directory')`,
    `SELECT * FROM duckdb_settings()`,
    `COPY input TO '${written}'`,
    `COPY (SELECT 1) TO '${written}'`,
    `SELECT * FROM input; ATTACH '${written}'`,
    "INSTALL httpfs",
    "SET enable_external_access = true",
    "DROP TABLE input",
    "SELECT * FROM query(repeat('a ', 1000000000))",
  ];
  for (const sql of hostile) {
    const found = await known(as(designer), [load("dataset:people"), transform(sql)], TO_CLEAN);
    const answer = found["clean"]!["data"]!;
    assert.ok("unknown" in answer, `${sql} gave ${words(answer)}`);
    assert.doesNotMatch(answer.unknown, /password|hunter2/);
  }
  await assert.rejects(readFile(written), { code: "ENOENT" });
  const after = await known(
    as(designer),
    [load("dataset:people"), transform("SELECT age + 1 AS older FROM input")],
    TO_CLEAN,
  );
  assert.equal(words(after["clean"]?.["data"]), "older integer");
});

test("half-written documents are answered, never refused", async () => {
  const { designer } = await freshWorkspace(db);
  assert.deepEqual(await columns(as(designer), { document: { nodes: "none" } }), { nodes: {} });
  const found = await known(
    as(designer),
    [
      load(""),
      load("upload:nonsense/x"),
      { id: "a", kind: "no.such" },
      { id: "clean", kind: "data.transform", config: { sql: 7 } },
      { id: "check", kind: "data.validate", config: { checks: [null, 3] } },
      { id: "map", kind: "control.map", config: { over: "grid", grid: [1] } },
      { id: "split", kind: "data.split" },
    ],
    [
      ["nowhere", "split.data"],
      ["clean.data", "check.data"],
      ["check.data", "clean.input2"],
    ],
  );
  assert.match(words(found["split"]?.["split"])!, /Nothing is wired/);
});

test("columns flow through a chain of a thousand queries", async () => {
  const { designer } = await freshWorkspace(db);
  await registered(as(designer), "people", "age\n41\n");
  const nodes: Node[] = [load("dataset:people")];
  const wires: [string, string][] = [];
  for (let index = 1; index < 1_000; index++) {
    // Some of them are alike, and are looked at once.
    nodes.push({ ...transform(`SELECT age + ${index % 50} AS age FROM input`), id: `n${index}` });
    wires.push([index === 1 ? "load.data" : `n${index - 1}.data`, `n${index}.input`]);
  }
  const first = await known(as(designer), nodes, wires);
  assert.equal(words(first["n999"]?.["data"]), "age integer");
});
