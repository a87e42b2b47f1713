import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startTestEngine, type TestEngine } from "../../../test/support/engine.ts";
import { atEnd, testServers } from "../../../test/support/servers.ts";
import type { Outputs } from "../../../workflows/core/artifact.ts";
import { loadImplementations } from "../../../workflows/load-implementations.ts";
import { repoRoot } from "../../home.ts";
import { start } from "../../runs/start.ts";
import { readExample, uploadSources } from "../examples.ts";

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

async function ejectExample(name: string): Promise<string> {
  const project = path.join(folder, name);
  const file = path.join("examples", name, "pipeline.yaml");
  const words = ["pipelines", "eject", file, "--to", project, "--json"];
  const made = await run(repoRoot, "server/cli/bin.js", ...words);
  assert.equal(made.code, 0, made.output);
  // What `npm install` would fetch; the versions are the product's own.
  await symlink(path.join(repoRoot, "node_modules"), path.join(project, "node_modules"));
  return project;
}

async function typeCheck(project: string): Promise<void> {
  const checked = await run(project, path.join(repoRoot, "node_modules/typescript/bin/tsc"));
  assert.equal(checked.code, 0, checked.output);
}

async function until<T>(what: string, look: () => Promise<T | null | false>): Promise<T> {
  const deadline = Date.now() + 180_000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}`);
    await sleep(100);
  }
}

test("the ejected credit risk project runs by itself to the same model and metrics as Penstock's own run", async () => {
  const project = await ejectExample("credit-risk");
  await typeCheck(project);

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
  await until("the worker", () => {
    assert.equal(worker.exitCode, null, said.text);
    return Promise.resolve(said.text.includes("Worker ready"));
  });

  const starting = run(project, "--import", "tsx", "src/start.ts", "--by", "ann");
  const id = await until("the workflow", async () => {
    for await (const { workflowId } of engine.client.workflow.list({
      query: `WorkflowType = 'creditRisk'`,
    }))
      return workflowId;
    return null;
  });
  const handle = engine.client.workflow.getHandle(id);
  await until(
    "the review",
    async () => (await handle.query<unknown[]>("openQuestions")).length > 0,
  );
  const approve = (by: string) =>
    run(project, "--import", "tsx", "src/approve.ts", "--by", by, "--comment", "It holds.");
  const own = await approve("ann");
  assert.equal(own.code, 1);
  assert.match(own.output, /Four eyes/);
  const approved = await approve("ben");
  assert.equal(approved.code, 0, approved.output);
  const ended = await starting;
  assert.equal(ended.code, 0, `${ended.output}\n${said.text}`);

  const data = path.join(project, "data");
  const read = async (file: string) =>
    JSON.parse(await readFile(path.join(data, file), "utf8")) as never;
  const [record] = (await readdir(path.join(data, "runs"))).filter((name) => name.startsWith(id));
  const { outputs } = (await read(`runs/${record}/evaluate.json`)) as { outputs: Outputs };
  const [deployed] = (await read("deployments.json")) as { endpoint: string; hash: string }[];
  assert.equal(deployed!.endpoint, "credit-risk");
  assert.equal(deployed!.hash, outputs["model"]!.hash);
  const { statuses } = (await read("registry.json")) as { statuses: { status: string }[] };
  assert.deepEqual(
    statuses.map(({ status }) => status),
    ["in-review", "approved"],
  );

  const example = (await readExample("credit-risk"))!;
  const document = await uploadSources(engine.as.designer, example.document, example.folder);
  const { runId } = await start(engine.as.designer, { document: { ...document } });
  const found = await engine.until(runId, ["waiting", "failed"], 180_000);
  const evaluated = found.steps.find(({ node }) => node === "evaluate")!.outputs!;
  const ours = evaluated["evaluation"]!.meta["metrics"] as Record<string, number>;
  const theirs = outputs["evaluation"]!.meta["metrics"] as Record<string, number>;
  assert.deepEqual(Object.keys(theirs).sort(), Object.keys(ours).sort());
  for (const [name, value] of Object.entries(ours))
    assert.ok(Math.abs(theirs[name]! - value) <= 1e-9, `${name}: ${theirs[name]}, not ${value}`);
  assert.equal(outputs["model"]!.hash, evaluated["model"]!.hash);
});

for (const name of ["churn", "census"])
  test(`the ejected ${name} project type-checks by itself`, async () => {
    await typeCheck(await ejectExample(name));
  });
