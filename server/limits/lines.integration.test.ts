import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import { slot } from "../../db/schema/runs.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { publishTest } from "../../test/support/published.ts";
import { testRegistry } from "../../test/support/steps.ts";
import type { Ctx } from "../context.ts";
import { cancel } from "../runs/cancel.ts";
import { get } from "../runs/get.ts";
import { pause } from "../runs/pause.ts";
import { resume } from "../runs/resume.ts";
import { lockSlots, releaseSlots } from "../runs/slots.ts";
import { start } from "../runs/start.ts";
import { list } from "./list.ts";
import { ownWorkspace } from "./own-workspace.fixture.ts";
import { set } from "./set.ts";
import { until } from "../../test/support/until.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

const slow = (ms: number, more: object = {}) => ({
  id: "slow",
  kind: "test.slow",
  config: { ms },
  ...more,
});
const part = (pipeline: string, more: object = {}) => ({
  id: "part",
  kind: "control.subpipeline",
  config: { pipeline },
  ...more,
});

async function run(
  name: string,
  nodes: object[],
  { ctx = engine.as.designer, concurrency = { runs: 1 }, wires = [] as object[] } = {},
): Promise<string> {
  const document = { apiVersion: "penstock/v1", name, nodes, wires, concurrency };
  const { runId } = await start(ctx, { document }, { steps: testRegistry });
  return runId;
}

const status = async (id: string, ctx: Ctx = engine.as.designer) =>
  (await get(ctx, { id })).run.status;
const childOf = async (id: string) => {
  let child = "";
  await until("a child is written down", async () => {
    const { children } = await get(engine.as.designer, { id });
    child = children[0]?.runId ?? "";
    return child !== "";
  });
  return child;
};
const nobodyIsLeft = async (ctx: Ctx = engine.as.designer) =>
  assert.deepEqual((await list(ctx)).items, []);

test("a run in line is paused where it stands, others pass it, and it takes its turn when it is resumed", async () => {
  const ctx = engine.as.designer;
  const [first, second, third] = [
    await run("paused", [slow(60_000)]),
    await run("paused", [slow(1)]),
    await run("paused", [slow(60_000)]),
  ] as const;
  await engine.until(first, ["running"]);
  assert.deepEqual(await pause(ctx, { id: second }), { id: second, status: "paused" });
  assert.equal((await get(ctx, { id: second })).run.position, null);
  assert.equal((await get(ctx, { id: third })).run.position!.place, 1);
  await cancel(ctx, { id: first });
  await engine.until(third, ["running"]);
  assert.equal(await status(second), "paused");

  assert.deepEqual(await resume(ctx, { id: second }), { id: second, status: "queued" });
  assert.equal((await get(ctx, { id: second })).run.position!.place, 1);
  await cancel(ctx, { id: third });
  await engine.until(second, ["done"]);
  const refused = await engine.database.sql`
    select refused from outbox where refused is not null and workflow_id = ${`run-${second}`}`;
  assert.deepEqual([...refused], [], "nothing was sent to a workflow that was not there");
  await nobodyIsLeft();
});

test("a run that is paused or cancelled just as its workflow is started is held, or ends", async () => {
  const ctx = engine.as.designer;
  /** Acts when the run is written down and its workflow is not started yet. */
  const meanwhile = (act: (id: string) => Promise<unknown>): Ctx => ({
    ...ctx,
    temporal: async () => {
      const [row] = await engine.database.sql<{ id: string }[]>`
        select id from run where name = 'sudden' order by created_at desc limit 1`;
      await act(row!.id);
      return engine.client;
    },
  });
  const nodes = [slow(3_000), { id: "then", kind: "test.noop" }];
  const wires = [{ from: "slow.out", to: "then.in" }];
  const to = (act: typeof pause | typeof cancel) =>
    run("sudden", nodes, { wires, ctx: meanwhile((id) => act(ctx, { id })) });
  const paused = await to(pause);
  await until("its workflow has heard of it", async () => {
    const [row] = await engine.database.sql`
      select 1 from outbox where workflow_id = ${`run-${paused}`} and delivered_at is not null`;
    return row !== undefined;
  });
  // What could begin would have: the workflow answers when it has nothing left to do.
  await engine.client.workflow.getHandle(`run-${paused}`).query("__stack_trace");
  const found = await get(ctx, { id: paused });
  assert.equal(found.run.status, "paused");
  assert.ok(found.steps.every(({ node }) => node === "slow"));
  await resume(ctx, { id: paused });
  await engine.until(paused, ["done"]);

  const cancelled = await to(cancel);
  await until("its workflow has ended", async () => {
    const handle = engine.client.workflow.getHandle(`run-${cancelled}`);
    return (await handle.describe()).status.name === "CANCELLED";
  });
  assert.equal(await status(cancelled), "cancelled");
  await nobodyIsLeft();
});

test("a run that is cancelled again and again, also by others, was cancelled once", async () => {
  const id = await run("again", [slow(60_000)]);
  await engine.until(id, ["running"]);
  const { designer, admin } = engine.as;
  await Promise.all([designer, designer, admin].map((ctx) => cancel(ctx, { id })));
  await engine.until(id, ["cancelled"]);
  const audited = await engine.database.sql`
    select id from audit where entity_id = ${id} and action = 'run.cancel'`;
  assert.equal(audited.length, 1);
});

test("a limit of the workspace that is set later counts the runs that go on, and those in line stand in line for it", async () => {
  const { designer, operator } = await ownWorkspace(engine);
  const goesOn = await run("other", [slow(60_000)], { ctx: designer });
  const first = await run("line", [slow(60_000)], { ctx: designer });
  const second = await run("line", [slow(60_000)], { ctx: designer });
  await until("two go on", async () => {
    const states = await Promise.all([goesOn, first].map((id) => status(id, designer)));
    return states.every((state) => state === "running");
  });
  await set(operator, { key: "workspace", limit: 1 });
  const { items } = await list(operator);
  assert.deepEqual(
    items.find(({ key }) => key === "workspace"),
    { key: "workspace", limit: 1, own: true, held: 2, waiting: 1 },
  );
  await cancel(designer, { id: first });
  await until("its turn at the pipeline has come", async () => {
    const { position } = (await get(designer, { id: second })).run;
    return position?.key === "workspace" && position.held === 1;
  });
  await cancel(designer, { id: goesOn });
  await until("it runs", async () => (await status(second, designer)) === "running");
  await cancel(designer, { id: second });
});

test("a limit of the workspace that is set later does not put a run in line that waits for a worker: it hears of pauses and of its end", async () => {
  const { designer, operator } = await ownWorkspace(engine);
  const goesOn = await run("other", [slow(60_000)], { ctx: designer });
  await until("it goes on", async () => (await status(goesOn, designer)) === "running");
  const waits = await run("waits", [slow(1, { policy: { queue: "nobody" } })], { ctx: designer });
  await set(operator, { key: "workspace", limit: 1 });
  assert.equal((await get(designer, { id: waits })).run.position, null);
  await pause(designer, { id: waits });
  await until("its workflow has heard of the pause", async () => {
    const [row] = await engine.database.sql`
      select 1 from outbox where workflow_id = ${`run-${waits}`} and delivered_at is not null`;
    return row !== undefined;
  });
  await cancel(designer, { id: waits });
  await until("it is cancelled", async () => (await status(waits, designer)) === "cancelled");
  // Its end is recorded a moment before.
  await until("its workflow has ended", async () => {
    const { status: found } = await engine.client.workflow.getHandle(`run-${waits}`).describe();
    return found.name !== "RUNNING";
  });
  await cancel(designer, { id: goesOn });
  await until("all has ended", async () => (await status(goesOn, designer)) === "cancelled");
});

test("a sub-pipeline's run counts among the runs of its pipeline, and waits for its turn", async () => {
  const ctx = engine.as.designer;
  const wait = [{ id: "wait", kind: "control.wait", config: { for: "1s" } }];
  const concurrency = { runs: 1 };
  await publishTest(ctx, { name: "inner", triggers: [], nodes: wait, concurrency });
  const before = await run("inner", [slow(60_000)]);
  await engine.until(before, ["running"]);
  const [outer, other] = [await run("outer", [part("inner")]), await run("far", [part("inner")])];
  const [child, cancelled] = [await childOf(outer), await childOf(other)];
  await until("they stand in line", async () => {
    const places = await Promise.all(
      [child, cancelled].map(async (id) => (await get(ctx, { id })).run.position),
    );
    return places.every((place) => place?.key === "pipeline:inner" && place.held === 1);
  });
  assert.deepEqual([await status(outer), await status(child)], ["running", "queued"]);

  await cancel(ctx, { id: cancelled });
  const { run: failed } = await engine.until(other, ["failed"]);
  assert.match(failed.error!, /It was cancelled before it began/);
  assert.equal(await status(cancelled), "cancelled");

  await cancel(ctx, { id: before });
  await engine.until(outer, ["done"]);
  assert.equal(await status(child), "done");

  const last = await run("inner", [slow(60_000)]);
  await engine.until(last, ["running"]);
  const parent = await run("outer", [part("inner")]);
  const waiting = await childOf(parent);
  await cancel(ctx, { id: parent });
  await engine.until(parent, ["cancelled"]);
  assert.equal(await status(waiting), "cancelled", "what it had not begun ends with it");
  await cancel(ctx, { id: last });
  await engine.until(last, ["cancelled"]);
  await nobodyIsLeft();
});

test("sub-pipelines inside a map take their turns; what an item that is given up had not begun stands in no line", async () => {
  const ctx = engine.as.designer;
  const pipeline = { triggers: [], concurrency: { runs: 1 } };
  const wait = { id: "wait", kind: "control.wait" };
  await publishTest(ctx, {
    ...pipeline,
    name: "turn",
    nodes: [{ ...wait, config: { for: "0s" } }],
  });
  const each = { id: "each", kind: "control.map", config: { over: "count", count: 3 } };
  const all = await run("turns", [each, part("turn", { parent: "each" })]);
  await engine.until(all, ["done"]);
  const { children } = await get(ctx, { id: all });
  assert.deepEqual(children.map(({ item, status }) => `${item} ${status}`).sort(), [
    "0 done",
    "1 done",
    "2 done",
  ]);

  const nothing = { ...wait, config: { event: "never", for: "1s" } };
  await publishTest(ctx, { ...pipeline, name: "breaks", nodes: [nothing] });
  const handled = await run(
    "given-up",
    [
      each,
      part("breaks", { parent: "each" }),
      { ...part("breaks"), id: "again", policy: { continueOnError: true } },
    ],
    { wires: [{ from: "each.error", to: "again.after" }] },
  );
  await engine.until(handled, ["done"]);
  await nobodyIsLeft();
});

test("runs whose parts need what they hold themselves, or hold for each other, come to their end", async () => {
  const ctx = engine.as.designer;
  const wait = [{ id: "wait", kind: "control.wait", config: { for: "1s" } }];
  for (const name of ["left", "right"])
    await publishTest(ctx, { name, triggers: [], nodes: wait, concurrency: { runs: 1 } });
  const itself = await run("left", [part("left")]);
  await engine.until(itself, ["done"]);

  const wires = [{ from: "slow.out", to: "part.after" }];
  const both = await Promise.all([
    run("left", [slow(1_000), part("right")], { wires }),
    run("right", [slow(1_000), part("left")], { wires }),
  ]);
  for (const id of both) await engine.until(id, ["done"]);

  const keyed = { policy: { concurrencyKey: "licence" } };
  const items = await run("keyed", [
    { id: "each", kind: "control.map", config: { over: "count", count: 2, window: 2 }, ...keyed },
    slow(1, { parent: "each", ...keyed }),
  ]);
  await engine.until(items, ["done"]);
  await nobodyIsLeft();
});

test("a step that gives its slot back just as others are granted theirs waits for them, and they not for it", async () => {
  const ctx = engine.as.designer;
  const id = await run("given-back", [slow(60_000, { policy: { concurrencyKey: "given-back" } })]);
  await engine.until(id, ["running"]);
  const { db, sql } = engine.database;
  const waitsForLocks = async () =>
    (
      await sql`select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`
    ).length > 0;
  let released = Promise.resolve();
  await db.transaction(async (tx) => {
    await lockSlots(tx, ctx.actor.workspaceId);
    released = releaseSlots(db, { runId: id, node: "slow", item: "" });
    await until("it waits", waitsForLocks);
    await tx.update(slot).set({ grantedAt: new Date() }).where(eq(slot.runId, id));
  });
  await released;
  await cancel(ctx, { id });
  await engine.until(id, ["cancelled"]);
  await nobodyIsLeft();
});
