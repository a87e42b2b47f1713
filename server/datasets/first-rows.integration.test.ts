import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { before, test } from "node:test";
import type { Database } from "../../db/client.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { atEnd } from "../../test/support/servers.ts";
import { sql } from "../../test/support/training.ts";
import { withTable } from "../artifacts-api/read-table.ts";
import { Artifacts } from "../artifacts.ts";
import type { Actor, Ctx } from "../context.ts";
import { add } from "./add.ts";
import { firstRows } from "./first-rows.ts";
import { saveUpload } from "./save-upload.ts";

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

async function registered(ctx: Ctx, name: string, content: string) {
  const upload = await saveUpload(ctx, Readable.from([Buffer.from(content)]), `${name}.csv`);
  return add(ctx, { name, upload: { hash: upload.hash, fileName: upload.fileName } });
}

test("the first rows of a small file are all of its rows, typed as a Load step types them", async () => {
  const { designer, viewer } = await freshWorkspace(db);
  await registered(as(designer), "small", "a,b\n1,x\n2,\n");
  const { columns, rows } = await firstRows(as(viewer), { name: "small", number: 1 });
  assert.deepEqual(
    columns.map(({ name, type }) => [name, type]),
    [
      ["a", "integer"],
      ["b", "text"],
    ],
  );
  assert.deepEqual(rows, [
    [1, "x"],
    [2, null],
  ]);
});

test("of a large file a hundred rows are shown, also where its beginning ends within a quoted text", async () => {
  const { designer } = await freshWorkspace(db);
  const line = (index: number) => `${index},"${"long\n".repeat(400)}"\n`;
  const content = `n,text\n${Array.from({ length: 1_200 }, (_, index) => line(index)).join("")}`;
  await registered(as(designer), "large", content);
  const { rows } = await firstRows(as(designer), { name: "large", number: 1 });
  assert.equal(rows.length, 100);
  assert.equal(rows[99]?.[0], 99);
});

test(
  "many who look at tables keep nobody from the first rows of a file",
  { timeout: 60_000 },
  async () => {
    const { designer } = await freshWorkspace(db);
    const ctx = as(designer);
    await registered(ctx, "beside", "a\n1\n2\n");
    const file = path.join(home, "table.parquet");
    await sql(`COPY (SELECT 1 AS a) TO '${file}' (FORMAT parquet)`);
    const { hash } = await saveUpload(ctx, Readable.from([await readFile(file)]), "table.parquet");
    let [allLook, close] = [() => {}, () => {}];
    const looked = new Promise<void>((resolve) => (allLook = resolve));
    const closed = new Promise<void>((resolve) => (close = resolve));
    let looking = 0;
    // As many as may look at once.
    const looks = Array.from({ length: 3 }, () =>
      withTable(ctx, hash, () => {
        if (++looking === 3) allLook();
        return closed;
      }),
    );
    await looked;
    const { rows } = await firstRows(ctx, { name: "beside", number: 1 });
    close();
    await Promise.all(looks);
    assert.deepEqual(rows, [[1], [2]]);
  },
);

test("another workspace's dataset is not found", async () => {
  const { designer } = await freshWorkspace(db);
  await registered(as(designer), "mine", "a\n1\n2\n");
  const { admin } = await freshWorkspace(db);
  await assert.rejects(firstRows(as(admin), { name: "mine", number: 1 }), /no version 1/);
});
