import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { before, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { startReceiver } from "../../../test/support/receiver.ts";
import { startTestEngine, type TestEngine } from "../../../test/support/engine.ts";
import { atEnd, testServers } from "../../../test/support/servers.ts";
import type { ArtifactRef, Outputs } from "../../../workflows/core/artifact.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { compile } from "../../../workflows/core/compile.ts";
import { loadImplementations } from "../../../workflows/load-implementations.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { repoRoot } from "../../home.ts";
import { start } from "../../runs/start.ts";
import { readDocumentText } from "../document-text.ts";
import { readExample, uploadSources } from "../examples.ts";
import { ejectProject } from "./eject.ts";
import type { Ejected } from "./outline.ts";
import { writeProject } from "./write-project.ts";
import { until } from "../../../test/support/until.ts";

/** Every shape but a review. `broken` fails, which is handled; `never` is skipped. */
const SHAPES = `apiVersion: penstock/v1
name: shapes
params:
  target: { type: string, default: creditability }
  go: { type: boolean, default: true }
nodes:
  - { id: load, kind: data.load, config: { source: ./credit.csv } }
  - { id: split, kind: data.split, config: { method: stratified, column: "\${params.target}", seed: 7 } }
  - id: sweep
    kind: control.map
    config: { over: grid, grid: { l2: [0.1, 1, 10] }, window: 2 }
  - id: train
    kind: train.tabular
    parent: sweep
    config: { algorithm: linear, target: "\${params.target}", l2: "\${item.l2}", seed: "\${index}" }
  - { id: best, kind: model.evaluate, config: { positive: bad } }
  - id: broken
    kind: data.transform
    config: { sql: select nothing_of_that_name from input }
  - { id: never, kind: data.transform, config: { sql: select * from input }, policy: { when: "!params.go" } }
  - { id: either, kind: data.transform, config: { sql: select count(*) as n from input } }
  - { id: join, kind: control.join }
  - id: route
    kind: control.switch
    config:
      cases:
        - { name: perfect, when: input.metrics.roc_auc >= 1.0 }
        - { name: fair, when: "input.metrics.roc_auc >= 0.6 && params.go" }
  - { id: gate, kind: control.condition, config: { expression: input.rows > 100000 } }
  - { id: event, kind: control.wait, config: { event: go-on, for: 1h } }
  - { id: pause, kind: control.wait, config: { for: 1s } }
  - { id: small, kind: data.transform, config: { sql: select 1 as one from input } }
  - id: last
    kind: data.transform
    config: { sql: select count(*) as rows from input }
    policy: { phase: finally, when: run.status == 'done' }
wires:
  - { from: load.data, to: split.data }
  - { from: split.split, to: train.split }
  - { from: train.model, to: sweep.result }
  - { from: sweep.results, to: best.models }
  - { from: split.split, to: best.split }
  - { from: load.data, to: broken.input }
  - { from: load.data, to: never.input }
  - { from: never.data, to: join.in }
  - { from: sweep.table, to: join.in }
  - { from: join.out, to: either.input }
  - { from: broken.error, to: pause.in }
  - { from: best.evaluation, to: route.value }
  - { from: route.fair, to: event.in }
  - { from: load.data, to: gate.value }
  - { from: gate.false, to: small.input }
  - { from: split.test, to: last.input }
`;

let engine: TestEngine;
let folder: string;
let environment: NodeJS.ProcessEnv;

before(async () => {
  engine = await startTestEngine(await loadImplementations());
  folder = await mkdtemp(path.join(tmpdir(), "penstock-ejected-"));
  const { temporalAddress } = await testServers();
  environment = {
    ...process.env,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: engine.client.options.namespace,
    THREADS: "2",
  };
  atEnd(() => rm(folder, { recursive: true, force: true }));
});

/** Runs a program to its end. */
async function run(cwd: string, ...args: string[]) {
  const child = spawn(process.execPath, args, { cwd, env: environment });
  const output = collect(child);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output: output.text };
}

function collect(child: ChildProcess): { text: string } {
  const output = { text: "" };
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding("utf8").on("data", (chunk: string) => void (output.text += chunk));
  return output;
}

function ejectExample(name: string): Promise<string> {
  return eject(path.join("examples", name, "pipeline.yaml"), name);
}

async function eject(file: string, name: string): Promise<string> {
  const project = path.join(folder, name);
  const words = ["pipelines", "eject", file, "--to", project, "--json"];
  const made = await run(repoRoot, "server/cli/bin.js", ...words);
  assert.equal(made.code, 0, made.output);
  // What `npm ci` would fetch; the versions are the product's own.
  await symlink(path.join(repoRoot, "node_modules"), path.join(project, "node_modules"));
  return project;
}

async function typeCheck(project: string): Promise<void> {
  const checked = await run(project, path.join(repoRoot, "node_modules/typescript/bin/tsc"));
  assert.equal(checked.code, 0, checked.output);
}

/** A worker of the project, until the test file ends. */
async function startWorkerOf(project: string): Promise<{ text: string }> {
  const worker = spawn(process.execPath, ["--import", "tsx", "src/worker.ts"], {
    cwd: project,
    env: environment,
  });
  const said = collect(worker);
  atEnd(async () => {
    if (worker.exitCode !== null) return;
    worker.kill("SIGTERM");
    await once(worker, "close");
  });
  await until(
    "the worker",
    () => {
      assert.equal(worker.exitCode, null, said.text);
      return Promise.resolve(said.text.includes("Worker ready"));
    },
    180_000,
  );
  return said;
}

/** The id of the only run of a workflow, once it asks something. */
async function untilItAsks(workflow: string): Promise<string> {
  const id = await until(
    "the workflow",
    async () => {
      const query = `WorkflowType = '${workflow}'`;
      for await (const { workflowId } of engine.client.workflow.list({ query })) return workflowId;
      return null;
    },
    180_000,
  );
  const handle = engine.client.workflow.getHandle(id);
  await until(
    "a question",
    async () => (await handle.query<unknown[]>("openQuestions")).length > 0,
    180_000,
  );
  return id;
}

const command = (project: string, name: string, ...words: string[]) =>
  run(project, "--import", "tsx", `src/${name}.ts`, ...words);

/** What the steps of a run gave, by node and item. */
async function recordsOf(project: string, id: string): Promise<Map<string, Outputs>> {
  const runs = path.join(project, "data", "runs");
  const folder = (await readdir(runs)).find((name) => name.startsWith(id))!;
  const names = (await readdir(path.join(runs, folder))).filter((name) => name.endsWith(".json"));
  const records = names.map(async (name) => {
    const text = await readFile(path.join(runs, folder, name), "utf8");
    return [name.slice(0, -5), (JSON.parse(text) as { outputs: Outputs }).outputs] as const;
  });
  return new Map(await Promise.all(records));
}

function assertSameMetrics(theirs: ArtifactRef, ours: ArtifactRef): void {
  const [found, wanted] = [theirs, ours].map(({ meta }) => meta["metrics"]) as [
    Record<string, number>,
    Record<string, number>,
  ];
  assert.deepEqual(Object.keys(found).sort(), Object.keys(wanted).sort());
  for (const [name, value] of Object.entries(wanted))
    assert.ok(Math.abs(found[name]! - value) <= 1e-9, `${name}: ${found[name]}, not ${value}`);
}

test("the ejected credit risk project runs by itself to the same model and metrics as Penstock's own run", async () => {
  const project = await ejectExample("credit-risk");
  await typeCheck(project);
  const said = await startWorkerOf(project);
  const starting = command(project, "start", "--by", "ann");
  const id = await untilItAsks("creditRisk");
  const mistyped = await command(project, "start", "--bogus");
  assert.equal(mistyped.code, 2);
  assert.match(mistyped.output, /Unknown option '--bogus'[^]*Usage: npm start/);
  const decision = ["--approve", "--comment", "It holds."];
  const own = await command(project, "approve", "--by", "ann", ...decision);
  assert.equal(own.code, 1);
  assert.match(own.output, /Four eyes/);
  const approved = await command(project, "approve", "--by", "ben", ...decision);
  assert.equal(approved.code, 0, approved.output);
  const ended = await starting;
  assert.equal(ended.code, 0, `${ended.output}\n${said.text}`);

  const read = async (file: string) =>
    JSON.parse(await readFile(path.join(project, "data", file), "utf8")) as never;
  const theirs = (await recordsOf(project, id)).get("evaluate")!;
  const [deployed] = (await read("deployments.json")) as { endpoint: string; hash: string }[];
  assert.equal(deployed!.endpoint, "credit-risk");
  assert.equal(deployed!.hash, theirs["model"]!.hash);
  const { statuses } = (await read("registry.json")) as { statuses: { status: string }[] };
  assert.deepEqual(
    statuses.map(({ status }) => status),
    ["in-review", "approved"],
  );

  const example = (await readExample("credit-risk"))!;
  const document = await uploadSources(engine.as.designer, example.document, example.folder);
  const { runId } = await start(engine.as.designer, { document: { ...document } });
  const found = await engine.until(runId, ["waiting", "failed"], 180_000);
  const ours = found.steps.find(({ node }) => node === "evaluate")!.outputs!;
  assertSameMetrics(theirs["evaluation"]!, ours["evaluation"]!);
  assert.equal(theirs["model"]!.hash, ours["model"]!.hash);
});

test("loops, switches, joins, waits, handled failures and last steps end as they do in Penstock", async () => {
  const source = path.join(folder, "shapes");
  await mkdir(source);
  await copyFile(
    path.join(repoRoot, "examples/credit-risk/german-credit.csv"),
    path.join(source, "credit.csv"),
  );
  await writeFile(path.join(source, "pipeline.yaml"), SHAPES);
  const project = await eject(path.join(source, "pipeline.yaml"), "shapes-project");
  await typeCheck(project);
  const said = await startWorkerOf(project);
  const starting = command(project, "start");
  const id = await untilItAsks("shapes");
  const sent = await command(project, "send", "go-on", "--payload", `{"by": "hand"}`);
  assert.equal(sent.code, 0, sent.output);
  const ended = await starting;
  assert.equal(ended.code, 0, `${ended.output}\n${said.text}`);
  const theirs = await recordsOf(project, id);

  const { document } = readDocumentText(SHAPES);
  const uploaded = await uploadSources(engine.as.designer, document as PipelineDocument, source);
  // Not refused for the column that `broken` does not find, if that were found out in time.
  const { runId } = await start(engine.as.designer, { document: { ...uploaded } }, { told: false });
  await engine.until(runId, ["waiting", "failed"], 180_000);
  await engine.client.workflow.getHandle(`run-${runId}`).executeUpdate("deliverEvent", {
    args: [{ key: "wait:event", actorId: "x", payload: { by: "hand" } }],
  });
  const found = await engine.until(runId, ["done", "failed"]);
  assert.equal(found.run.status, "done", found.run.error ?? "");
  // What is decided inside the workflow leaves no record of its own.
  const decided = new Set(["control.condition", "control.switch", "control.join"]);
  const ours = found.steps.filter(
    ({ kind, status, item }) => status === "done" && item === "" && !decided.has(kind),
  );
  assert.deepEqual(
    [...theirs.keys()].filter((name) => !name.includes(".")).sort(),
    ours.map(({ node }) => node).sort(),
  );
  const best = ours.find(({ node }) => node === "best")!.outputs!;
  assertSameMetrics(theirs.get("best")!["evaluation"]!, best["evaluation"]!);
  assert.equal(theirs.get("best")!["model"]!.hash, best["model"]!.hash);
  for (const node of ["either", "small", "last"]) {
    const { hash } = ours.find((one) => one.node === node)!.outputs!["data"]!;
    assert.equal(theirs.get(node)!["data"]!.hash, hash, node);
  }
});

test("a pipeline that another one runs becomes its child workflow, and a message about the run goes out once", async () => {
  const receiver = await startReceiver();
  atEnd(receiver.close);
  const data = path.join(folder, "numbers.csv");
  await writeFile(data, "n\n1\n2\n3\n");
  const copies = new Map([["data/sources/numbers.csv", data]]);
  const transform = (id: string, sql: string) => ({ id, kind: "data.transform", config: { sql } });
  const child = {
    apiVersion: "penstock/v1" as const,
    name: "above",
    params: { least: { type: "number" as const, default: 3 } },
    nodes: [
      { id: "load", kind: "data.load", config: { source: "./data/sources/numbers.csv" } },
      transform("filter", "select * from input where n >= ${params.least}"),
    ],
    wires: [{ from: "load.data", to: "filter.input" }],
  };
  const parent = {
    apiVersion: "penstock/v1" as const,
    name: "counting",
    params: { least: { type: "integer" as const, default: 2 } },
    nodes: [
      {
        id: "inner",
        kind: "control.subpipeline",
        config: { pipeline: "above", params: { least: "${params.least}" }, output: "filter.data" },
      },
      transform("count", "select count(*)::INT as n from input"),
      {
        id: "tell",
        kind: "notify.webhook",
        config: {
          url: receiver.url,
          body: `{"rows": {{ input.rows }}, "least": {{ params.least }}, "by": {{ run.startedBy | json }}}`,
          signingSecret: "hook.key",
        },
      },
    ],
    wires: [
      { from: "inner.result", to: "count.input" },
      { from: "inner.result", to: "tell.value" },
    ],
  };
  const prepared = (document: PipelineDocument): Ejected => {
    const { plan, problems } = compile(document, registry, { localFiles: true });
    assert.ok(plan, JSON.stringify(problems));
    return { document, plan };
  };
  const children = new Map([["inner", prepared(child)]]);
  const files = await ejectProject({ ...prepared(parent), children }, "");
  const project = path.join(folder, "counting");
  await writeProject(project, files, copies);
  await symlink(path.join(repoRoot, "node_modules"), path.join(project, "node_modules"));
  await typeCheck(project);
  environment["SECRET_HOOK_KEY"] = Buffer.alloc(32, 7).toString("base64");
  const said = await startWorkerOf(project);
  const ended = await command(project, "start", "--by", "ann");
  assert.equal(ended.code, 0, `${ended.output}\n${said.text}`);
  const [id] = /counting-\S+Z/.exec(ended.output)!;
  const records = await recordsOf(project, `${id}-`);
  assert.equal(records.get("inner")!["result"]!.meta["rows"], 2);
  assert.equal(records.get("count")!["data"]!.meta["rows"], 1);
  const [message, ...more] = receiver.received;
  assert.deepEqual(more, []);
  assert.deepEqual(JSON.parse(message!.body), { rows: 2, least: 2, by: "ann" });
  new Webhook(environment["SECRET_HOOK_KEY"]).verify(
    message!.body,
    message!.headers as Record<string, string>,
  );
});

for (const name of ["churn", "census"])
  test(`the ejected ${name} project type-checks by itself`, async () => {
    await typeCheck(await ejectExample(name));
  });
