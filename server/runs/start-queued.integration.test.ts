import assert from "node:assert/strict";
import { before, test } from "node:test";
import { farClient } from "../../test/support/cable.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { until } from "../../test/support/until.ts";
import { pending } from "./pending.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

test("runs that wait for a worker, and one that cannot be started, keep no other from being started", async () => {
  const { sql } = engine.database;
  const document = (queue?: string) => ({
    nodes: [{ id: "a", kind: "test.noop", ...(queue ? { policy: { queue } } : {}) }],
  });
  const [waits, goes] = [
    await engine.run(document("gpu-of-nobody")),
    await engine.run(document()),
  ] as const;
  await engine.until(goes, ["done"]);
  // As they stand when Temporal was away: written down, and not started by who did it.
  const write = (of: string, prefix: string, count: number, age: string) => sql`
    insert into run (id, workspace_id, name, document, plan, plan_hash, params, started_by, author, trigger, workflow_id, created_at)
    select ${prefix} || n, workspace_id, name, document, plan, plan_hash, params, started_by, author, trigger,
      'run-' || ${prefix} || n, now() - ${age}::interval
    from run, generate_series(1, ${count}) n where run.id = ${of}`;
  // Temporal takes no id so long.
  await write(goes, `too-long-${"x".repeat(1_100)}`, 1, "3 hours");
  await write(waits, "waits-", 230, "2 hours");
  await write(goes, "goes-", 20, "1 hour");
  const states = async () => {
    const rows = await sql<{ kind: string; status: string; count: number }[]>`
      select split_part(id, '-', 1) as kind, status, count(*)::int from run
      where id like '%-%' group by 1, 2 order by 1, 2`;
    return rows.map(({ kind, status, count }) => `${kind} ${status} ${count}`);
  };
  await until(
    "all that can go on have",
    async () => (await states()).includes("goes done 20"),
    120_000,
  );
  assert.deepEqual(await states(), ["goes done 20", "too queued 1", "waits queued 230"]);
  const { count } = await engine.client.workflow.count("ExecutionStatus = 'Running'");
  assert.ok(count >= 1);
  for (const id of [waits, "waits-1", "waits-230"])
    assert.equal(
      (await engine.client.workflow.getHandle(`run-${id}`).describe()).status.name,
      "RUNNING",
    );
});

test("a run that is granted its slot is started within moments, however many wait for a worker", async () => {
  const document = {
    concurrency: { runs: 1 },
    nodes: [{ id: "a", kind: "test.slow", config: { ms: 500 } }],
  };
  const ids = [await engine.run(document), await engine.run(document), await engine.run(document)];
  const began = Date.now();
  for (const id of ids) await engine.until(id, ["done"]);
  assert.ok(Date.now() - began < 30_000, `${Date.now() - began} ms for three runs in turn`);
});

test(
  "a Temporal that hangs keeps nobody waiting: the run is written down, and a worker starts it",
  {
    timeout: 120_000,
  },
  async () => {
    const { cable, client } = await farClient(engine.client.options.namespace);
    const far = { ...engine.as.designer, temporal: () => Promise.resolve(client) };
    cable.hang();
    const id = await engine.run({ nodes: [{ id: "a", kind: "test.noop" }] }, far);
    await engine.until(id, ["done"]);
    const waits = await engine.run({
      nodes: [{ id: "a", kind: "test.noop", policy: { queue: "gpu-of-nobody" } }],
    });
    await assert.rejects(pending(far, { id: waits }), {
      code: "unavailable",
      message: "Temporal, which keeps what waits, does not answer: try again in a moment.",
    });
  },
);
