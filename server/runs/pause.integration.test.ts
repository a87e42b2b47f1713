import assert from "node:assert/strict";
import { before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { letGo } from "../../test/support/steps.ts";
import { publishTest } from "../../test/support/published.ts";
import type { PenstockError } from "../errors.ts";
import { send } from "../events/send.ts";
import { cancel } from "./cancel.ts";
import { get } from "./get.ts";
import { loadPlan } from "./load-plan.ts";
import { pause } from "./pause.ts";
import { resume } from "./resume.ts";
import { runFacts } from "./run-facts.ts";
import { startChildRun } from "./start-child.ts";
import { until } from "../../test/support/until.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

const slow = (id: string, ms: number, more = {}) => ({
  id,
  kind: "test.slow",
  config: { ms },
  ...more,
});
const noop = (id: string) => ({ id, kind: "test.noop" });

/** Waits until the run's workflow has heard all that it was told. */
const heard = (id: string) =>
  until("the message is delivered", async () => {
    const [row] = await engine.database.sql`
      select count(*)::int as n from outbox where workflow_id = ${`run-${id}`} and delivered_at is null`;
    return row!["n"] === 0;
  });

async function pauseAndWait(id: string): Promise<void> {
  await pause(engine.as.designer, { id });
  await heard(id);
}

async function states(id: string): Promise<Record<string, string>> {
  const { steps } = await get(engine.as.designer, { id });
  return Object.fromEntries(steps.map(({ node, status }) => [node, status]));
}

test("a paused run ends what it does and begins nothing new until it is resumed", async () => {
  const id = await engine.run({
    nodes: [{ id: "first", kind: "test.held" }, noop("second")],
    wires: [["first.out", "second.in"]],
  });
  await engine.until(id, ["running"]);
  await pauseAndWait(id);
  letGo(id);
  await until("the first step ends", async () => (await states(id))["first"] === "done");
  // What could begin would have: the workflow has answered after the step's end.
  await engine.client.workflow.getHandle(`run-${id}`).query("__stack_trace");
  const held = await get(engine.as.designer, { id });
  assert.equal(held.run.status, "paused");
  assert.equal(held.run.paused?.by, engine.as.designer.actor.name);
  assert.ok(Math.abs(Date.parse(held.run.paused.at) - Date.now()) < 3_600_000);
  assert.deepEqual(await states(id), { first: "done" });

  await resume(engine.as.designer, { id });
  const { run, steps } = await engine.until(id, ["done"]);
  assert.equal(run.paused, null);
  assert.deepEqual(
    steps.map(({ status }) => status),
    ["done", "done"],
  );
  const told = await engine.database.sql`
    select data ->> 'status' as status from run_event where run_id = ${id} and type = 'run' order by tx, id`;
  assert.deepEqual(
    told.map(({ status }) => status),
    ["running", "paused", "running", "done"],
  );
  const audited = await engine.database.sql`
    select action from audit where entity_id = ${id} and action in ('run.pause', 'run.resume') order by id`;
  assert.deepEqual(
    audited.map(({ action }) => action),
    ["run.pause", "run.resume"],
  );
});

test("the items of a map are held too, and all of them are done after it goes on", async () => {
  const id = await engine.run({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "count", count: 12, window: 2 } },
      slow("body", 1_000, { parent: "each" }),
    ],
  });
  const begun = async () => {
    const [row] = await engine.database.sql`
      select count(distinct item)::int as n, count(distinct item) filter (where status = 'running')::int as running
      from step_run where run_id = ${id} and node = 'body'`;
    return row as { n: number; running: number };
  };
  await until("items run", async () => (await begun()).running > 0);
  await pauseAndWait(id);
  const child = engine.client.workflow.getHandle(`run-${id}/each/0`);
  await until("the map's own workflow has heard of it", async () => {
    const { events } = await child.fetchHistory();
    return events!.some((event) => event.workflowExecutionSignaledEventAttributes);
  });
  await until("the items under way end", async () => (await begun()).running === 0);
  const { n } = await begun();
  assert.ok(n < 12, `${n} items have begun`);
  await child.query("__stack_trace");
  assert.equal((await begun()).n, n);
  assert.equal((await get(engine.as.designer, { id })).run.status, "paused");

  await resume(engine.as.designer, { id });
  const { maps } = await engine.until(id, ["done"]);
  assert.equal(maps["each"]!.done, 12);
});

test("a step that waits takes its answer while the run is paused; what comes after it stays put", async () => {
  const id = await engine.run({
    nodes: [{ id: "question", kind: "test.ask" }, noop("after")],
    wires: [["question.yes", "after.in"]],
  });
  await engine.until(id, ["waiting"]);
  await pauseAndWait(id);
  assert.equal((await get(engine.as.designer, { id })).run.status, "paused");
  await engine.client.workflow.getHandle(`run-${id}`).executeUpdate("deliverEvent", {
    args: [{ key: "ask:question", actorId: "someone", payload: { answer: "yes" } }],
  });
  await until("it has the answer", async () => (await states(id))["question"] === "done");
  await engine.client.workflow.getHandle(`run-${id}`).query("__stack_trace");
  assert.deepEqual(await states(id), { question: "done" });
  assert.equal((await get(engine.as.designer, { id })).run.status, "paused");
  await resume(engine.as.designer, { id });
  await engine.until(id, ["done"]);
});

test("the run of a sub-pipeline is paused and resumed with the run that started it", async () => {
  const ctx = engine.as.designer;
  await publishTest(ctx, {
    name: "child",
    triggers: [],
    nodes: [
      { id: "first", kind: "control.wait", config: { event: "child.go" } },
      { id: "second", kind: "control.wait", config: { for: "1s" } },
    ],
    wires: [{ from: "first.event", to: "second.in" }],
  });
  const id = await engine.run({
    nodes: [{ id: "sub", kind: "control.subpipeline", config: { pipeline: "child" } }],
  });
  let child = "";
  await until("the child waits", async () => {
    const { children } = await get(ctx, { id });
    child = children[0]?.runId ?? "";
    return children[0]?.status === "waiting";
  });
  await pauseAndWait(id);
  await heard(child);
  const found = await get(ctx, { id: child });
  assert.deepEqual(
    [found.run.status, found.run.parent],
    ["paused", { runId: id, node: "sub", item: "" }],
  );
  await send(ctx, { name: "child.go", payload: {} });
  await until("it has the event", async () => (await states(child))["first"] === "done");
  await engine.client.workflow.getHandle(`run-${child}`).query("__stack_trace");
  assert.deepEqual(await states(child), { first: "done" });
  await resume(ctx, { id });
  await engine.until(id, ["done"]);
  assert.deepEqual(await states(child), { first: "done", second: "done" });
});

test("the runs that items of a map have begun are paused and resumed with the run, and say which item began them", async () => {
  const ctx = engine.as.designer;
  await publishTest(ctx, {
    name: "part",
    triggers: [],
    nodes: [{ id: "ask", kind: "control.wait", config: { event: "part.go" } }],
  });
  const id = await engine.run({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "count", count: 2 } },
      {
        id: "part",
        kind: "control.subpipeline",
        parent: "each",
        config: { pipeline: "part", output: "ask.event" },
      },
    ],
    wires: [["part.result", "each.result"]],
  });
  const children = async () => (await get(ctx, { id })).children;
  const all = async (status: string) => {
    const found = await children();
    return found.length === 2 && found.every((one) => one.status === status);
  };
  await until("both children wait", () => all("waiting"));
  await pauseAndWait(id);
  assert.ok(await all("paused"));
  const parents = await Promise.all(
    (await children()).map(async ({ runId }) => (await get(ctx, { id: runId })).run.parent),
  );
  assert.deepEqual(parents.map((parent) => `${parent!.node} ${parent!.item}`).sort(), [
    "part 0",
    "part 1",
  ]);
  await resume(ctx, { id });
  await send(ctx, { name: "part.go", payload: {} });
  const { steps } = await engine.until(id, ["done"]);
  assert.equal(steps[0]!.outputs!["results"]!.meta["done"], 2);
});

test("runs that a map is just beginning are held with it, and all are done after it goes on", async () => {
  const ctx = engine.as.designer;
  const waits = Array.from({ length: 8 }, (_, index) => `w${index}`);
  await publishTest(ctx, {
    name: "waits",
    triggers: [],
    nodes: waits.map((id, index) => ({
      id,
      kind: "control.wait",
      config: { for: index === 0 ? "8s" : "1s" },
    })),
    wires: waits.slice(1).map((id, index) => ({ from: `w${index}.out`, to: `${id}.in` })),
  });
  const items = 20;
  const id = await engine.run({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "count", count: items, window: items } },
      { id: "part", kind: "control.subpipeline", parent: "each", config: { pipeline: "waits" } },
    ],
  });
  const look = async () => {
    const [row] = await engine.database.sql`
      select (select count(*)::int from run where parent_run_id = ${id}) as children,
        (select count(*)::int from run where parent_run_id = ${id} and status = 'done') as done,
        (select count(*)::int from run where parent_run_id = ${id} and status not in ('done', 'paused')) as others,
        (select count(*)::int from run r where parent_run_id = ${id} and started_at is null
          and exists (select 1 from step_run s where s.run_id = r.id)) as unmarked,
        (select count(*)::int from step_run s join run r on r.id = s.run_id where r.parent_run_id = ${id}) as steps`;
    return row as Record<"children" | "done" | "others" | "unmarked" | "steps", number>;
  };
  await until("the map begins runs", async () => (await look()).children >= 6);
  await pauseAndWait(id);
  let seen = "";
  await until("no further step begins", async () => {
    const earlier = seen;
    const held = await look();
    seen = JSON.stringify(held);
    if (earlier !== seen) await sleep(1_500);
    return earlier === seen && held.others === 0;
  });
  const held = await look();
  assert.equal(held.unmarked, 0, seen);
  // Each takes fifteen seconds, and those that had begun were told at once.
  assert.equal(held.done, 0, seen);

  await resume(ctx, { id });
  await engine.until(id, ["done"], 240_000);
  const after = await look();
  assert.deepEqual([after.done, after.steps], [items, items * waits.length]);
});

test("a child run that was written down, or began, as its parent was paused hears of it when it begins", async () => {
  const ctx = engine.as.designer;
  await publishTest(ctx, {
    name: "late",
    triggers: [],
    nodes: [{ id: "ask", kind: "control.wait", config: { event: "late.go" } }],
  });
  const id = await engine.run({
    nodes: [{ id: "sub", kind: "control.subpipeline", config: { pipeline: "late" } }],
  });
  let child = "";
  await until("the child waits", async () => {
    const { children } = await get(ctx, { id });
    child = children[0]?.runId ?? "";
    return children[0]?.status === "waiting";
  });
  const status = async () => (await get(ctx, { id: child })).run.status;
  const pauses = async () => {
    const [row] = await engine.database.sql`
      select count(*)::int as n from outbox where workflow_id = ${`run-${child}`} and event ->> 'key' = 'run:pause'`;
    return row!["n"] as number;
  };
  await pauseAndWait(id);
  await heard(child);
  // As it stands when it is written down right after the pause, or before the parent is seen to be paused.
  await engine.database.sql`update run set status = 'queued' where id = ${child}`;
  await loadPlan(engine.database.db, child);
  assert.equal(await status(), "paused");
  await heard(child);
  assert.equal(await pauses(), 2);
  // Its workflow was not there yet to hear of the pause.
  await loadPlan(engine.database.db, child);
  await heard(child);
  assert.equal(await pauses(), 3);
  const { db } = engine.database;
  const source = { ...(await runFacts(db, id)), node: "other", workflowId: `run-${id}` };
  const { runId: further } = await db.transaction((tx) =>
    startChildRun(tx, ctx.artifacts, source, { pipeline: "late", version: null, params: {} }),
  );
  assert.equal((await get(ctx, { id: further })).run.status, "paused");

  await resume(ctx, { id });
  assert.equal((await get(ctx, { id: further })).run.status, "queued");
  await heard(child);
  await loadPlan(engine.database.db, child);
  assert.notEqual(await status(), "paused");
  assert.equal(await pauses(), 3);
  await send(ctx, { name: "late.go", payload: {} });
  await engine.until(id, ["done"]);
});

test("a run that merely waited waits again when it is resumed", async () => {
  const id = await engine.run({ nodes: [{ id: "question", kind: "test.ask" }] });
  await engine.until(id, ["waiting"]);
  await pauseAndWait(id);
  await resume(engine.as.designer, { id });
  await engine.until(id, ["waiting"]);
  await cancel(engine.as.designer, { id });
  await engine.until(id, ["cancelled"]);
});

test("a paused run can be cancelled; what has ended, or is not paused, is refused with a sentence", async () => {
  const id = await engine.run({
    nodes: [slow("first", 60_000), noop("second")],
    wires: [["first.out", "second.in"]],
  });
  await engine.until(id, ["running"]);
  const refused = (pattern: RegExp) => (error: PenstockError) =>
    error.code === "conflict" && pattern.test(error.message);
  await assert.rejects(resume(engine.as.designer, { id }), refused(/not paused but running/));
  await pauseAndWait(id);
  await assert.rejects(pause(engine.as.designer, { id }), refused(/paused already/));
  await cancel(engine.as.designer, { id });
  await engine.until(id, ["cancelled"]);
  await assert.rejects(pause(engine.as.designer, { id }), refused(/ended already \(cancelled\)/));
  await assert.rejects(
    pause(engine.as.reviewer, { id }),
    (error: PenstockError) => error.code === "forbidden",
  );
});

test("a pause and its end of which each time another worker hears reach all maps, and the run goes on", async (t) => {
  const id = await engine.run({
    nodes: ["one", "two"].flatMap((map) => [
      { id: map, kind: "control.map", config: { over: "count", count: 1 } },
      { id: `wait_${map}`, kind: "control.wait", parent: map, config: { for: "1h" } },
    ]),
  });
  const told = (times: number) =>
    until(`both maps were told ${times} times`, async () => {
      for (const map of ["one", "two"]) {
        const handle = engine.client.workflow.getHandle(`run-${id}/${map}/0`);
        const { events } = await handle.fetchHistory();
        const signals = events!.filter((event) => event.workflowExecutionSignaledEventAttributes);
        if (signals.length < times) return false;
      }
      return true;
    });
  await until("both maps wait", async () => {
    const [row] = await engine.database.sql`
      select count(*)::int as n from step_run
      where run_id = ${id} and node in ('wait_one', 'wait_two') and status = 'waiting'`;
    return row!["n"] === 2;
  });
  await engine.stopWorker();
  await pause(engine.as.designer, { id });
  let worker = await engine.startWorker();
  t.after(() => worker.stop());
  await told(1);
  await resume(engine.as.designer, { id });
  await told(2);
  await worker.stop();
  worker = await engine.startWorker();
  // One whose history does not replay hears nothing any more.
  await cancel(engine.as.designer, { id });
  await engine.until(id, ["cancelled"]);
});

test("a worker that takes these runs over goes on with each as it went", async () => {
  assert.deepEqual(await engine.notReplayed(), []);
});
