import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { before, test } from "node:test";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { atEnd } from "../../test/support/servers.ts";
import type { Problem } from "../../workflows/core/problems.ts";
import { Artifacts } from "../artifacts.ts";
import type { Ctx } from "../context.ts";
import { add } from "../datasets/add.ts";
import { saveUpload } from "../datasets/save-upload.ts";
import { PenstockError } from "../errors.ts";
import { importPipeline } from "../pipelines/import.ts";
import { publish } from "../pipelines/publish.ts";
import { saveDraft } from "../pipelines/save-draft.ts";
import { prepareStart } from "../runs/start.ts";
import { columnsToCheck } from "./columns-to-check.ts";
import { until } from "../../test/support/until.ts";

let ctx: Ctx;
let artifacts: Artifacts;
before(async () => {
  const database = await startTestDatabase();
  const { designer, workspaceId } = await freshWorkspace(database.db);
  const home = await mkdtemp(path.join(tmpdir(), "penstock-test-"));
  atEnd(() => rm(home, { recursive: true, force: true }));
  artifacts = new Artifacts(home);
  ctx = contextOf((await database.as(workspaceId)).db, designer, artifacts);
  const { hash, fileName } = await upload("age,name,churn\n41,Ann,yes\n23,Bob,no\n");
  await add(ctx, { name: "people", upload: { hash, fileName } });
});

const upload = (content: string) =>
  saveUpload(ctx, Readable.from([Buffer.from(content)]), "people.csv");

interface Wanted {
  source?: string;
  sql?: string;
  column?: string;
  params?: Record<string, unknown>;
}

function documentOf(name: string, { source = "dataset:people", ...wanted }: Wanted) {
  const { sql = "SELECT * FROM input", column = "churn", params } = wanted;
  return {
    apiVersion: "penstock/v1",
    name,
    ...(params ? { params } : {}),
    nodes: [
      { id: "load", kind: "data.load", config: { source } },
      { id: "clean", kind: "data.transform", config: { sql } },
      { id: "parts", kind: "data.split", config: { method: "stratified", column } },
    ],
    wires: [
      { from: "load.data", to: "clean.input" },
      { from: "clean.data", to: "parts.data" },
    ],
  };
}

const imported = (name: string, wanted: Wanted) =>
  importPipeline(ctx, { text: JSON.stringify(documentOf(name, wanted)) });

/** That a verb refuses, naming the step and the field. */
const refusal = (message: RegExp, field: string) => (error: unknown) => {
  assert.ok(error instanceof PenstockError);
  assert.match(error.message, message);
  const { problems } = error.details as { problems: Problem[] };
  const [node, ...rest] = field.split(".");
  const found = problems.find(({ severity }) => severity === "error");
  assert.deepEqual(found?.anchor, { node, field: rest.join(".") });
  return true;
};

/** A start waits a moment for columns; where the machine is busy, the next one finds them. */
const refusalOf = (start: () => Promise<unknown>) =>
  until("a refusal", () =>
    start().then(
      () => null,
      (error: unknown) => error,
    ),
  );

test("a draft in which a column is gone on the way is not published, and says in which step", async () => {
  const name = "drafted";
  const draft = (sql: string, revision: number) =>
    saveDraft(ctx, { name, document: documentOf(name, { sql }), revision });
  await imported(name, {});
  await draft("SELECT age FROM input", 0);
  await assert.rejects(
    publish(ctx, { name, note: "Less" }),
    refusal(/The column 'churn' no longer reaches 'parts'/, "parts.column"),
  );
  await draft("SELECT age, churn FROM input", 1);
  assert.equal((await publish(ctx, { name, note: "Mended" })).number, 2);
});

test("an import is refused for SQL that does not bind and for a column that is not there", async () => {
  await assert.rejects(
    imported("bad", { sql: "SELECT agee FROM input" }),
    refusal(/^'clean': The SQL names a column 'agee'/, "clean.sql"),
  );
  await assert.rejects(
    imported("bad", { column: "chrun" }),
    refusal(
      /^'parts': There is no column 'chrun' in what reaches 'parts'; did you mean/,
      "parts.column",
    ),
  );
});

test("a run says what would fail before it starts, with its params filled in", async () => {
  const params = { kept: { type: "string", default: "churn" } };
  const document = documentOf("run", { sql: "SELECT age, ${params.kept} FROM input", params });
  const start = (kept: string, told?: boolean) =>
    prepareStart(ctx, { document, params: { kept } }, { told });
  const error = await refusalOf(() => start("name"));
  refusal(/no longer reaches 'parts'/, "parts.column")(error);
  const { plan } = await start("churn");
  assert.equal(plan.nodes.length, 3);
  // Nobody hears it: the run itself says so, and its branch for failures is gone through.
  assert.equal((await start("name", false)).plan.nodes.length, 3);
});

test("a pipeline that was in order is looked at anew when its dataset has another version", async () => {
  const version = async (content: string) => {
    const { hash, fileName } = await upload(content);
    await add(ctx, { name: "growing", upload: { hash, fileName } });
  };
  const document = documentOf("grown", { source: "dataset:growing" });
  await version("age,churn\n41,yes\n23,no\n");
  for (const time of [1, 2])
    assert.equal((await prepareStart(ctx, { document })).plan.nodes.length, 3, `time ${time}`);
  await version("age,left_us\n41,yes\n23,no\n");
  const error = await refusalOf(() => prepareStart(ctx, { document }));
  refusal(/^'parts': There is no column 'churn' in what reaches 'parts'/, "parts.column")(error);
});

test("a source that is not there, or cannot be read, is left to the step that reads it", async () => {
  assert.equal((await imported("early", { source: "dataset:not-yet" })).number, 1);
  const { source, hash } = await upload("a,b\n1\n");
  assert.equal((await imported("ragged", { source })).number, 1);
  const lost = await upload("churn\n1\n");
  await rm(artifacts.path(lost.hash));
  assert.notEqual(hash, lost.hash);
  const document = documentOf("lost", { source: lost.source, column: "nowhere" });
  assert.equal((await prepareStart(ctx, { document })).plan.nodes.length, 3);
});

test("what does not come in time is not judged, and is there when it is asked for again", async () => {
  const document = documentOf("slow", { sql: "SELECT age + 1 AS older FROM input" });
  const first = await columnsToCheck(ctx, document, { ms: 0 });
  const late = first["clean"]?.["data"];
  assert.match(late && "unknown" in late ? late.unknown : "", /it will be known in a moment/);
  const then = await columnsToCheck(ctx, document, { ms: 60_000 });
  assert.deepEqual(then["clean"]?.["data"], { columns: [{ name: "older", type: "integer" }] });
});
