import assert from "node:assert/strict";
import { before, test } from "node:test";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import type { Ctx } from "../context.ts";
import type { PenstockError } from "../errors.ts";
import { cancel } from "../runs/cancel.ts";
import { get } from "../runs/get.ts";
import { list as listRuns } from "../runs/list.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";
import { set } from "./set.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

const slow = (id: string, ms: number, policy = {}) => ({
  id,
  kind: "test.slow",
  config: { ms },
  policy,
});

/** One after the other, so that their order is known. */
async function start(count: number, document: Parameters<TestEngine["run"]>[0], ctx?: Ctx) {
  const ids: string[] = [];
  for (let each = 0; each < count; each++) ids.push(await engine.run(document, ctx));
  return ids;
}

/** The largest number of these that went on at one moment. */
function mostAtOnce(spans: { from: Date; to: Date }[]): number {
  return Math.max(
    ...spans.map(({ from }) => spans.filter((one) => one.from <= from && from < one.to).length),
  );
}

const position = async (id: string) => (await get(engine.as.designer, { id })).run.position;

test("no more runs of a pipeline go on at once than it allows, in the order they came; the others see their place", async () => {
  // Each goes on until it is cancelled: nothing here depends on how long anything takes.
  const [first, second, third, fourth] = await start(4, {
    nodes: [{ id: "a", kind: "test.ask" }],
    concurrency: { runs: 2 },
  });
  const goesOn = async (id: string) => {
    await engine.until(id, ["waiting"], 60_000);
    assert.equal(await position(id), null);
  };
  const inLine = async (id: string, place: number) => {
    const own = (await position(id))!;
    assert.deepEqual([own.key, own.held, own.limit, own.place], ["pipeline:test", 2, 2, place]);
  };
  await Promise.all([goesOn(first!), goesOn(second!)]);
  await inLine(third!, 1);
  await inLine(fourth!, 2);
  const { items } = await listRuns(engine.as.designer, { limit: 4 });
  assert.deepEqual(
    items.map((one) => [one.id, one.position?.place ?? null]),
    [
      [fourth, 2],
      [third, 1],
      [second, null],
      [first, null],
    ],
  );
  await cancel(engine.as.designer, { id: second! });
  await goesOn(third!);
  await inLine(fourth!, 1);
  await cancel(engine.as.designer, { id: first! });
  await goesOn(fourth!);
  for (const id of [third!, fourth!]) {
    await cancel(engine.as.designer, { id });
    await engine.until(id, ["cancelled"]);
  }
});

test("a run that is cancelled in line leaves it, and one that is terminated in Temporal gives its slot back", async () => {
  const [first, second, third] = await start(3, {
    nodes: [slow("a", 60_000)],
    concurrency: { runs: 1 },
  });
  await engine.until(first!, ["running"]);
  await cancel(engine.as.designer, { id: second! });
  assert.equal((await get(engine.as.designer, { id: second! })).run.status, "cancelled");
  assert.equal((await position(third!))!.place, 1);
  await engine.client.workflow.getHandle(`run-${first}`).terminate("no reason");
  // Old enough for the reconciler to look at it.
  await engine.database
    .sql`update run set created_at = created_at - interval '1 hour' where id = ${first!}`;
  await engine.until(third!, ["running"]);
  assert.equal((await get(engine.as.designer, { id: first! })).run.status, "failed");
  await cancel(engine.as.designer, { id: third! });
  await engine.until(third!, ["cancelled"]);
  const { items } = await list(engine.as.designer);
  assert.deepEqual(items, [], "nobody holds or waits for anything");
});

test("steps of a limited queue take turns over all runs, and say that they wait", async () => {
  await set(engine.as.admin, { key: "queue:cpu", limit: 1 });
  const ids = await start(2, {
    nodes: [slow("a", 400, { queue: "cpu" }), slow("b", 400, { queue: "cpu" })],
  });
  await engine.untilTrue("steps wait for their turn", async () => {
    const { slots } = await get(engine.as.designer, { id: ids[1]! });
    return slots.length > 0 && slots.every(({ key, place }) => key === "queue:cpu" && place >= 1);
  });
  const steps = [];
  for (const id of ids) steps.push(...(await engine.until(id, ["done"])).steps);
  assert.equal(steps.length, 4);
  assert.equal(
    mostAtOnce(steps.map(({ startedAt, finishedAt }) => ({ from: startedAt, to: finishedAt! }))),
    1,
  );
  await remove(engine.as.admin, { key: "queue:cpu" });
});

test("steps with one concurrency key run one at a time, also the items of a map; its limit lets more of them", async () => {
  const nodes = [
    { id: "each", kind: "control.map", config: { over: "count", count: 4, window: 4 } },
    { ...slow("inner", 300, { concurrencyKey: "licence" }), parent: "each" },
  ];
  const most = async () => {
    const id = await engine.run({ nodes });
    await engine.until(id, ["done"]);
    const rows = await engine.database.sql<{ from: Date; to: Date }[]>`
      select started_at as from, finished_at as to from step_run where run_id = ${id} and node = 'inner'`;
    assert.equal(rows.length, 4);
    return mostAtOnce(rows);
  };
  assert.equal(await most(), 1);
  await set(engine.as.admin, { key: "key:licence", limit: 4 });
  assert.ok((await most()) > 1);
  await remove(engine.as.admin, { key: "key:licence" });
});

test("a workspace's limit holds for all its runs and for nobody else's; more room, or none needed, lets who waits go on", async () => {
  const people = await freshWorkspace(engine.database.db);
  const { db } = await engine.database.as(people.workspaceId);
  const [designer, operator] = [people.designer, people.operator].map((actor) => ({
    ...engine.as.designer,
    db,
    actor,
  })) as [Ctx, Ctx];
  await set(operator, { key: "workspace", limit: 1 });
  const document = { nodes: [slow("a", 60_000)] };
  const [first, second, third] = await start(3, document, designer);
  const status = async (id: string) => (await get(designer, { id })).run.status;
  const runs = (id: string) =>
    engine.untilTrue("it runs", async () => (await status(id)) === "running");
  await runs(first!);
  assert.deepEqual([await status(second!), await status(third!)], ["queued", "queued"]);
  const [other] = await start(1, document);
  await engine.until(other!, ["running"]);

  await set(operator, { key: "workspace", limit: 2 });
  await runs(second!);
  assert.equal(await status(third!), "queued");
  await remove(operator, { key: "workspace" });
  await runs(third!);
  assert.deepEqual((await list(designer)).items, []);
  for (const id of [first!, second!, third!]) await cancel(designer, { id });
  await cancel(engine.as.designer, { id: other! });

  await assert.rejects(
    set(designer, { key: "workspace", limit: 1 }),
    (error: PenstockError) => error.code === "forbidden",
  );
  await assert.rejects(
    remove(operator, { key: "workspace" }),
    (error: PenstockError) => error.code === "not-found",
  );
  const audited = await engine.database.sql`
    select action, after from audit where workspace_id = ${people.workspaceId} and entity = 'limit' order by id`;
  assert.deepEqual(
    audited.map(({ action, after }) => [action, after]),
    [
      ["limit.set", { limit: 1 }],
      ["limit.set", { limit: 2 }],
      ["limit.remove", null],
    ],
  );
});
