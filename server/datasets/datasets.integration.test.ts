import assert from "node:assert/strict";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { text as streamText } from "node:stream/consumers";
import type { ReadableStream } from "node:stream/web";
import { before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { and, asc, eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { atEnd } from "../../test/support/servers.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { json } from "../artifacts-api/json.ts";
import { preview } from "../artifacts-api/preview.ts";
import { previewInput } from "../artifacts-api/schemas.ts";
import { Artifacts } from "../artifacts.ts";
import type { Actor, Ctx } from "../context.ts";
import { duckdbLender } from "../duckdb.ts";
import { PenstockError } from "../errors.ts";
import { openRoute } from "../rest.ts";
import { add } from "./add.ts";
import { describe } from "./describe.ts";
import { get } from "./get.ts";
import { inspect } from "./inspect.ts";
import { list } from "./list.ts";
import { pinSources, resolveSource } from "./resolve-source.ts";
import { limitPauses } from "./limit-pauses.ts";
import { saveUpload } from "./save-upload.ts";

let db: Database;
let home: string;
let artifacts: Artifacts;
before(async () => {
  ({ db } = await startTestDatabase());
  home = await mkdtemp(path.join(tmpdir(), "penstock-test-"));
  atEnd(() => rm(home, { recursive: true, force: true }));
  artifacts = new Artifacts(home);
});

const as = (actor: Actor) => contextOf(db, actor, artifacts);

const text = (ctx: Ctx, name: string, content: string) =>
  saveUpload(ctx, Readable.from([Buffer.from(content)]), name);

async function refused(promise: Promise<unknown>, code: string, part: RegExp) {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof PenstockError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, part);
    return true;
  });
}

const document = (source: string): PipelineDocument => ({
  apiVersion: "penstock/v1",
  name: "p",
  nodes: [{ id: "load", kind: "data.load", config: { source } }],
});

test("an upload becomes the first version of a dataset, with rows, columns, profile and audit rows", async () => {
  const { designer, workspaceId } = await freshWorkspace(db);
  const ctx = as(designer);
  const upload = await saveUpload(
    ctx,
    createReadStream("examples/credit-risk/german-credit.csv"),
    "german-credit.csv",
  );
  const added = await add(ctx, { name: "german-credit", upload, licence: "CC BY 4.0" });
  assert.deepEqual(added, {
    name: "german-credit",
    number: 1,
    hash: upload.hash,
    rows: 1000,
    columnCount: 21,
    created: true,
  });
  const found = await get(ctx, { name: "german-credit" });
  assert.equal(found.licence, "CC BY 4.0");
  assert.equal(found.versions[0]!.columns[1]!.type, "integer");
  assert.equal((found.profile as { columns: unknown[] }).columns.length, 21);
  const { items } = await list(ctx, { limit: 10 });
  assert.equal(items[0]!.latest!.rows, 1000);
  const rows = await db
    .select({ action: audit.action })
    .from(audit)
    .where(and(eq(audit.workspaceId, workspaceId), eq(audit.actorId, designer.userId)))
    .orderBy(asc(audit.id));
  assert.deepEqual(
    rows.map((row) => row.action),
    ["upload.add", "dataset.create", "dataset.add-version"],
  );
});

test("the same content again is the same version; other content is the next", async () => {
  const { designer } = await freshWorkspace(db);
  const ctx = as(designer);
  const one = await text(ctx, "a.csv", "x,y\n1,2\n");
  await add(ctx, { name: "d", upload: one });
  const again = await add(ctx, { name: "d", upload: one, purpose: "tests" });
  assert.equal(again.number, 1);
  assert.equal(again.created, false);
  assert.equal((await get(ctx, { name: "d" })).purpose, "tests");
  const two = await text(ctx, "a.csv", "x,y\n1,2\n3,4\n");
  assert.equal((await add(ctx, { name: "d", upload: two })).number, 2);
  const profiled = async (number?: number) => {
    const { shown, versions, profile } = await get(ctx, { name: "d", number });
    return { shown, versions: versions.length, rows: (profile as { rows: number }).rows };
  };
  assert.deepEqual(await profiled(), { shown: 2, versions: 2, rows: 2 });
  assert.deepEqual(await profiled(1), { shown: 1, versions: 2, rows: 1 });
  await refused(get(ctx, { name: "d", number: 3 }), "not-found", /no version 3 of a dataset 'd'/);
});

test("what is said of a dataset is changed without a version, by whom may write datasets, and written down", async () => {
  const { designer, reviewer } = await freshWorkspace(db);
  const elsewhere = await freshWorkspace(db);
  const ctx = as(designer);
  const upload = await text(ctx, "a.csv", "x\n1\n");
  await add(ctx, { name: "said", upload, purpose: "tests", licence: "CC0" });
  const facts = { description: "One column.", purpose: "", classification: "restricted" } as const;
  assert.deepEqual(await describe(ctx, { name: "said", ...facts }), { name: "said" });
  const found = await get(ctx, { name: "said" });
  const { description, purpose, licence, classification, personalData, versions } = found;
  assert.deepEqual(
    { description, purpose, licence, classification, personalData },
    { ...facts, licence: "CC0", personalData: false },
  );
  assert.equal(versions.length, 1);
  // What is so already is nothing new.
  await describe(ctx, { name: "said", ...facts });
  const rows = await db
    .select({ before: audit.before, after: audit.after, by: audit.actorId })
    .from(audit)
    .where(and(eq(audit.action, "dataset.update"), eq(audit.actorId, designer.userId)));
  assert.deepEqual(rows, [
    {
      before: { description: "", purpose: "tests", classification: "internal" },
      after: facts,
      by: designer.userId,
    },
  ]);
  await refused(describe(as(reviewer), { name: "said" }), "forbidden", /datasets\.write/);
  for (const [actor, name] of [
    [designer, "unsaid"],
    [elsewhere.designer, "said"],
  ] as const)
    await refused(describe(as(actor), { name, purpose: "x" }), "not-found", /There is no dataset/);
});

test("several people adding at once get one version for each content", async () => {
  const { designer, admin } = await freshWorkspace(db);
  const uploads = [];
  for (const rows of [1, 2, 3])
    uploads.push(await text(as(designer), "a.csv", `x\n${"1\n".repeat(rows)}`));
  const added = await Promise.all(
    [...uploads, ...uploads].map((upload, index) =>
      add(as(index % 2 ? admin : designer), { name: "race", upload }),
    ),
  );
  assert.deepEqual(
    [...new Set(added.map(({ number }) => number))].toSorted((a, b) => a - b),
    [1, 2, 3],
  );
  assert.equal(added.filter(({ created }) => created).length, 3);
});

test("a broken file is refused with its line, and nothing is registered", async () => {
  const { designer } = await freshWorkspace(db);
  const ctx = as(designer);
  const upload = await text(ctx, "broken.csv", "a,b\n1,2\n3\n");
  await refused(
    add(ctx, { name: "broken", upload }),
    "bad-request",
    /^broken\.csv, line 3: 2 columns expected, 1 found/,
  );
  assert.deepEqual((await list(ctx, { limit: 10 })).items, []);
});

test("a file that takes more time or memory than the server has for it is refused with a sentence", async () => {
  const { designer } = await freshWorkspace(db);
  const lines = Array.from({ length: 200_000 }, (_, row) => `${row},${row % 977},text ${row}\n`);
  const { hash } = await text(as(designer), "wide.csv", `a,b,c\n${lines.join("")}`);
  const limits = { memory: "1GB", seconds: 60, atOnce: 1, instead: "split the file" };
  const within = (more: object) =>
    inspect(artifacts.path(hash), "wide.csv", duckdbLender({ ...limits, ...more }));
  await refused(
    within({ seconds: 0.01 }),
    "too-large",
    /^Reading wide.csv takes longer than 0.01 seconds and was stopped: split the file\.$/,
  );
  await refused(
    within({ memory: "1MB" }),
    "too-large",
    /^Reading wide.csv takes more than the 1MB of memory that the server has for it: split the file\.$/,
  );
  assert.equal((await within({})).rows, 200_000);
});

test("a reviewer may look at datasets, but neither upload nor add", async () => {
  const { designer, reviewer } = await freshWorkspace(db);
  const upload = await text(as(designer), "a.csv", "x\n1\n");
  await refused(text(as(reviewer), "a.csv", "x\n1\n"), "forbidden", /datasets\.write/);
  await refused(add(as(reviewer), { name: "d", upload }), "forbidden", /datasets\.write/);
  assert.deepEqual((await list(as(reviewer), { limit: 10 })).items, []);
});

test("one workspace cannot use, read or load what another uploaded", async () => {
  const here = await freshWorkspace(db);
  const there = await freshWorkspace(db);
  const upload = await text(as(here.designer), "secret.csv", "x\n1234\n");
  await add(as(here.designer), { name: "secret", upload });
  const stranger = as(there.designer);
  await refused(add(stranger, { name: "mine", upload }), "not-found", /no upload/);
  await refused(get(stranger, { name: "secret" }), "not-found", /no dataset 'secret'/);
  await refused(json(stranger, { hash: upload.hash }), "not-found", /holds nothing/);
  await refused(
    resolveSource(stranger, there.workspaceId, upload.source),
    "not-found",
    /no upload/,
  );
  await refused(
    resolveSource(stranger, there.workspaceId, "dataset:secret"),
    "not-found",
    /no dataset/,
  );
});

test("a run's sources are pinned to the newest version and resolve to its file", async () => {
  const { designer, workspaceId } = await freshWorkspace(db);
  const ctx = as(designer);
  const one = await text(ctx, "v1.csv", "x\n1\n");
  await add(ctx, { name: "d", upload: one });
  const two = await text(ctx, "v2.csv", "x\n1\n2\n");
  await add(ctx, { name: "d", upload: two });
  const pinned = async (source: string, params = {}) => {
    const { document: recorded, settled } = await pinSources(ctx, document(source), params);
    return [recorded, settled].map(({ nodes }) => nodes[0]!.config!["source"]);
  };
  assert.deepEqual(await pinned("dataset:d"), ["dataset:d@2", "dataset:d@2"]);
  assert.deepEqual(await pinned("dataset:d@1"), ["dataset:d@1", "dataset:d@1"]);
  for (const source of ["${params.src}", "dataset:${params.name}"])
    assert.deepEqual(
      await pinned(source, { src: "dataset:d", name: "d" }),
      [source, "dataset:d@2"],
      "what a param gives is pinned, and recorded as it is written",
    );
  assert.deepEqual(await pinned("dataset:${item.name}"), Array(2).fill("dataset:${item.name}"));
  const resolved = await resolveSource(ctx, workspaceId, "dataset:d@1");
  assert.equal(resolved.name, "v1.csv");
  assert.equal(resolved.file, artifacts.path(one.hash));
  assert.deepEqual(resolved.origin, { type: "dataset", name: "d", version: 1, hash: one.hash });
  await refused(pinned("dataset:nope"), "not-found", /no dataset 'nope'/);
  await refused(pinned("${params.s}", { s: "dataset:nope" }), "not-found", /no dataset 'nope'/);
  await refused(
    resolveSource(ctx, workspaceId, "dataset:d"),
    "bad-request",
    /names no version.*write dataset:d@2/,
  );
  await refused(resolveSource(ctx, workspaceId, "dataset:d@9"), "not-found", /no version 9/);
  await refused(
    resolveSource(ctx, workspaceId, `dataset:d@${"9".repeat(25)}`),
    "not-found",
    /no version/,
  );
  await refused(resolveSource(ctx, workspaceId, "../../etc/passwd"), "bad-request", /upload it/);
});

test("an upload's name keeps no path, and one that is too long a stream leaves nothing behind", async () => {
  const { designer } = await freshWorkspace(db);
  const ctx = as(designer);
  const named = await text(ctx, "..\\..\\etc/pass\u0000wd.csv", "x\n7\n");
  assert.equal(named.fileName, "passwd.csv");
  await refused(text(ctx, "../..", "x"), "bad-request", /no file name/);
  await refused(
    artifacts.putStream(Readable.from([Buffer.alloc(20)]), 10),
    "too-large",
    /larger than the limit/,
  );
  assert.deepEqual(await readdir(path.join(home, "artifacts", "incoming")), []);
});

test("an upload that pauses too long is ended with a sentence and its connection, and leaves nothing behind", async () => {
  const { designer } = await freshWorkspace(db);
  const pauseMs = 2_000;
  const keep = openRoute(
    "a test",
    async (request) => {
      const stream = Readable.fromWeb(request.body as ReadableStream);
      return Response.json(await saveUpload(as(designer), limitPauses(stream, pauseMs), "a.csv"));
    },
    Infinity,
  );
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    // As Next does it.
    const init = { method: "POST", body: incoming as unknown as BodyInit, duplex: "half" };
    const response = await keep(new Request("http://localhost/", init));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  };
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  atEnd(async () => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const send = async (lines: number, length: number) => {
    const socket = connect(port, "127.0.0.1");
    const answered = streamText(socket);
    socket.write(`POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${length}\r\n\r\n`);
    for (let line = 0; line < lines; line++) {
      socket.write("line\n");
      await sleep(pauseMs / 8);
    }
    if (lines * 5 === length) socket.end();
    return answered;
  };
  const [paused, slow] = await Promise.all([send(2, 100), send(12, 60)]);
  assert.match(paused, /^HTTP\/1.1 408 /);
  assert.match(paused, /"Nothing of the file came for 2 seconds, and none of it was kept: /);
  assert.match(slow, /^HTTP\/1.1 200 [^]*"bytes":60/);
  assert.deepEqual(await readdir(path.join(home, "artifacts", "incoming")), []);
});

test("evidence whose file was changed behind Penstock's back is not shown", async () => {
  const { designer } = await freshWorkspace(db);
  const ctx = as(designer);
  const { hash } = await text(ctx, "evaluation.json", '{"roc_auc":0.61}');
  assert.deepEqual(await json(ctx, { hash }), { roc_auc: 0.61 });
  await writeFile(artifacts.path(hash), '{"roc_auc":0.93}');
  await refused(json(ctx, { hash }), "conflict", /is not what was recorded/);
});

test("a table is shown by pages and by the value of a column; what is no table says so", async () => {
  const { designer } = await freshWorkspace(db);
  const ctx = as(designer);
  const upload = await saveUpload(
    ctx,
    createReadStream("examples/credit-risk/german-credit.csv"),
    "german-credit.csv",
  );
  await refused(
    preview(ctx, previewInput.parse({ hash: upload.hash })),
    "bad-request",
    /not a table/,
  );
  await refused(json(ctx, { hash: upload.hash }), "bad-request", /not JSON/);
  const file = await madeParquet();
  const table = await saveUpload(ctx, createReadStream(file), "made.parquet");
  const page = await preview(ctx, previewInput.parse({ hash: table.hash, offset: 1, limit: 1 }));
  assert.deepEqual(page, {
    columns: [
      { name: "big", type: "integer" },
      { name: "small", type: "integer" },
      { name: "day", type: "date" },
      { name: "moment", type: "timestamp" },
      { name: "_reasons", type: "other" },
      { name: "it's", type: "text" },
    ],
    columnCount: 6,
    rows: [["9007199254740993", 2, "2024-02-29", "2024-02-29T10:00:00", ["a", "b"], null]],
    places: [2],
    total: 2,
    matching: 2,
  });
  const filtered = await preview(
    ctx,
    previewInput.parse({ hash: table.hash, filters: [{ column: "it's", op: "=", value: "x'y" }] }),
  );
  assert.equal(filtered.matching, 1);
  await refused(
    preview(
      ctx,
      previewInput.parse({ hash: table.hash, filters: [{ column: "z", op: "=", value: "1" }] }),
    ),
    "bad-request",
    /no column 'z'/,
  );
});

async function madeParquet(): Promise<string> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const file = path.join(home, "made.parquet");
  await connection.run(`COPY (SELECT * FROM (VALUES
    (1::BIGINT, 1::INTEGER, DATE '2024-01-01', TIMESTAMP '2024-01-01', ['c'], 'x''y'),
    (9007199254740993, 2, DATE '2024-02-29', TIMESTAMP '2024-02-29 10:00:00', ['a', 'b'], NULL))
    t(big, small, day, moment, _reasons, "it's")) TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return file;
}
