import assert from "node:assert/strict";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { sql } from "../../../test/support/training.ts";
import type { ArtifactRef } from "../../../workflows/core/artifact.ts";
import type { PortType } from "../../../workflows/core/ports.ts";
import { Artifacts } from "../../artifacts.ts";
import { duckdbLender } from "../../duckdb.ts";
import { compareArtifacts } from "./compare-artifacts.ts";

const lend = duckdbLender({ memory: "1GB", seconds: 60, atOnce: 1, instead: "wait" });
let home: string;
let artifacts: Artifacts;
before(async () => {
  home = await mkdtemp(path.join(tmpdir(), "penstock-compare-"));
  artifacts = new Artifacts(home);
});
after(() => rm(home, { recursive: true, force: true }));

const json = async (type: PortType, value: unknown): Promise<ArtifactRef> => ({
  type,
  ...(await artifacts.putText(JSON.stringify(value))),
  meta: {},
});
let files = 0;
async function table(select: string, type: PortType = "dataset"): Promise<ArtifactRef> {
  const file = path.join(home, `t${files++}.parquet`);
  await sql(`COPY (${select}) TO '${file}' (FORMAT parquet)`);
  return { type, ...(await artifacts.takeFile(file)), meta: {} };
}
const compare = (a: ArtifactRef, b: ArtifactRef) =>
  lend("Testing", ({ query }) =>
    compareArtifacts({ artifacts, query, counterparts: new Map() }, a, b),
  );

const rows = "SELECT i, i * 0.5 AS x FROM range(100) t(i)";

test("the same rows in another order are the same table; one row more or less is not", async () => {
  const original = await table(rows);
  assert.equal((await compare(original, await table(rows))).verdict, "identical");
  assert.equal(
    (await compare(original, await table(`${rows} ORDER BY i DESC`))).verdict,
    "within-tolerance",
  );
  const fewer = await compare(original, await table(`${rows} WHERE i <> 5`));
  assert.deepEqual(fewer, { verdict: "different", why: "rows gone: 1, new: 0" });
  const twice = await compare(original, await table(`${rows} UNION ALL SELECT 5, 2.5`));
  assert.deepEqual(twice, { verdict: "different", why: "rows gone: 0, new: 1" });
  const renamed = await compare(original, await table("SELECT 1 AS j"));
  assert.match(renamed.why!, /its columns were i, x and are j/);
});

const predictions = (off: string, where = "true") =>
  `SELECT i AS age, (i % 7) / 7.0 + ${off} AS __p_0, 1 - (i % 7) / 7.0 AS __p_1 FROM range(50) t(i) WHERE ${where}`;
async function model(file: string, auc: number, select: string): Promise<ArtifactRef> {
  return {
    type: "model",
    ...(await artifacts.putText(file)),
    meta: {},
    parts: {
      info: await json("artifact", { metrics: { auc }, seconds: Math.random() }),
      parity: await table(select, "artifact"),
    },
  };
}

test("a model is the same when its metrics are and its predictions lie no further apart than 1e-5", async () => {
  const original = await model("one", 0.8, predictions("0"));
  const verdict = async (other: Promise<ArtifactRef>) => compare(original, await other);
  assert.equal((await verdict(model("one", 0.8, predictions("0")))).verdict, "identical");
  const near = await verdict(model("two", 0.8, predictions("5e-6")));
  assert.equal(near.verdict, "within-tolerance");
  assert.match(near.why!, /predictions differ by 5\.0e-6 at most/);
  const far = await verdict(model("two", 0.8, predictions("i * 1e-5")));
  assert.equal(far.verdict, "different");
  assert.match(far.why!, /predictions differ by 4\.9e-4/);
  const worse = await verdict(model("two", 0.7, predictions("0")));
  assert.equal(worse.why, "its metrics: auc was 0.8 and is 0.7");
  const others = await verdict(model("two", 0.8, predictions("0", "i > 3")));
  assert.match(others.why!, /for other rows/);
});

test("parts are compared one by one, and the list of a map item by item", async () => {
  const split = async (test: string): Promise<ArtifactRef> => ({
    ...(await json("split", {})),
    parts: { train: await table(rows), test: await table(test) },
  });
  assert.equal((await compare(await split(rows), await split(rows))).verdict, "identical");
  const other = await compare(await split(rows), await split(`${rows} WHERE i < 99`));
  assert.equal(other.why, "part 'test': rows gone: 1, new: 0");

  const item = (index: number, output: ArtifactRef) => ({
    index,
    status: "done",
    error: null,
    output,
  });
  const [a, b, c] = [
    await json("metrics", { f1: 0.5 }),
    await json("metrics", { f1: 0.5 + 1e-8 }),
    await json("metrics", { f1: 0.6 }),
  ];
  const list = (last: ArtifactRef) => json("list", [item(0, a), item(1, last)]);
  assert.equal((await compare(await list(a), await list(b))).verdict, "within-tolerance");
  const far = await compare(await list(a), await list(c));
  assert.equal(far.why, "item 1: f1 was 0.5 and is 0.6");
});

test("files of no known kind are the same when their bytes are", async () => {
  const file = async (text: string): Promise<ArtifactRef> => ({
    type: "artifact",
    ...(await artifacts.putText(text)),
    meta: {},
  });
  assert.equal((await compare(await file("a,b"), await file("a,b"))).verdict, "identical");
  const other = await compare(await file("a,b"), await file("a,b,c"));
  assert.deepEqual(other, { verdict: "different", why: "the content differs (3 and 5 bytes)" });
});

test("content that is gone or is not what was recorded makes its own artifacts different, and throws nothing", async () => {
  const goneWhy = "the content of one of them is gone";
  const original = await json("metrics", { f1: 0.1 });
  const other = await json("metrics", { f1: 0.2 });
  await writeFile(artifacts.path(other.hash), '{"f1":0.1}');
  const damaged = await compare(original, other);
  assert.equal(damaged.verdict, "different");
  assert.match(damaged.why!, new RegExp(`The content of ${other.hash} is not what was recorded`));
  const within = async (last: ArtifactRef): Promise<ArtifactRef> => ({
    ...(await json("split", {})),
    parts: { last },
  });
  const part = await compare(await within(original), await within(other));
  assert.match(part.why!, /^part 'last': The content of/);
  await rm(artifacts.path(other.hash));
  assert.deepEqual(await compare(original, other), { verdict: "different", why: goneWhy });
  const cut = await table("SELECT 1 AS i");
  await truncate(artifacts.path(cut.hash), 100);
  const unread = await compare(await table("SELECT 2 AS i"), cut);
  assert.equal(unread.verdict, "different");
  assert.match(unread.why!, new RegExp(`The content of ${cut.hash} is not what was recorded`));

  for (const name of ["info", "parity"]) {
    const [left, right] = [
      await model("one", 0.3, predictions("0.1")),
      await model("two", 0.3, predictions("0.2")),
    ];
    await rm(artifacts.path(right.parts![name]!.hash));
    assert.deepEqual(await compare(left, right), { verdict: "different", why: goneWhy }, name);
  }
});
