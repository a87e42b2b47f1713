import assert from "node:assert/strict";
import { before, test } from "node:test";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { publishTest } from "../../test/support/published.ts";
import { freshRun } from "../../test/support/registry.ts";
import type { Ctx } from "../context.ts";
import type { PenstockError } from "../errors.ts";
import { cancel } from "../runs/cancel.ts";
import { get } from "../runs/get.ts";
import { list as listRuns } from "../runs/list.ts";
import { pause } from "../runs/pause.ts";
import { resume } from "../runs/resume.ts";
import { finishRun } from "../runs/record-nodes.ts";
import { claimStepSlots } from "../runs/slots.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";
import { ownWorkspace } from "./own-workspace.fixture.ts";
import { set } from "./set.ts";
import { until } from "../../test/support/until.ts";

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
    await engine.until(id, ["waiting"]);
    assert.equal(await position(id), null);
  };
  const inLine = async (id: string, place: number) => {
    const own = (await position(id))!;
    assert.deepEqual([own.key, own.held, own.limit, own.place], ["pipeline:test", 2, 2, place]);
    // Two runs hold it.
    assert.equal(own.holder, null);
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
  const { place, holder } = (await position(third!))!;
  assert.deepEqual([place, holder], [1, first]);
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
  const holding = await engine.run({ nodes: [slow("a", 60_000, { queue: "cpu" })] });
  await engine.until(holding, ["running"]);
  const ids = await start(2, {
    nodes: [slow("a", 400, { queue: "cpu" }), slow("b", 400, { queue: "cpu" })],
  });
  await until("steps wait for their turn", async () => {
    const { slots } = await get(engine.as.designer, { id: ids[1]! });
    return slots.length > 0 && slots.every(({ key, place }) => key === "queue:cpu" && place >= 1);
  });
  await cancel(engine.as.designer, { id: holding });
  const steps = [];
  for (const id of ids) steps.push(...(await engine.until(id, ["done"])).steps);
  assert.equal(steps.length, 4);
  assert.equal(
    mostAtOnce(steps.map(({ startedAt, finishedAt }) => ({ from: startedAt, to: finishedAt! }))),
    1,
  );
  await remove(engine.as.admin, { key: "queue:cpu" });
});

test("of the steps that wait for a limited queue those of the first priority come first, and say so", async () => {
  await set(engine.as.admin, { key: "queue:cpu", limit: 1 });
  const step = (id: string, priority?: number) =>
    slow(id, 1, { queue: "cpu", ...(priority === undefined ? {} : { priority }) });
  const holding = await engine.run({ nodes: [slow("a", 60_000, { queue: "cpu" })] });
  await engine.until(holding, ["running"]);
  const nodes = [step("last", 5), step("usual"), step("late", 4), step("urgent", 1)];
  const id = await engine.run({ nodes });
  const order = ["urgent", "usual", "late", "last"];
  await until("all of them wait", async () => {
    const { slots } = await get(engine.as.designer, { id });
    return slots.length === order.length;
  });
  const { slots } = await get(engine.as.designer, { id });
  assert.deepEqual(
    slots.toSorted((a, b) => a.place - b.place).map(({ node, place }) => [node, place]),
    order.map((node, index) => [node, index + 1]),
  );
  await cancel(engine.as.designer, { id: holding });
  const { steps } = await engine.until(id, ["done"]);
  assert.deepEqual(
    steps.toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime()).map(({ node }) => node),
    order,
  );
  await remove(engine.as.admin, { key: "queue:cpu" });
});

test("a step of a paused run stands in nobody's way, and has no place in line until the run goes on", async () => {
  await set(engine.as.admin, { key: "queue:cpu", limit: 1 });
  const nodes = [slow("a", 60_000, { queue: "cpu" })];
  const ctx = engine.as.designer;
  const holding = await engine.run({ nodes });
  await engine.until(holding, ["running"]);
  const [held, behind] = (await start(2, { nodes })) as [string, string];
  const places = async (id: string) => (await get(ctx, { id })).slots.map(({ place }) => place);
  await until(
    "two wait",
    async () => (await Promise.all([held, behind].map(places))).flat().length === 2,
  );
  await pause(ctx, { id: held });
  assert.deepEqual(await places(held), []);
  assert.deepEqual(await places(behind), [1]);
  await resume(ctx, { id: held });
  assert.deepEqual(
    (await Promise.all([held, behind].map(places))).flat().toSorted((a, b) => a - b),
    [1, 2],
  );
  for (const id of [holding, held, behind]) {
    await cancel(ctx, { id });
    await engine.until(id, ["cancelled"]);
  }
  await remove(engine.as.admin, { key: "queue:cpu" });
});

test("a step that waits holds no place on its limited queue, nor does a map or a sub-pipeline while it goes on", async () => {
  await set(engine.as.admin, { key: "queue:control", limit: 1 });
  const ask = { id: "ask", kind: "test.ask" };
  await publishTest(engine.as.designer, {
    name: "naps",
    triggers: [],
    nodes: [{ id: "nap", kind: "control.wait", config: { for: "60s" } }],
  });
  const [waits, maps, child] = [
    await engine.run({ nodes: [ask] }),
    await engine.run({
      nodes: [
        { id: "each", kind: "control.map", config: { over: "count", count: 1 } },
        { ...ask, parent: "each" },
      ],
    }),
    await engine.run({
      nodes: [{ id: "sub", kind: "control.subpipeline", config: { pipeline: "naps" } }],
    }),
  ];
  await until("both ask", async () => {
    const [row] = await engine.database.sql`
      select count(*)::int as n from step_run where run_id in ${engine.database.sql([waits!, maps!])} and status = 'waiting'`;
    return row!["n"] === 2;
  });
  await until("the sub-pipeline waits", async () => {
    const { children } = await get(engine.as.designer, { id: child! });
    return children[0]?.status === "waiting";
  });
  const goesOn = await engine.run({ nodes: [{ id: "work", kind: "test.noop" }] });
  await engine.until(goesOn, ["done"]);
  const { items } = await list(engine.as.designer);
  assert.deepEqual(
    items.map(({ key, held, waiting }) => [key, held, waiting]),
    [["queue:control", 0, 0]],
  );
  await remove(engine.as.admin, { key: "queue:control" });
  for (const id of [waits!, maps!, child!]) {
    await cancel(engine.as.designer, { id });
    await engine.until(id, ["cancelled"]);
  }
});

test("a run hears by signals that its steps have their slots: Temporal takes few updates of a workflow", async () => {
  const { designer } = engine.as;
  const policy = { concurrencyKey: "scanner" };
  const holds = await engine.run({ nodes: [{ id: "ask", kind: "test.ask", policy }] });
  await engine.until(holds, ["waiting"]);
  const waits = await engine.run({ nodes: [{ id: "work", kind: "test.noop", policy }] });
  await until(
    "it stands in line",
    async () => (await get(designer, { id: waits })).slots.length > 0,
  );
  await cancel(designer, { id: holds });
  await engine.until(waits, ["done"]);
  const { events } = await engine.client.workflow.getHandle(`run-${waits}`).fetchHistory();
  const heard = events!.flatMap(
    ({
      workflowExecutionSignaledEventAttributes,
      workflowExecutionUpdateAcceptedEventAttributes,
    }) =>
      workflowExecutionUpdateAcceptedEventAttributes
        ? ["update"]
        : (workflowExecutionSignaledEventAttributes?.signalName ?? []),
  );
  assert.deepEqual(heard, ["deliverGrant"]);
});

test("steps with one concurrency key run one at a time, also the items of a map; its limit lets more of them", async () => {
  const each = { id: "each", kind: "control.map", config: { over: "count", count: 4, window: 4 } };
  const most = async (ms: number) => {
    const inner = { ...slow("inner", ms, { concurrencyKey: "licence" }), parent: "each" };
    const id = await engine.run({ nodes: [each, inner] });
    await engine.until(id, ["done"]);
    const rows = await engine.database.sql<{ from: Date; to: Date }[]>`
      select started_at as from, finished_at as to from step_run where run_id = ${id} and node = 'inner'`;
    assert.equal(rows.length, 4);
    return mostAtOnce(rows);
  };
  assert.equal(await most(300), 1);
  await set(engine.as.admin, { key: "key:licence", limit: 4 });
  assert.ok((await most(3_000)) > 1);
  await remove(engine.as.admin, { key: "key:licence" });
});

test("a concurrency key that an item makes long is a key like any other, shown by its beginning", async () => {
  const long = "patient ".repeat(1_000);
  const id = await engine.run({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "list", list: [long, long, `${long}2`] } },
      { ...slow("inner", 3_000, { concurrencyKey: "${item}" }), parent: "each" },
    ],
  });
  const [waits] = await until("one waits for its turn", async () => {
    const { slots } = await get(engine.as.designer, { id });
    return slots.length > 0 && slots;
  });
  assert.match(waits!.key, /^key:(patient ){12}… [0-9a-f]{16}$/);
  await engine.until(id, ["done"]);
  const rows = await engine.database.sql<{ item: string; from: Date; to: Date }[]>`
    select item, started_at as from, finished_at as to from step_run where run_id = ${id} and node = 'inner'`;
  assert.equal(rows.length, 3);
  assert.equal(mostAtOnce(rows.filter(({ item }) => item !== "2")), 1);
});

test("concurrency keys that Postgres does not store as they are are kept apart", async () => {
  const { db } = engine.database;
  const { id: runId } = await freshRun(db, { author: engine.as.designer.actor });
  const claim = (node: string, key: string) =>
    claimStepSlots(db, { runId, node, item: "", keys: [`key:${key}`] }, `run-${runId}`);
  assert.deepEqual(
    [
      await claim("a", "x\0"),
      await claim("b", "x\0"),
      await claim("c", "x\\0"),
      await claim("d", "x\uD83D"),
    ],
    [true, false, true, true],
  );
  await finishRun(db, { runId, status: "done", error: null });
});

test("a workspace's limit holds for all its runs and for nobody else's; more room, or none needed, lets who waits go on", async () => {
  const { designer, operator } = await ownWorkspace(engine);
  await set(operator, { key: "workspace", limit: 1 });
  const document = { nodes: [slow("a", 60_000)] };
  const [first, second, third] = await start(3, document, designer);
  const status = async (id: string) => (await get(designer, { id })).run.status;
  const runs = (id: string) => until("it runs", async () => (await status(id)) === "running");
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
    select action, after from audit where workspace_id = ${designer.actor.workspaceId} and entity = 'limit' order by id`;
  assert.deepEqual(
    audited.map(({ action, after }) => [action, after]),
    [
      ["limit.set", { limit: 1 }],
      ["limit.set", { limit: 2 }],
      ["limit.remove", null],
    ],
  );
});
