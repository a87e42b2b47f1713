import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { saveUpload } from "../../server/datasets/save-upload.ts";
import { readEnv } from "../../server/env.ts";
import { repoRoot } from "../../server/home.ts";
import { ensureEnvironment } from "../../workflows/python/environment.ts";
import { layCable } from "../support/cable.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import { trainersOf } from "../support/processes.ts";
import { testServers } from "../support/servers.ts";
import { until } from "../support/until.ts";

/** Heartbeat time-outs and trainings on two busy cores. */
const WITHIN_MS = 180_000;
/** A worker that does not stop is killed after 15 seconds by the supervisor; this is a busy machine. */
const LONGEST_STOP_MS = 45_000;

let engine: TestEngine;
const workers: ChildProcess[] = [];
before(async () => {
  await ensureEnvironment({ cacheDir: readEnv().cache, group: "tabular", log: () => undefined });
  engine = await startTestEngine();
  await engine.stopWorker();
});
after(async () => {
  for (const worker of workers) {
    worker.kill("SIGKILL");
    if (worker.exitCode === null && worker.signalCode === null) await once(worker, "exit");
  }
});

/** Starts a worker as a process of its own; resolves when it polls. */
async function startWorkerProcess(databaseUrl = engine.database.url): Promise<ChildProcess> {
  const { temporalAddress } = await testServers();
  const worker = fork(path.join(repoRoot, "workflows/worker.ts"), {
    cwd: repoRoot,
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      TEMPORAL_NAMESPACE: engine.client.options.namespace,
      PENSTOCK_HOME: engine.home,
      PENSTOCK_SECRET: "a secret of thirty-two characters",
    },
  });
  workers.push(worker);
  await once(worker, "message");
  return worker;
}

async function attempts(runId: string): Promise<string[]> {
  const rows = await engine.database.sql`
    select status from step_run where run_id = ${runId} and node = 'train' order by attempt`;
  return rows.map(({ status }) => String(status));
}

test("another worker takes over from one that hangs; what that one does when it wakes counts for nothing", async () => {
  const file = path.join(repoRoot, "examples/credit-risk/german-credit.csv");
  const { source } = await saveUpload(engine.as.designer, createReadStream(file), "credit.csv");
  const hanging = await startWorkerProcess();
  const id = await engine.run({
    nodes: [
      { id: "load", kind: "data.load", config: { source } },
      { id: "split", kind: "data.split", config: { method: "random" } },
      {
        id: "train",
        kind: "train.tabular",
        config: { target: "creditability", trees: 500, earlyStoppingRounds: 0 },
        policy: { heartbeat: "5s" },
      },
      { id: "evaluate", kind: "model.evaluate" },
      { id: "register", kind: "model.register", config: { name: "hanging" } },
    ],
    wires: [
      ["load.data", "split.data"],
      ["split.split", "train.split"],
      ["split.split", "evaluate.split"],
      ["train.model", "evaluate.models"],
      ["evaluate.model", "register.model"],
      ["evaluate.evaluation", "register.evaluation"],
    ],
  });
  // Its start is written while it trains already: an attempt that nobody has heard of cannot be lost.
  await until(
    "the training goes on, and is on record",
    async () => trainersOf(engine.home).length === 1 && (await attempts(id))[0] === "running",
    WITHIN_MS,
  );
  hanging.kill("SIGSTOP");
  await startWorkerProcess();
  const { steps, run } = await engine.until(id, ["done", "failed"], WITHIN_MS);
  assert.equal(run.status, "done", run.error ?? "");
  assert.deepEqual(await attempts(id), ["lost", "done"]);

  hanging.kill("SIGCONT");
  // Its training has ended or is ended now, and its report is refused.
  await until("nothing is trained any more", () => trainersOf(engine.home).length === 0, WITHIN_MS);
  const next = await engine.run({ nodes: [{ id: "load", kind: "data.load", config: { source } }] });
  await engine.until(next, ["done"], WITHIN_MS);
  assert.deepEqual(await attempts(id), ["lost", "done"]);
  const afterwards = await engine.until(id, ["done"]);
  assert.deepEqual(
    afterwards.steps.map(({ node, outputs }) => [node, outputs]),
    steps.map(({ node, outputs }) => [node, outputs]),
  );
  const [versions] = await engine.database.sql`
    select count(*)::int as n from model_version where run_id = ${id}`;
  assert.equal(versions!["n"], 1);
});

test("a worker that is told to stop ends in an orderly way while Postgres is gone and a workflow waits for it", async () => {
  const databaseUrl = new URL(engine.database.url);
  const cable = await layCable(Number(databaseUrl.port));
  databaseUrl.port = String(cable.port);
  const worker = await startWorkerProcess(databaseUrl.href);
  cable.cut();
  // Before its first step the workflow asks for earlier results.
  const id = await engine.run({ nodes: [{ id: "counted", kind: "test.counted" }] });
  const handle = engine.client.workflow.getHandle(`run-${id}`);
  await until("the workflow is at work", async () => {
    const { events } = await handle.fetchHistory();
    return events!.some((event) => event.workflowTaskStartedEventAttributes);
  });
  const began = Date.now();
  worker.kill("SIGTERM");
  const [code] = await once(worker, "exit");
  assert.equal(code, 0);
  assert.ok(Date.now() - began < LONGEST_STOP_MS, `it took ${Date.now() - began} ms`);
  await handle.terminate();
});
