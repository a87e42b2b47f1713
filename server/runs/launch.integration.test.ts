import assert from "node:assert/strict";
import { before, test } from "node:test";
import { slotLimit } from "../../db/schema/runs.ts";
import type { Ctx } from "../context.ts";
import { remove } from "../limits/remove.ts";
import { set } from "../limits/set.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { until } from "../../test/support/until.ts";
import type { NewRun } from "./insert-run.ts";
import { launch, type Alongside } from "./launch.ts";
import { readLimits } from "./limits.ts";
import { lockSlots } from "./slots.ts";

let database: TestDatabase;
before(async () => {
  database = await startTestDatabase();
});

/** Two people of one workspace; runs that the designer starts are heard of, and go on for ever. */
async function workspace() {
  const people = await freshWorkspace(database.db);
  const started: string[] = [];
  const workflow = {
    start: (_type: string, { workflowId }: { workflowId: string }) => {
      started.push(workflowId);
      return Promise.resolve();
    },
    getHandle: () => ({ cancel: () => Promise.resolve() }),
  };
  const client = { workflow, withDeadline: (_at: number, call: () => unknown) => call() };
  const designer: Ctx = {
    ...contextOf(database.db, people.designer),
    temporal: () => Promise.resolve(client as never),
  };
  const toRun: NewRun = {
    document: { apiVersion: "penstock/v1", name: "p", nodes: [] },
    plan: { format: 1, pipeline: "p", params: {}, nodes: [] },
    pipelineId: null,
    version: null,
    author: people.designer.userId,
    trigger: { type: "api" },
  };
  const { workspaceId } = people.designer;
  return {
    workspaceId,
    operator: contextOf(database.db, people.operator),
    readLimits: () => readLimits(database.db, workspaceId),
    launch: async (known?: Awaited<ReturnType<typeof readLimits>>, alongside?: Alongside) =>
      (await launch(designer, { ...toRun, alongside }, known)).runId,
    started: (runId: string) => started.includes(`run-${runId}`),
  };
}

for (const alongside of [undefined, () => Promise.resolve()])
  test(`a limit that is set while a run is compiled holds for it${alongside ? ", also when something is written beside it" : ""}`, async () => {
    const { operator, ...own } = await workspace();
    const known = await own.readLimits();
    const first = await own.launch();
    await set(operator, { key: "workspace", limit: 1 });
    const second = await own.launch(known, alongside);
    assert.deepEqual([own.started(first), own.started(second)], [true, false]);
    const held = await database.sql`
      select run_id, granted_at is not null as held from slot where workspace_id = ${own.workspaceId} order by id`;
    assert.deepEqual(
      held.map((row) => [row["run_id"], row["held"]]),
      [
        [first, true],
        [second, false],
      ],
    );
  });

test("a run that is written down just as a limit is being set waits for that", async () => {
  const { workspaceId, ...own } = await workspace();
  const known = await own.readLimits();
  let launched: Promise<string> | undefined;
  await database.db.transaction(async (tx) => {
    await lockSlots(tx, workspaceId);
    launched = own.launch(known);
    launched.catch(() => undefined);
    await until("it waits", async () => {
      const waiting = await database.sql`
        select 1 from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`;
      return waiting.length > 0;
    });
    await tx.insert(slotLimit).values({ workspaceId, key: "workspace", limit: 0 });
  });
  assert.equal(own.started((await launched)!), false);
});

test("a run does not stand in line for a limit that was taken away while it was compiled", async () => {
  const { operator, ...own } = await workspace();
  await set(operator, { key: "workspace", limit: 1 });
  const known = await own.readLimits();
  await remove(operator, { key: "workspace" });
  for (const runId of [await own.launch(known), await own.launch(known)])
    assert.ok(own.started(runId));
  const claims = await database.sql`select 1 from slot where workspace_id = ${own.workspaceId}`;
  assert.equal(claims.length, 0);
});
