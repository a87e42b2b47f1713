import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import type { Client } from "@temporalio/client";
import { farClient } from "../../test/support/cable.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { trainersOf } from "../../test/support/processes.ts";
import { freshRun } from "../../test/support/registry.ts";
import { allImplementations } from "../../test/support/steps.ts";
import { ensureEnvironment } from "../../workflows/python/environment.ts";
import { saveUpload } from "../datasets/save-upload.ts";
import { readEnv } from "../env.ts";
import { repoRoot } from "../home.ts";
import { cancel } from "./cancel.ts";
import { get } from "./get.ts";
import { pause } from "./pause.ts";
import { reconcileRuns } from "./reconcile.ts";
import { until } from "../../test/support/until.ts";

let engine: TestEngine;
before(async () => {
  await ensureEnvironment({ cacheDir: readEnv().cache, group: "tabular", log: () => undefined });
  engine = await startTestEngine(await allImplementations());
});

const slow = { id: "slow", kind: "test.slow" };

/** Makes a run as old as those that the reconciler looks at, without waiting. */
async function age(runId: string): Promise<void> {
  await engine.database
    .sql`update run set created_at = created_at - interval '1 hour' where id = ${runId}`;
}

/** Does at once what the worker does every few seconds. */
const reconcile = () => reconcileRuns(engine.database.db, engine.client);

const workflowOf = (runId: string) => engine.client.workflow.getHandle(`run-${runId}`);

test("within seconds a run that somebody terminates in Temporal fails, and says who did it and why", async () => {
  const id = await engine.run({ nodes: [slow] });
  await engine.until(id, ["running"]);
  await workflowOf(id).terminate("disk is being replaced");
  await age(id);
  const { run, steps } = await engine.until(id, ["failed"]);
  assert.match(run.error!, /^Terminated in Temporal by .+: disk is being replaced\.$/);
  assert.ok(run.finishedAt);
  assert.deepEqual(
    steps.map(({ status }) => status),
    ["cancelled"],
  );
});

test("a waiting run is looked after too", async () => {
  const id = await engine.run({ nodes: [{ id: "ask", kind: "test.ask" }] });
  await engine.until(id, ["waiting"]);
  await workflowOf(id).terminate();
  await age(id);
  await reconcile();
  const { run } = await engine.until(id, ["failed"]);
  assert.match(run.error!, /^Terminated in Temporal by /);
});

test("terminating a run ends its training process within ten seconds", async () => {
  const file = path.join(repoRoot, "examples/census/adult-train.csv");
  const { source } = await saveUpload(engine.as.designer, createReadStream(file), "adult.csv");
  const id = await engine.run({
    nodes: [
      { id: "load", kind: "data.load", config: { source } },
      { id: "split", kind: "data.split", config: { method: "random" } },
      {
        id: "train",
        kind: "train.tabular",
        config: { target: "income", trees: 10_000, learningRate: 0.001, earlyStoppingRounds: 0 },
      },
    ],
    wires: [
      ["load.data", "split.data"],
      ["split.split", "train.split"],
    ],
  });
  await until(
    "the training goes on",
    async () => {
      const [row] = await engine.database
        .sql`select count(*)::int as n from step_metric where run_id = ${id}`;
      return Number(row!["n"]) > 0;
    },
    120_000,
  );
  assert.equal(trainersOf(engine.home).length, 1);
  await workflowOf(id).terminate("enough");
  await until("the trainer has ended", () => trainersOf(engine.home).length === 0);
  await age(id);
  await reconcile();
  await engine.until(id, ["failed"]);
});

test("a run of which Temporal knows nothing any more fails, and says so", async () => {
  const { id } = await freshRun(engine.database.db, { author: engine.as.designer.actor });
  await engine.database.sql`update run set status = 'running' where id = ${id}`;
  await age(id);
  await reconcile();
  const { run } = await engine.until(id, ["failed"]);
  assert.match(run.error!, /knows nothing of this run/);
});

test("a sub-pipeline's run that its parent never began ends when the parent has ended, and not before", async () => {
  const { db, sql } = engine.database;
  const [parent, child] = await Promise.all(
    ["parent", "child"].map(() => freshRun(db, { author: engine.as.designer.actor })),
  );
  const { id } = child!;
  await sql`update run set status = 'paused' where id = ${parent!.id}`;
  await sql`update run set parent_run_id = ${parent!.id}, parent_node = 'part', parent_item = '' where id = ${id}`;
  await age(id);
  await reconcile();
  await engine.until(id, ["queued"]);
  await sql`update run set status = 'failed', finished_at = now() where id = ${parent!.id}`;
  await reconcile();
  await engine.until(id, ["cancelled"]);
});

test("an end that was never recorded is recorded as it was", async () => {
  const [done, failed] = await Promise.all([
    engine.run({ nodes: [{ id: "a", kind: "test.noop" }] }),
    engine.run({
      nodes: [{ id: "a", kind: "test.flaky", config: { failures: 9, type: "bad-data" } }],
    }),
  ]);
  await engine.until(done, ["done"]);
  await engine.until(failed, ["failed"]);
  const { sql } = engine.database;
  await sql`update run set status = 'running', error = null, finished_at = null
    where id in (${done}, ${failed})`;
  await age(done);
  await age(failed);
  await reconcile();
  await engine.until(done, ["done"]);
  const { run } = await engine.until(failed, ["failed"]);
  assert.equal(run.error, "a: The step fails as it was told.");
});

test("a workflow whose run has ended long ago is ended, and with it what it was doing", async () => {
  const id = await engine.run({ nodes: [slow] });
  await engine.until(id, ["running"]);
  await engine.database.sql`
    update run set status = 'done', finished_at = now() - interval '2 minutes' where id = ${id}`;
  // Temporal's list is behind by a moment.
  await until("its workflow is ended", async () => {
    await reconcile();
    return (await workflowOf(id).describe()).status.name === "TERMINATED";
  });
  await until("the step has ended", async () => {
    const { steps } = await engine.until(id, ["done"]);
    return steps[0]!.status === "cancelled";
  });
});

test("what goes on in both, or has ended in Postgres a moment ago, is left alone", async () => {
  const [open, ending] = await Promise.all([
    engine.run({ nodes: [{ id: "ask", kind: "test.ask" }] }),
    engine.run({ nodes: [{ id: "ask", kind: "test.ask" }] }),
  ]);
  await engine.until(open, ["waiting"]);
  await engine.until(ending, ["waiting"]);
  await age(open);
  await engine.database
    .sql`update run set status = 'done', finished_at = now() where id = ${ending}`;
  await reconcile();
  await engine.until(open, ["waiting"]);
  for (const id of [open, ending])
    assert.equal((await workflowOf(id).describe()).status.name, "RUNNING");
});

test("what a worker could not record before it was killed is recorded when its run is terminated, cancelled or paused", async (t) => {
  const { as, database } = engine;
  const document = {
    nodes: [{ id: "quick", kind: "test.noop", config: { facts: { rows: 3 } } }, slow],
    wires: [["quick.out", "slow.in"]] as [string, string][],
  };
  const rows = async (id: string) => {
    const { steps } = await get(as.designer, { id });
    return steps.filter(({ node }) => node === "quick");
  };
  const [terminated, cancelled, paused, over] = (await Promise.all(
    Array.from({ length: 4 }, async () => {
      const id = await engine.run(document);
      await until("the second step goes on", async () => {
        const { steps } = await get(as.designer, { id });
        return steps.length === 2;
      });
      await database.sql`delete from step_run where run_id = ${id} and node = 'quick'`;
      assert.deepEqual(await rows(id), []);
      await age(id);
      return id;
    }),
  )) as [string, string, string, string];
  // Another worker takes over, which cannot know what the first has written.
  const other = await engine.startWorker();
  t.after(other.stop);
  await engine.stopWorker();
  await workflowOf(terminated).terminate();
  await cancel(as.designer, { id: cancelled });
  await pause(as.designer, { id: paused });
  await database.sql`
    update run set status = 'failed', finished_at = now() - interval '2 minutes' where id = ${over}`;
  await engine.until(cancelled, ["cancelled"]);
  const all = [terminated, cancelled, paused, over];
  // Temporal's list is behind by a moment.
  await until("all of them have it", async () => {
    await reconcile();
    return (await Promise.all(all.map(rows))).every(({ length }) => length > 0);
  });
  for (const id of all) {
    const [quick, ...more] = await rows(id);
    assert.equal(quick?.status, "done");
    assert.deepEqual(quick.outputs?.["out"]?.meta, { rows: 3 });
    assert.equal(more.length, 0);
  }
  await engine.until(terminated, ["failed"]);
  await engine.until(paused, ["paused"]);
  await cancel(as.designer, { id: paused });
});

test(
  "whichever answer of Temporal does not come, a comparison gives up, and the next one does the rest",
  {
    timeout: 120_000,
  },
  async () => {
    // No worker is left that would compare them.
    const id = await engine.run({ nodes: [slow] });
    await workflowOf(id).terminate();
    await age(id);
    await until("Temporal's list says so", () =>
      engine.client.workflow
        .count(`WorkflowId = 'run-${id}' AND ExecutionStatus = 'Terminated'`)
        .then(({ count }) => count > 0),
    );
    const { cable, client } = await farClient(engine.client.options.namespace);
    let calls = 0;
    for (let hangsAt = 1; calls === hangsAt - 1; hangsAt++) {
      calls = 0;
      const hanging: Client = Object.assign(Object.create(client) as Client, {
        withDeadline: (deadline: number, act: () => Promise<unknown>) => {
          if (calls < hangsAt) calls++;
          if (calls < hangsAt) return client.withDeadline(deadline, act);
          cable.hang();
          return client.withDeadline(Date.now() + 500, act);
        },
      });
      const compared = reconcileRuns(engine.database.db, hanging);
      await compared.then(
        () => assert.ok(calls < hangsAt, `it has gone on without answer ${hangsAt}`),
        () => assert.equal(calls, hangsAt),
      );
      cable.goOn();
    }
    assert.ok(calls > 2, "the list, the end and the history");
    await engine.until(id, ["failed"]);
  },
);
