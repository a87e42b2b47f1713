import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { before, test } from "node:test";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { atEnd } from "../../test/support/servers.ts";
import { content } from "../artifacts-api/content.ts";
import { add } from "../datasets/add.ts";
import { saveUpload } from "../datasets/save-upload.ts";
import { PenstockError } from "../errors.ts";
import { repoRoot } from "../home.ts";
import { importPipeline } from "../pipelines/import.ts";
import { appRouter } from "../router.ts";

let engine: TestEngine;
let url: string;
let folder: string;
before(async () => {
  engine = await startTestEngine();
  folder = await mkdtemp(path.join(tmpdir(), "penstock-ejected-"));
  const trpc = createHTTPHandler({
    router: appRouter,
    basePath: "/api/trpc/",
    allowMethodOverride: true,
    createContext: () => engine.as.admin,
  });
  const server = createServer((request, response) => {
    const hash = /^\/api\/artifacts\/(.+)$/.exec(request.url ?? "")?.[1];
    if (hash === undefined) return trpc(request, response);
    content(engine.as.admin, { hash }).then(
      async (found) => response.end(Buffer.from(await found.arrayBuffer())),
      (error: Error) => response.writeHead(404).end(JSON.stringify({ error: error.message })),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  atEnd(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
});

/** The command, as a person types it. */
function penstock(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, PENSTOCK_URL: url, PENSTOCK_TOKEN: "any" };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["server/cli/bin.js", ...args],
      { cwd: repoRoot, env },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

async function publish(
  name: string,
  nodes: object[],
  wires: object[] = [],
  params: object = {},
): Promise<void> {
  const document = { apiVersion: "penstock/v1", name, params, nodes, wires };
  await importPipeline(engine.as.admin, { text: JSON.stringify(document) });
}

test("a published pipeline is ejected with its datasets, its uploads and the pipelines that it runs", async () => {
  const upload = (text: string, name: string) =>
    saveUpload(engine.as.admin, Readable.from([Buffer.from(text)]), name);
  const registered = await upload("n\n1\n2\n", "numbers.csv");
  await add(engine.as.admin, {
    name: "numbers",
    upload: { hash: registered.hash, fileName: registered.fileName },
  } as never);
  const other = await upload("n\n3\n", "numbers.csv");
  await publish("inner", [{ id: "load", kind: "data.load", config: { source: other.source } }]);
  await publish("outer", [
    { id: "load", kind: "data.load", config: { source: "dataset:numbers" } },
    { id: "again", kind: "data.load", config: { source: "dataset:numbers@1" } },
    { id: "child", kind: "control.subpipeline", config: { pipeline: "inner" } },
  ]);
  const target = path.join(folder, "outer");
  const made = await penstock("pipelines", "eject", "outer", "--to", target, "--json");
  assert.equal(made.code, 0, made.stderr);
  const { files } = JSON.parse(made.stdout) as { files: string[] };
  const sources = path.join(target, "data/sources");
  assert.deepEqual((await readdir(sources)).sort(), ["numbers-2.csv", "numbers.csv"]);
  assert.equal(await readFile(path.join(sources, "numbers.csv"), "utf8"), "n\n1\n2\n");
  assert.equal(await readFile(path.join(sources, "numbers-2.csv"), "utf8"), "n\n3\n");
  const workflow = await readFile(path.join(target, "src/workflow.ts"), "utf8");
  assert.equal(workflow.match(/source: ".\/data\/sources\/numbers.csv"/g)?.length, 2);
  assert.ok(files.includes("src/workflows/inner.ts"));
});

test("a param that comes with each item of a map is given to the child workflow, where it has a default", async () => {
  const { source } = await saveUpload(
    engine.as.admin,
    Readable.from([Buffer.from("n\n1\n2\n")]),
    "numbers.csv",
  );
  const child = (name: string, least: object) =>
    publish(
      name,
      [
        { id: "load", kind: "data.load", config: { source } },
        {
          id: "above",
          kind: "data.transform",
          config: { sql: "select * from input where n >= ${params.least}" },
        },
      ],
      [{ from: "load.data", to: "above.input" }],
      { least },
    );
  const parent = (name: string, pipeline: string) =>
    publish(name, [
      { id: "each", kind: "control.map", config: { over: "grid", grid: { least: [1, 2] } } },
      {
        id: "part",
        kind: "control.subpipeline",
        parent: "each",
        config: { pipeline, params: { least: "${item.least}" }, output: "above.data" },
      },
    ]);
  await child("above", { type: "integer", default: 7 });
  await parent("each-above", "above");
  const target = path.join(folder, "each-above");
  const made = await penstock("pipelines", "eject", "each-above", "--to", target);
  assert.equal(made.code, 0, made.stderr);
  const workflow = await readFile(path.join(target, "src/workflow.ts"), "utf8");
  assert.match(workflow, /args: \[\{ params: \{ least: pick\(item, "least"\) \}, startedBy \}\]/);
  await child("needs", { type: "integer" });
  await parent("each-needs", "needs");
  const refused = await penstock("pipelines", "eject", "each-needs", "--to", target);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /'part' cannot be ejected: the param 'least' of 'needs' comes with/);
});

test("pipelines that run each other, and content of another workspace, are refused and nothing is written", async () => {
  await publish("first", [
    { id: "child", kind: "control.subpipeline", config: { pipeline: "second" } },
  ]);
  await publish("second", [
    { id: "child", kind: "control.subpipeline", config: { pipeline: "first" } },
  ]);
  const target = path.join(folder, "round");
  const made = await penstock("pipelines", "eject", "first", "--to", target);
  assert.equal(made.code, 1);
  assert.match(made.stderr, /first → second → first/);
  assert.ok(!(await readdir(folder)).includes("round"));
  await assert.rejects(
    content(engine.as.admin, { hash: "0".repeat(64) }),
    (error) => error instanceof PenstockError && error.code === "not-found",
  );
});
