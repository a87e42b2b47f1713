import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { before, test } from "node:test";
import { eq, sql } from "drizzle-orm";
import { startTestEngine, type TestDocument, type TestEngine } from "../../test/support/engine.ts";
import { letGo } from "../../test/support/steps.ts";
import { outbox } from "../../db/schema/outbox.ts";
import { run, runItem } from "../../db/schema/runs.ts";
import { importPipeline } from "../pipelines/import.ts";
import type { ItemResult } from "../../workflows/core/step-context.ts";
import { queueStats } from "../workers/queue-stats.ts";
import { cancel } from "./cancel.ts";
import { until } from "../../test/support/until.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

const noop = (id: string, more: Partial<TestDocument["nodes"][number]> = {}) => ({
  id,
  kind: "test.noop",
  ...more,
});
const broken = (id: string, policy = {}) => ({
  id,
  kind: "test.flaky",
  config: { failures: 99, type: "bad-data" },
  policy,
});
type Found = Awaited<ReturnType<TestEngine["until"]>>;
const states = ({ steps }: Found) =>
  Object.fromEntries(
    steps.filter(({ item }) => item === "").map(({ node, status }) => [node, status]),
  );
const step = ({ steps }: Found, node: string) =>
  steps.findLast((candidate) => candidate.node === node && candidate.item === "")!;
const items = (id: string) =>
  engine.database.db.select().from(runItem).where(eq(runItem.runId, id)).orderBy(runItem.index);

test("a switch leads to the first case that is true, and otherwise to 'otherwise'", async () => {
  const document = (auc: number): TestDocument => ({
    nodes: [
      noop("score", { config: { facts: { auc } } }),
      {
        id: "which",
        kind: "control.switch",
        config: {
          cases: [
            { name: "good", when: "input.auc >= 0.8" },
            { name: "fair", when: "input.auc >= 0.7" },
          ],
        },
      },
      ...["good", "fair", "otherwise"].map((name) => ({ id: name, kind: "control.join" })),
    ],
    wires: [
      ["score.out", "which.value"],
      ["which.good", "good.in"],
      ["which.fair", "fair.in"],
      ["which.otherwise", "otherwise.in"],
    ],
  });
  const fair = await engine.until(await engine.run(document(0.75)), ["done"]);
  assert.deepEqual(states(fair), {
    score: "done",
    which: "done",
    good: "skipped",
    fair: "done",
    otherwise: "skipped",
  });
  assert.equal(step(fair, "good").reason, "'which' went to 'fair': 'input.auc >= 0.7' was true");
  const bad = await engine.until(await engine.run(document(0.1)), ["done"]);
  assert.equal(step(bad, "otherwise").status, "done");
});

test("a join of any goes on with the first branch; a join of all waits for each", async () => {
  const document = (policy: object, ms: number): TestDocument => ({
    nodes: [
      noop("quick"),
      { id: "slow", kind: "test.slow", config: { ms } },
      { id: "first", kind: "control.join", policy: { ...policy } },
      noop("then"),
    ],
    wires: [
      ["quick.out", "first.in"],
      ["slow.out", "first.in"],
      ["first.out", "then.in"],
    ],
  });
  const any = await engine.until(await engine.run(document({ join: "any" }, 5_000)), ["done"]);
  assert.ok(step(any, "then").finishedAt! < step(any, "slow").finishedAt!);
  const all = await engine.until(await engine.run(document({}, 500)), ["done"]);
  assert.ok(step(all, "then").startedAt >= step(all, "slow").finishedAt!);
});

test("a node that joins any still waits for the steps that it names, and a map for what its inside takes", async () => {
  const slow = { kind: "test.slow", config: { ms: 1_500 } };
  const any = { join: "any" } as const;
  const id = await engine.run({
    nodes: [
      noop("quick"),
      { id: "check", ...slow },
      noop("named", { policy: { ...any, when: "has(steps.check.out)" } }),
      noop("wired", { policy: { ...any, when: "has(steps.check.out)" } }),
      { id: "each", kind: "control.map", config: { over: "count", count: 2 }, policy: any },
      { id: "inner", kind: "control.join", parent: "each" },
    ],
    wires: [
      ["quick.out", "named.in"],
      ["quick.out", "wired.in"],
      ["check.out", "wired.in"],
      ["check.out", "inner.in"],
      ["inner.out", "each.result"],
    ],
  });
  const found = await engine.until(id, ["done", "failed"]);
  assert.equal(found.run.error, null);
  for (const node of ["named", "wired"]) assert.equal(step(found, node).status, "done", node);
  const { results } = step(found, "each").outputs!;
  const list = await engine.as.designer.artifacts.json<ItemResult[]>(results!.hash);
  assert.deepEqual(
    list.map(({ output }) => output !== null),
    [true, true],
  );
});

test("a failure that is wired is handled: its branch runs, and the run ends well", async () => {
  const id = await engine.run({
    nodes: [broken("work"), noop("behind"), noop("rescue")],
    wires: [
      ["work.out", "behind.in"],
      ["work.error", "rescue.in"],
    ],
  });
  const found = await engine.until(id, ["done"]);
  assert.deepEqual(states(found), { work: "failed", behind: "done", rescue: "done" });
  const failure = step(found, "rescue").inputs!["in"]![0]!;
  assert.equal(failure.type, "failure");
  assert.deepEqual(failure.meta, { node: "work", message: "The step fails as it was told." });
});

test("an error that only an on-failure step takes is told there, and the run fails", async () => {
  const id = await engine.run({
    nodes: [broken("train"), noop("alarm", { policy: { phase: "on-failure" } })],
    wires: [["train.error", "alarm.in"]],
  });
  const found = await engine.until(id, ["done", "failed"]);
  assert.equal(found.run.status, "failed");
  assert.deepEqual(states(found), { train: "failed", alarm: "done" });
  assert.equal(step(found, "alarm").inputs!["in"]![0]!.meta["node"], "train");
});

test("what handles a failure is skipped when there is none", async () => {
  const id = await engine.run({
    nodes: [noop("work"), { id: "rescue", kind: "control.join" }],
    wires: [["work.error", "rescue.in"]],
  });
  const found = await engine.until(id, ["done"]);
  assert.equal(step(found, "rescue").reason, "'work' did not fail");
});

test("a node that may fail does not fail the run", async () => {
  const id = await engine.run({
    nodes: [broken("extra", { continueOnError: true }), noop("work")],
  });
  assert.deepEqual(states(await engine.until(id, ["done", "failed"])), {
    extra: "failed",
    work: "done",
  });
});

test("when a run fails its on-failure steps run, then the finally steps; when it goes well only these", async () => {
  const document = (work: TestDocument["nodes"][number]): TestDocument => ({
    nodes: [
      work,
      noop("alarm", { policy: { phase: "on-failure" } }),
      noop("tidy", { policy: { phase: "finally" } }),
      noop("told", { policy: { phase: "finally", when: "run.failed.exists(n, n == 'work')" } }),
    ],
  });
  const failed = await engine.until(await engine.run(document(broken("work"))), ["failed"]);
  assert.deepEqual(states(failed), { work: "failed", alarm: "done", tidy: "done", told: "done" });
  assert.ok(step(failed, "alarm").finishedAt! <= step(failed, "tidy").startedAt);
  assert.match(failed.run.error!, /^work: The step fails/);
  const well = await engine.until(await engine.run(document(noop("work"))), ["done"]);
  assert.deepEqual(states(well), { work: "done", tidy: "done", told: "skipped" });
});

test("the finally steps of a cancelled run run too", async () => {
  const id = await engine.run({
    nodes: [{ id: "slow", kind: "test.slow" }, noop("tidy", { policy: { phase: "finally" } })],
  });
  await engine.until(id, ["running"]);
  await cancel(engine.as.designer, { id });
  const found = await engine.until(id, ["cancelled"]);
  assert.equal(step(found, "tidy").status, "done");
});

test("a map runs its body for each item and gathers what they give, in order", async () => {
  const id = await engine.run({
    nodes: [
      {
        id: "each",
        kind: "control.map",
        config: { over: "grid", grid: { a: [1, 2, 3], b: ["x", "y"] }, window: 3 },
      },
      noop("square", {
        parent: "each",
        config: { facts: { a: "${item.a}", text: "${item.b}-${index}" } },
      }),
      {
        id: "big",
        kind: "control.condition",
        parent: "each",
        config: { expression: "item.a > 1 && index < 5" },
      },
      noop("after"),
    ],
    wires: [
      ["square.out", "big.value"],
      ["big.true", "each.result"],
      ["each.results", "after.in"],
    ],
  });
  const found = await engine.until(id, ["done"]);
  const ended = await items(id);
  assert.deepEqual(
    ended.map(({ index, status, label }) => [index, status, label]),
    [1, 2, 3].flatMap((a, row) =>
      ["x", "y"].map((b, at) => [row * 2 + at, "done", JSON.stringify({ a, b })]),
    ),
  );
  const { results, table } = step(found, "each").outputs!;
  const list = await engine.as.designer.artifacts.json<ItemResult[]>(results!.hash);
  assert.deepEqual(
    list.map(({ output }) => output?.meta ?? null),
    [null, null, { a: 2, text: "x-2" }, { a: 2, text: "y-3" }, { a: 3, text: "x-4" }, null],
  );
  assert.equal(table!.meta["rows"], 6);
  // An input for several values takes those of the list that there are.
  assert.equal(step(found, "after").inputs!["in"]!.length, 1);
  assert.deepEqual(step(found, "each").progress, { done: 6, total: 6, failed: 0 });
});

test("an item that fails stops the others, unless failures are collected or tolerated up to a share", async () => {
  const document = (config: object): TestDocument => ({
    nodes: [
      {
        id: "each",
        kind: "control.map",
        config: { over: "count", count: 20, window: 1, ...config },
      },
      {
        id: "work",
        kind: "test.flaky",
        parent: "each",
        policy: { when: "index % 10 == 3" },
        config: { failures: 99, type: "bad-data" },
      },
    ],
  });
  const fast = await engine.until(await engine.run(document({})), ["failed"]);
  assert.match(
    fast.run.error!,
    /^each: 1 of 20 items failed \(none may\); item 3: work: The step fails as it was told\.$/,
  );
  assert.ok((await items(fast.run.id)).length <= 5);
  const collected = await engine.until(await engine.run(document({ onFailure: "collect" })), [
    "done",
  ]);
  assert.deepEqual(
    (await items(collected.run.id)).filter(({ status }) => status === "failed").map((i) => i.index),
    [3, 13],
  );
  const tolerated = document({ onFailure: "tolerate", tolerate: 10 });
  await engine.until(await engine.run(tolerated), ["done"]);
  const intolerable = document({ onFailure: "tolerate", tolerate: 5 });
  await engine.until(await engine.run(intolerable), ["failed"]);
});

test("a map of many items runs in child workflows, so that no history grows with it", async () => {
  const id = await engine.run({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "count", count: 450, window: 50 } },
      noop("work", { parent: "each" }),
    ],
    wires: [["work.out", "each.result"]],
  });
  const found = await engine.until(id, ["done"]);
  assert.equal(step(found, "each").outputs!["results"]!.meta["done"], 450);
  const handle = engine.client.workflow.getHandle(`run-${id}`);
  const { events } = await handle.fetchHistory();
  assert.ok(events!.length < 60, `${events!.length} events`);
});

test("the more steps run for each item, the fewer items one child workflow has; as many run at once as the window says", async () => {
  const inside = { parent: "each", policy: { when: "index < 0" } };
  const id = await engine.run({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "count", count: 45, window: 45 } },
      ...Array.from({ length: 101 }, (_, index) => noop(`step${index}`, inside)),
      // Nobody tells a join anything.
      { id: "join", kind: "control.join", parent: "each" },
    ],
    wires: [["step0.out", "join.in"]],
  });
  await engine.until(id, ["done"]);
  const { events } = await engine.client.workflow.getHandle(`run-${id}`).fetchHistory();
  const begun = events!.flatMap(
    (event) => event.startChildWorkflowExecutionInitiatedEventAttributes ?? [],
  );
  assert.deepEqual(
    begun.map(({ workflowId }) => workflowId),
    [0, 9, 18, 27, 36].map((from) => `run-${id}/each/${from}`),
  );
  const together = new Set(begun.map((child) => String(child.workflowTaskCompletedEventId)));
  assert.equal(together.size, 1);
});

test("when a part of a map is lost, the others are cancelled, no more begin, and the run fails with the reason", async () => {
  const id = await engine.run({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "count", count: 600, window: 2 } },
      { id: "work", kind: "test.held", parent: "each", policy: { when: "index % 200 == 0" } },
    ],
  });
  const working = async () => {
    const rows = await engine.database.db.execute(sql`
      select 1 from step_run where run_id = ${id} and node = 'work' and status = 'running'`);
    return rows.length;
  };
  await until("the first two parts are at work", async () => (await working()) === 2);
  await engine.client.workflow.getHandle(`run-${id}/each/0`).terminate("lost");
  // Nobody lets the step of the second part go.
  const { run } = await engine.until(id, ["failed"]);
  assert.equal(run.error, "each: Terminated");
  const { events } = await engine.client.workflow.getHandle(`run-${id}`).fetchHistory();
  const begun = events!.flatMap(
    (event) => event.startChildWorkflowExecutionInitiatedEventAttributes ?? [],
  );
  assert.deepEqual(
    begun.map(({ workflowId }) => workflowId),
    [0, 200].map((from) => `run-${id}/each/${from}`),
  );
});

test("cancelling a run cancels the items of its map", async () => {
  const id = await engine.run({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "count", count: 10, window: 4 } },
      { id: "slow", kind: "test.slow", parent: "each" },
    ],
  });
  await engine.until(id, ["running"]);
  const working = async () => {
    const [row] = await engine.database.db.execute<{ n: number }>(sql`
      select count(*)::int as n from step_run where run_id = ${id} and node = 'slow' and status = 'running'`);
    return row!.n;
  };
  while ((await working()) < 4) await new Promise((resolve) => setTimeout(resolve, 50));
  await cancel(engine.as.designer, { id });
  await engine.until(id, ["cancelled"]);
  assert.equal(await working(), 0);
});

test("a wait for a time ends by itself; for an event when it comes, with what was sent", async () => {
  const id = await engine.run({
    nodes: [
      noop("before"),
      { id: "pause", kind: "control.wait", config: { for: "1s" } },
      { id: "labels", kind: "control.wait", config: { event: "labels-ready", for: "1h" } },
      noop("after", { policy: { when: "steps.labels.event.rows == 7" } }),
    ],
    wires: [
      ["before.out", "pause.in"],
      ["pause.out", "labels.in"],
      ["labels.out", "after.in"],
    ],
  });
  const waiting = async () => {
    const found = await engine.until(id, ["waiting", "running"]);
    return step(found, "labels")?.waitsFor;
  };
  let waitsFor = await waiting();
  for (; !waitsFor; waitsFor = await waiting())
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(waitsFor.event, "labels-ready");
  await engine.database.db.insert(outbox).values({
    id: `out_${id}`,
    workflowId: waitsFor.workflowId,
    updateId: `event_${id}`,
    event: { key: waitsFor.key, actorId: "user_x", payload: { rows: 7 } },
  });
  const found = await engine.until(id, ["done"]);
  assert.equal(step(found, "after").status, "done");
  const took =
    step(found, "pause").finishedAt!.getTime() - step(found, "pause").startedAt.getTime();
  assert.ok(took >= 1_000, `${took} ms`);
});

test("a wait that an item makes too long is refused at once, with the reason", async () => {
  const id = await engine.run({
    nodes: [
      {
        id: "each",
        kind: "control.map",
        config: { over: "list", list: ["1s", "99999999999d"], onFailure: "collect" },
      },
      { id: "wait", kind: "control.wait", parent: "each", config: { for: "${item}" } },
    ],
  });
  await engine.until(id, ["done"]);
  assert.deepEqual(
    (await items(id)).map(({ status, error }) => [status, /ten years at most/.test(error ?? "")]),
    [
      ["done", false],
      ["failed", true],
    ],
  );
  const [found] = await engine.database.sql`
    select count(*)::int as attempts from step_run where run_id = ${id} and node = 'wait' and item = '1'`;
  assert.equal(found!["attempts"], 1);
});

test("an event that does not come in time fails the wait, or leaves by its timeout", async () => {
  const document = (onTimeout: string): TestDocument => ({
    nodes: [
      { id: "labels", kind: "control.wait", config: { event: "never", for: "1s", onTimeout } },
      { id: "late", kind: "control.join" },
    ],
    wires: [["labels.timeout", "late.in"]],
  });
  const failed = await engine.until(await engine.run(document("fail")), ["failed"]);
  assert.match(failed.run.error!, /The event 'never' did not come in time/);
  const went = await engine.until(await engine.run(document("continue")), ["done"]);
  assert.equal(step(went, "late").status, "done");
});

test("a sub-pipeline runs the published version as a run of its own, and passes on the output it names", async () => {
  await importPipeline(engine.as.designer, {
    text: JSON.stringify({
      apiVersion: "penstock/v1",
      name: "inner",
      params: { seconds: { type: "integer", default: 0 } },
      nodes: [{ id: "wait", kind: "control.wait", config: { for: "${params.seconds}s" } }],
    }),
    note: "for the test",
  });
  const document = (output: string): TestDocument => ({
    nodes: [
      {
        id: "inner",
        kind: "control.subpipeline",
        config: { pipeline: "inner", params: { seconds: 1 }, output },
      },
      noop("after"),
    ],
    wires: [["inner.result", "after.in"]],
  });
  const id = await engine.run(document("wait.out"));
  const found = await engine.until(id, ["done"]);
  const [child] = await engine.database.db.select().from(run).where(eq(run.parentRunId, id));
  assert.equal(child!.status, "done");
  assert.equal(child!.pipelineVersion, 1);
  assert.deepEqual(child!.params, { seconds: 1 });
  assert.deepEqual(child!.trigger, { type: "subpipeline", run: id, node: "inner" });
  assert.deepEqual(step(found, "inner").outputs!["run"]!.meta, {
    run: child!.id,
    pipeline: "inner",
  });
  assert.equal(step(found, "after").inputs!["in"]![0]!.type, "artifact");
  const wrong = await engine.until(await engine.run(document("wait.nothing")), ["failed"]);
  assert.match(wrong.run.error!, /has no output 'wait\.nothing'/);
});

test("a sub-pipeline that is not there is said with the remedy and the nearest name", async () => {
  await importPipeline(engine.as.designer, {
    text: JSON.stringify({
      apiVersion: "penstock/v1",
      name: "shapes",
      nodes: [{ id: "wait", kind: "control.wait", config: { for: "1s" } }],
    }),
    note: "for the test",
  });
  const naming = (pipeline: string): TestDocument => ({
    nodes: [{ id: "inner", kind: "control.subpipeline", config: { pipeline } }],
  });
  const near = await engine.until(await engine.run(naming("shapez")), ["failed"]);
  assert.match(
    near.run.error!,
    /There is no pipeline 'shapez' in this workspace: publish it first, or choose another in the step\. Did you mean 'shapes'\?/,
  );
  const far = await engine.until(await engine.run(naming("quite-another-thing")), ["failed"]);
  assert.match(far.run.error!, /choose another in the step\.$/);
});

test("a step that the published version of a sub-pipeline pins gives what it gave in that run", async () => {
  const { artifacts } = engine.as.designer;
  const { hash } = await artifacts.putText("pinned once");
  const waits = (more: object) => ({ id: "wait", kind: "control.wait", ...more });
  const first = await engine.run({ nodes: [waits({ config: { for: "1s" } })] });
  await engine.until(first, ["done"]);
  const outputs = JSON.stringify({ out: { type: "artifact", hash, bytes: 11, meta: {} } });
  await engine.database.sql.begin(async (tx) => {
    // No step of the test gives an artifact, and what one gave is kept.
    await tx`set local session_replication_role = replica`;
    await tx`update step_run set outputs = ${outputs}::jsonb where run_id = ${first}`;
  });
  await importPipeline(engine.as.designer, {
    text: JSON.stringify({
      apiVersion: "penstock/v1",
      name: "pinned",
      nodes: [waits({ config: { for: "1h" }, pin: { run: first } })],
    }),
    note: "for the test",
  });
  const outer: TestDocument = {
    nodes: [
      {
        id: "inner",
        kind: "control.subpipeline",
        config: { pipeline: "pinned", output: "wait.out" },
      },
    ],
  };
  const id = await engine.run(outer);
  const found = await engine.until(id, ["done"]);
  assert.equal(step(found, "inner").outputs!["result"]!.hash, hash);
  await rm(artifacts.path(hash));
  const gone = await engine.until(await engine.run(outer), ["failed"]);
  assert.match(
    gone.run.error!,
    /'pinned' version 1 cannot run: 'wait' is pinned .* but the content of what it gave is gone: pin it to another run/,
  );
});

test("an item of a map gives a sub-pipeline's param its value, and what does not fit is said with the item", async () => {
  await importPipeline(engine.as.designer, {
    text: JSON.stringify({
      apiVersion: "penstock/v1",
      name: "counted",
      params: { seconds: { type: "integer" }, quick: { type: "boolean", default: true } },
      nodes: [{ id: "wait", kind: "control.wait", config: { for: "${params.seconds}s" } }],
    }),
    note: "for the test",
  });
  const document = (list: object[]): TestDocument => ({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "list", list, onFailure: "collect" } },
      {
        id: "part",
        kind: "control.subpipeline",
        parent: "each",
        config: { pipeline: "counted", params: { seconds: "${item.n}", quick: "${item.quick}" } },
      },
    ],
  });
  const id = await engine.run(
    document([
      { n: 0, quick: false },
      { n: "many", quick: true },
      { n: 1.5, quick: true },
      { n: 0 },
    ]),
  );
  await engine.until(id, ["done"]);
  const [child] = await engine.database.db.select().from(run).where(eq(run.parentRunId, id));
  assert.deepEqual(child!.params, { seconds: 0, quick: false });
  const errors = (await items(id)).map(({ error }) => error);
  assert.deepEqual(errors, [
    null,
    "part: 'counted' version 1 cannot run: The param 'seconds' must be of type integer, not \"many\".",
    "part: 'counted' version 1 cannot run: The param 'seconds' must be of type integer, not 1.5.",
    "part: The config of 'part' does not fit its step: 'params.quick' must be a text, a number, true or false.",
  ]);
});

test("cancelling a run cancels its sub-pipeline", async () => {
  await importPipeline(engine.as.designer, {
    text: JSON.stringify({
      apiVersion: "penstock/v1",
      name: "long",
      nodes: [{ id: "wait", kind: "control.wait", config: { for: "1h" } }],
    }),
    note: "for the test",
  });
  const id = await engine.run({
    nodes: [{ id: "inner", kind: "control.subpipeline", config: { pipeline: "long" } }],
  });
  const child = async () =>
    (await engine.database.db.select().from(run).where(eq(run.parentRunId, id)))[0];
  while ((await child())?.status !== "waiting")
    await new Promise((resolve) => setTimeout(resolve, 50));
  await cancel(engine.as.designer, { id });
  await engine.until(id, ["cancelled"]);
  assert.equal((await child())!.status, "cancelled");
});

test("cancelling a run cancels the sub-pipelines that items of its map have begun", async () => {
  await importPipeline(engine.as.designer, {
    text: JSON.stringify({
      apiVersion: "penstock/v1",
      name: "long-part",
      nodes: [{ id: "wait", kind: "control.wait", config: { for: "1h" } }],
    }),
    note: "for the test",
  });
  const id = await engine.run({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "count", count: 2 } },
      {
        id: "part",
        kind: "control.subpipeline",
        parent: "each",
        config: { pipeline: "long-part" },
      },
    ],
  });
  const children = async () =>
    (await engine.database.db.select().from(run).where(eq(run.parentRunId, id))).map(
      ({ status }) => status,
    );
  await until("both children wait", async () => (await children()).join() === "waiting,waiting");
  await cancel(engine.as.designer, { id });
  await engine.until(id, ["cancelled"]);
  assert.deepEqual(await children(), ["cancelled", "cancelled"]);
});

test("steps with the same concurrency key run one at a time, also in different runs", async () => {
  const document: TestDocument = {
    nodes: ["a", "b"].map((id) => ({
      id,
      kind: "test.slow",
      config: { ms: 400 },
      policy: { concurrencyKey: "the-press" },
    })),
  };
  const ids = await Promise.all([engine.run(document), engine.run(document)]);
  const ends: [number, number][] = [];
  for (const id of ids)
    for (const { startedAt, finishedAt } of (await engine.until(id, ["done"])).steps)
      ends.push([startedAt.getTime(), finishedAt!.getTime()]);
  ends.sort(([a], [b]) => a - b);
  assert.equal(ends.length, 4);
  for (const [index, [began]] of ends.entries())
    if (index > 0) assert.ok(began >= ends[index - 1]![1] - 60, JSON.stringify(ends));
});

test("only so many runs of a pipeline go on at once as it says; the others are queued and follow", async () => {
  const document: TestDocument = {
    concurrency: { runs: 1 },
    nodes: [{ id: "held", kind: "test.held" }],
  };
  const first = await engine.run(document);
  const second = await engine.run(document);
  await engine.until(first, ["running"]);
  assert.equal((await engine.until(second, ["queued"])).run.status, "queued");
  letGo(first);
  await engine.until(second, ["running"]);
  letGo(second);
  const [a, b] = [await engine.until(first, ["done"]), await engine.until(second, ["done"])];
  assert.ok(b.run.startedAt! >= a.run.finishedAt!);
});

test("of the steps that wait for a worker, those of the first priority are taken first", async () => {
  const slow = (id: string, priority: number) => ({
    id,
    kind: "test.slow",
    config: { ms: 200 },
    policy: { queue: "cpu", priority },
  });
  // The worker has two slots there: all others come before one is free.
  const holding = await engine.run({
    nodes: ["a", "b"].map((id) => ({ id, kind: "test.held", policy: { queue: "cpu" } })),
  });
  await until("both slots are taken", async () => {
    const { steps } = await engine.until(holding, ["queued", "running"]);
    return steps.filter(({ status }) => status === "running").length === 2;
  });
  const id = await engine.run({
    nodes: [...Array.from({ length: 10 }, (_, at) => slow(`later_${at}`, 5)), slow("urgent", 1)],
  });
  await until("all wait", async () => {
    const stats = await queueStats(engine.client, "cpu");
    return stats !== null && stats.backlog >= 11;
  });
  letGo(holding);
  const { steps } = await engine.until(id, ["done"]);
  const order = steps
    .toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime())
    .map(({ node }) => node);
  // Both slots take a step at about the same time.
  assert.ok(order.indexOf("urgent") < 2, order.join(" "));
});

test("a first pause longer than a minute needs no longest one, and a switch to which an item gives no cases fails", async () => {
  const id = await engine.run({
    nodes: [
      {
        id: "a",
        kind: "test.noop",
        policy: { attempts: 2, backoff: { initial: "2m" } },
      },
      { id: "each", kind: "control.map", config: { over: "list", list: [{ cases: null }] } },
      {
        id: "which",
        kind: "control.switch",
        parent: "each",
        config: { cases: "${item.cases}" },
      },
    ],
    wires: [["a.out", "which.value"]],
  });
  await engine.until(id, ["failed"]);
  const [item] = await engine.database.sql`select error from run_item where run_id = ${id}`;
  assert.match(String(item?.["error"]), /cases of the switch are no list/);
});

test("what is looked for, what waits for its key and what is skipped at the same moment goes alike when it is replayed", async () => {
  const document = (key: string): TestDocument => ({
    nodes: [
      { id: "looked_for", kind: "test.counted", config: { value: key } },
      noop("keyed", { policy: { concurrencyKey: key } }),
      noop("off", { policy: { when: "1 > 2" } }),
      noop("behind"),
    ],
    wires: [["off.out", "behind.in"]],
  });
  const keys = Array.from({ length: 12 }, (_, index) => `beside-${index}`);
  const ids = await Promise.all(keys.map((key) => engine.run(document(key))));
  for (const id of ids) await engine.until(id, ["done"]);
});

test("a worker that takes these runs over goes on with each as it went", async () => {
  assert.deepEqual(await engine.notReplayed(), []);
});
