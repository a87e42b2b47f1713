import assert from "node:assert/strict";
import { hostname } from "node:os";
import { after, before, describe, test } from "node:test";
import type { RunningWorker } from "../../workflows/start-worker.ts";
import { layCable, type Cable } from "../support/cable.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import { until } from "../support/until.ts";

const STEPS = 150;
const ids = Array.from({ length: STEPS }, (_, index) => `s${String(index).padStart(3, "0")}`);
const CHAIN = {
  nodes: ids.map((id, index) => ({ id, kind: "test.noop", config: { facts: { index } } })),
  wires: ids.slice(1).map((id, index): [string, string] => [`${ids[index]}.out`, `${id}.in`]),
};

describe("results that are recorded beside the run", () => {
  let engine: TestEngine;
  let cable: Cable;
  let worker: RunningWorker;

  before(async () => {
    engine = await startTestEngine();
    await engine.stopWorker();
    const databaseUrl = new URL(engine.database.url);
    cable = await layCable(Number(databaseUrl.port));
    databaseUrl.port = String(cable.port);
    worker = await engine.startWorker({
      databaseUrl: databaseUrl.href,
    });
  });
  after(async () => {
    await worker.stop();
    cable.cut();
    // A worker that was stopped in the middle of its work may leave a thread of the SDK behind, which keeps the process.
    setTimeout(() => process.exit(), 2_000).unref();
  });

  const rows = (runId: string) => engine.database.sql`
    select node, attempt, status, queue, kind, host, inputs, outputs, started_at, finished_at
    from step_run where run_id = ${runId} order by node, attempt`;

  /** Starts the chain, takes Postgres away when it has recorded its first results, and waits until all its steps are done. */
  async function runWithoutPostgres(): Promise<string> {
    for (let tries = 1; ; tries++) {
      const id = await engine.run(CHAIN);
      await until("a first result", async () => (await rows(id)).length > 0);
      cable.cut();
      const handle = engine.client.workflow.getHandle(`run-${id}`);
      await until("all steps are done", async () => {
        const { events } = await handle.fetchHistory();
        const done = events!.filter((event) => event.activityTaskCompletedEventAttributes);
        return done.length === STEPS;
      });
      if ((await rows(id)).length < STEPS) {
        assert.equal((await engine.until(id, ["running"])).run.error, null);
        return id;
      }
      // On a busy machine the first result may be seen only when all are recorded: then nothing is shown by this run.
      assert.ok(tries < 5, "some results are not recorded yet");
      await cable.mend();
      await engine.until(id, ["done"]);
    }
  }

  /** Every step has one row, as if nothing had happened; the times are those of the work. */
  async function assertAllRecorded(id: string, doneBefore: Date): Promise<void> {
    const { run } = await engine.until(id, ["done"]);
    const recorded = await rows(id);
    assert.deepEqual(
      recorded.map(({ node, attempt, status, queue, kind, host }) => [
        node,
        attempt,
        status,
        queue,
        kind,
        host,
      ]),
      ids.map((node) => [node, 1, "done", "control", "test.noop", hostname()]),
    );
    const momentOf = (time: unknown) => Number(new Date(time as string));
    let before = momentOf(run.startedAt);
    for (const [index, row] of recorded.entries()) {
      const out = { type: "artifact", hash: "0".repeat(64), bytes: 0, meta: { index } };
      assert.deepEqual(row["outputs"], { out });
      assert.equal(Object.keys(row["inputs"] as object).length, index === 0 ? 0 : 1);
      const [started, finished] = [momentOf(row["started_at"]), momentOf(row["finished_at"])];
      // Two clocks tell the time: the worker's, and Temporal's.
      assert.ok(started >= before - 50, `'${row["node"]}' began after the one before it`);
      assert.ok(finished >= started && finished <= Number(doneBefore) + 50);
      before = started;
    }
    const told = await engine.database.sql`
      select node from run_event where run_id = ${id} and type = 'step' order by node`;
    assert.deepEqual(
      told.map(({ node }) => node as string),
      ids,
    );
  }

  test("while Postgres is gone a chain goes on, and all of it is recorded when it is back", async () => {
    const id = await runWithoutPostgres();
    const doneBefore = new Date();
    await cable.mend();
    await assertAllRecorded(id, doneBefore);
  });

  test("what a worker had not recorded when it ended is recorded from Temporal's history", async () => {
    const id = await runWithoutPostgres();
    const doneBefore = new Date();
    await worker.stop();
    assert.ok((await rows(id)).length < STEPS);
    worker = await engine.startWorker();
    await assertAllRecorded(id, doneBefore);
  });
});
