import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { before, test } from "node:test";
import { z } from "zod";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { processesOf, trainersOf } from "../../test/support/processes.ts";
import { publishTest } from "../../test/support/published.ts";
import { testImplementations, testRegistry } from "../../test/support/steps.ts";
import {
  createRegistry,
  defineStep,
  implement,
  type StepDefinition,
} from "../../workflows/core/define-step.ts";
import { loadImplementations } from "../../workflows/load-implementations.ts";
import { ensureEnvironment } from "../../workflows/python/environment.ts";
import { runTrainer } from "../../workflows/python/run-trainer.ts";
import { saveUpload } from "../datasets/save-upload.ts";
import { readEnv } from "../env.ts";
import { repoRoot } from "../home.ts";
import { cancel } from "./cancel.ts";
import { start } from "./start.ts";
import { until } from "../../test/support/until.ts";

/** The longest that anything of a cancelled run may go on, in milliseconds: five seconds, on a machine three times as slow. */
const LONGEST_MS = 15_000;

/** A program that starts others, run as a trainer is run. */
const spawning = defineStep({
  kind: "test.spawning",
  version: 1,
  title: "Starts others",
  description: "",
  icon: "flask",
  category: "control",
  config: z.strictObject({}),
  inputs: {},
  outputs: { out: { type: "artifact", title: "Out" } },
  run: { queue: "control", cache: false, attempts: 1 },
  onReproduce: "repeat",
  example: {},
});
const spawningImplementation = implement(spawning, async ({ ctx }) => {
  const script = path.join(ctx.tmp, "spawns.sh");
  await writeFile(script, "sh -c 'sleep 300 & sleep 300' &\nsleep 300\n");
  await runTrainer({ python: "/bin/sh", script, job: {}, ctx });
  return { out: await ctx.artifacts.putJson({}, { type: "artifact" }) };
});
const steps = createRegistry([...testRegistry.values(), spawning as unknown as StepDefinition]);

let engine: TestEngine;
before(async () => {
  await ensureEnvironment({ cacheDir: readEnv().cache, group: "tabular", log: () => undefined });
  engine = await startTestEngine([
    ...testImplementations,
    ...(await loadImplementations()),
    spawningImplementation,
  ]);
});

const spawned = () =>
  processesOf(engine.home).filter(({ command }) => command.includes("sleep 300"));

test("within seconds all that a cancelled run had going has ended: trainers, what they started, maps, sub-pipelines", async (t) => {
  const ctx = engine.as.designer;
  const file = path.join(repoRoot, "examples/census/adult-train.csv");
  const { source } = await saveUpload(ctx, createReadStream(file), "adult.csv");
  const train = { target: "income", trees: 10_000, learningRate: 0.001, earlyStoppingRounds: 0 };
  await publishTest(ctx, {
    name: "training",
    triggers: [],
    nodes: [
      { id: "load", kind: "data.load", config: { source } },
      { id: "split", kind: "data.split", config: { method: "random" } },
      { id: "train", kind: "train.tabular", config: train },
    ],
    wires: [
      { from: "load.data", to: "split.data" },
      { from: "split.split", to: "train.split" },
    ],
  });
  const document = {
    apiVersion: "penstock/v1",
    name: "parent",
    nodes: [
      { id: "sub", kind: "control.subpipeline", config: { pipeline: "training" } },
      { id: "spawning", kind: "test.spawning" },
      { id: "each", kind: "control.map", config: { over: "count", count: 4, window: 2 } },
      { id: "inner", kind: "test.slow", parent: "each" },
      { id: "ask", kind: "test.ask" },
    ],
  };
  const { runId } = await start(ctx, { document }, { steps });
  const { sql } = engine.database;
  await until(
    "everything goes on",
    async () => {
      const [row] = await sql`select
        (select count(*)::int from step_metric m join run r on r.id = m.run_id where r.parent_run_id = ${runId}) as trained,
        (select count(*)::int from step_run where run_id = ${runId} and node = 'inner' and status = 'running') as items`;
      return row!["trained"] > 0 && row!["items"] === 2 && spawned().length >= 3;
    },
    120_000,
  );
  assert.equal(trainersOf(engine.home).length, 1);

  const asked = Date.now();
  await cancel(ctx, { id: runId });
  await until("no process is left", () => trainersOf(engine.home).length + spawned().length === 0);
  const processesMs = Date.now() - asked;
  await until("all is recorded as cancelled", async () => {
    const [row] = await sql`select count(*)::int as open from (
      select status from run where id = ${runId} or parent_run_id = ${runId}
      union all select s.status from step_run s join run r on r.id = s.run_id
      where r.id = ${runId} or r.parent_run_id = ${runId}
    ) o where status not in ('cancelled', 'done')`;
    return row!["open"] === 0;
  });
  const recordedMs = Date.now() - asked;
  t.diagnostic(`processes ended after ${processesMs} ms, all was recorded after ${recordedMs} ms`);
  assert.ok(processesMs < LONGEST_MS, `processes ended after ${processesMs} ms`);
  const ended =
    await sql`select id, status from run where id = ${runId} or parent_run_id = ${runId}`;
  assert.deepEqual(
    ended.map(({ status }) => status),
    ["cancelled", "cancelled"],
  );
});

test("a worker that takes these runs over goes on with each as it went", async () => {
  assert.deepEqual(await engine.notReplayed(), []);
});
