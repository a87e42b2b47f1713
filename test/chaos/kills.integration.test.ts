import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql as query } from "drizzle-orm";
import { connect, type Sql } from "../../db/client.ts";
import { DEFAULT_WORKSPACE, LOCAL_PEOPLE } from "../../db/local-people.ts";
import { Artifacts } from "../../server/artifacts.ts";
import type { Ctx } from "../../server/context.ts";
import { saveUpload } from "../../server/datasets/save-upload.ts";
import { readEnv } from "../../server/env.ts";
import { repoRoot } from "../../server/home.ts";
import { get } from "../../server/runs/get.ts";
import { isOutage } from "../../server/runs/outlast.ts";
import { start } from "../../server/runs/start.ts";
import { startStack, type Stack } from "../../server/start/stack.ts";
import type { ProcessName } from "../../server/start/supervisor.ts";
import { temporalConnector } from "../../server/temporal.ts";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import { ensureEnvironment } from "../../workflows/python/environment.ts";
import { outputsInHistory } from "./verify.ts";

/** Long enough on two busy cores; a run that takes longer hangs. */
const WITHIN_MS = 240_000;
const NODES = ["load", "split", "train", "evaluate", "register"];

describe("kill -9 during training", () => {
  const home = mkdtempSync(path.join(tmpdir(), "penstock-chaos-"));
  const lines: string[] = [];
  let stack: Stack;
  let sql: Sql;
  let designer: Ctx;
  let source: string;

  before(async () => {
    const { cache } = readEnv();
    await ensureEnvironment({ cacheDir: cache, group: "tabular", log: () => undefined });
    stack = await startStack({
      env: readEnv({ PENSTOCK_HOME: home, PENSTOCK_CACHE: cache }),
      ports: "any",
      processes: ["postgres", "temporal", "worker"],
      log: (line) => lines.push(line),
    });
    const { DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE } = stack.env;
    const database = connect(DATABASE_URL!);
    sql = database.sql;
    const { id: userId, ...person } = LOCAL_PEOPLE.designer;
    designer = {
      db: database.db,
      artifacts: new Artifacts(home),
      temporal: temporalConnector(TEMPORAL_ADDRESS!, TEMPORAL_NAMESPACE!),
      actor: { ...person, userId, workspaceId: DEFAULT_WORKSPACE, via: "local" },
    };
    const file = path.join(repoRoot, "examples/census/adult-train.csv");
    ({ source } = await saveUpload(designer, createReadStream(file), "adult-train.csv"));
  });

  after(async () => {
    await sql?.end({ timeout: 2 });
    await stack?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  /** Starts a run whose training no earlier run has done, and waits until it is well under way. */
  async function training(seed: number): Promise<string> {
    const document = {
      apiVersion: "penstock/v1",
      name: "chaos",
      nodes: [
        { id: "load", kind: "data.load", config: { source, nullValues: ["", "?"] } },
        { id: "split", kind: "data.split", config: { method: "stratified", column: "income" } },
        {
          id: "train",
          kind: "train.tabular",
          config: {
            target: "income",
            trees: 700,
            learningRate: 0.03,
            earlyStoppingRounds: 0,
            seed,
          },
        },
        { id: "evaluate", kind: "model.evaluate" },
        { id: "register", kind: "model.register", config: { name: "census" } },
      ],
      wires: [
        { from: "load.data", to: "split.data" },
        { from: "split.split", to: "train.split" },
        { from: "split.split", to: "evaluate.split" },
        { from: "train.model", to: "evaluate.models" },
        { from: "evaluate.model", to: "register.model" },
        { from: "evaluate.evaluation", to: "register.evaluation" },
      ],
    };
    const { runId } = await start(designer, { document, draft: false });
    await until("the training says how it goes", async () => {
      const [row] = await sql`select count(*)::int as n from step_metric where run_id = ${runId}`;
      return Number(row!["n"]) > 0;
    });
    assert.deepEqual(await statuses(runId, "train"), ["running"]);
    return runId;
  }

  async function statuses(runId: string, node: string): Promise<string[]> {
    const rows = await sql`
      select status from step_run where run_id = ${runId} and node = ${node} order by attempt`;
    return rows.map(({ status }) => String(status));
  }

  /** Waits for the run's end, whatever is away meanwhile. */
  async function untilEnded(runId: string): Promise<void> {
    await until("the run ends", async () => {
      const { run } = await get(designer, { id: runId });
      assert.notEqual(run.status, "failed", run.error ?? "");
      return run.status === "done";
    });
  }

  async function kill(name: ProcessName): Promise<void> {
    const pid = () => stack.processes().find((process) => process.name === name)?.identity?.pid;
    const killed = pid();
    assert.ok(stack.kill(name, "SIGKILL"));
    await until(`${name} is back`, () => {
      const found = stack.processes().find((process) => process.name === name);
      return found?.state === "ready" && found.identity?.pid !== killed;
    });
  }

  /** What holds after any run that has ended well, whatever was killed. */
  async function assertEndedOnce(runId: string): Promise<void> {
    const { run, steps } = await get(designer, { id: runId });
    const done = steps.filter(({ status }) => status === "done");
    assert.deepEqual(done.map(({ node }) => node).sort(), [...NODES].sort());
    assert.ok(run.finishedAt);

    const [versions] = await sql`
      select count(*)::int as n from model_version where run_id = ${runId}`;
    assert.equal(versions!["n"], 1);
    const [ends] = await designer.db.execute<{ n: number }>(query`
      select count(*)::int as n from run_event
      where run_id = ${runId} and type = 'run' and data ->> 'status' in ('done', 'failed', 'cancelled')`);
    assert.equal(ends!.n, 1);

    const client = await designer.temporal();
    const handle = client.workflow.getHandle(`run-${runId}`);
    await handle.result();
    assert.equal((await handle.describe()).status.name, "COMPLETED");
    const outputs = Object.fromEntries(done.map((step) => [step.node, step.outputs!]));
    // What was cached is in no activity's answer.
    const answered = await outputsInHistory(handle);
    assert.ok(answered["train"]);
    for (const [node, inTemporal] of Object.entries(answered))
      assert.deepEqual(outputs[node], inTemporal, "Temporal and Postgres hold the same results");
    for (const ref of Object.values(outputs).flatMap((ports) => Object.values(ports)))
      await assertWhole(ref);
    assert.deepEqual(trainers(), []);
  }

  async function assertWhole({ hash, bytes, parts }: ArtifactRef): Promise<void> {
    const content = readFileSync(designer.artifacts.path(hash));
    assert.equal(createHash("sha256").update(content).digest("hex"), hash);
    assert.equal(content.byteLength, bytes);
    for (const part of Object.values(parts ?? {})) await assertWhole(part);
  }

  /** Process ids of the trainers that work in this home. */
  function trainers(): string[] {
    return readdirSync("/proc").filter((name) => {
      if (!/^\d+$/.test(name)) return false;
      try {
        const words = readFileSync(`/proc/${name}/cmdline`, "utf8");
        return words.includes("train.py") && words.includes(home);
      } catch {
        return false;
      }
    });
  }

  async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + WITHIN_MS;
    for (;;) {
      try {
        if (await condition()) return;
      } catch (error) {
        if (!isOutage(error)) throw error;
      }
      if (Date.now() > deadline) throw new Error(`Not within time: ${what}.\n${lines.join("\n")}`);
      await sleep(50);
    }
  }

  test("the worker: its trainer ends with it, and another attempt trains anew", async () => {
    const runId = await training(1);
    const orphans = trainers();
    assert.equal(orphans.length, 1);
    await kill("worker");
    await until("the trainer has ended", () => !trainers().some((pid) => orphans.includes(pid)));
    await untilEnded(runId);
    await assertEndedOnce(runId);
    assert.deepEqual(await statuses(runId, "train"), ["lost", "done"]);
    assert.deepEqual(readdirSync(path.join(home, "tmp")), [], "the lost attempt's folder is gone");
  });

  test("Temporal: the training goes on, and its result is heard of", async () => {
    const runId = await training(2);
    await kill("temporal");
    await untilEnded(runId);
    await assertEndedOnce(runId);
    assert.deepEqual(await statuses(runId, "train"), ["done"]);
  });

  test("Postgres, again and again: no step loses an attempt by it", async () => {
    const runId = await training(3);
    for (let time = 0; time < 3; time++) await kill("postgres");
    await until("the training ends", async () => (await statuses(runId, "train"))[0] === "done");
    // While the evaluation runs, or the model is being registered.
    await kill("postgres");
    await untilEnded(runId);
    await assertEndedOnce(runId);
    for (const node of NODES) assert.deepEqual(await statuses(runId, node), ["done"], node);
  });
});
