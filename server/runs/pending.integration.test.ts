import assert from "node:assert/strict";
import { before, test } from "node:test";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { list as listWorkers } from "../workers/list.ts";
import { currentBuild } from "../workers/newest-version.ts";
import { cancel } from "./cancel.ts";
import { pending } from "./pending.ts";
import { until } from "../../test/support/until.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

const ctx = () => engine.as.designer;
const slow = { kind: "test.slow", config: { ms: 60_000 } };
const on = (queue: string) => ({ policy: { queue } });

test("a step says on which queue it waits for a worker, since when, and whether any worker is there; items are counted", async () => {
  const began = Date.now();
  const id = await engine.run({
    nodes: [
      { id: "device", kind: "test.noop", ...on("gpu-h100") },
      { id: "each", kind: "control.map", config: { over: "count", count: 4, window: 3 } },
      { id: "inner", kind: "test.noop", parent: "each", ...on("gpu-a100") },
      // The worker has two slots there.
      ...["a", "b", "c"].map((node) => ({ id: node, ...slow, ...on("cpu") })),
    ],
  });
  await until("all wait that have to", async () => {
    const { pending: found } = await pending(ctx(), { id });
    return found.reduce((sum, { count }) => sum + count, 0) === 1 + 3 + 1;
  });
  const { pending: found } = await pending(ctx(), { id });
  const brief = (one: (typeof found)[number]) => [one.queue, one.count, one.polled];
  const by = new Map(found.map((one) => [one.node, one]));
  assert.deepEqual(brief(by.get("device")!), ["gpu-h100", 1, false]);
  assert.deepEqual(brief(by.get("inner")!), ["gpu-a100", 3, false]);
  const third = found.find(({ queue }) => queue === "cpu")!;
  assert.deepEqual(brief(third), ["cpu", 1, true]);
  const since = by.get("device")!.since.getTime();
  assert.ok(since >= began - 1_000 && since <= Date.now());

  // The starts of steps are written down beside them.
  const { workers, queues, newest } = await until("two are at work, and one waits", async () => {
    const listed = await listWorkers(ctx());
    const cpu = listed.queues.find(({ queue }) => queue === "cpu");
    return cpu?.running === 2 && cpu.backlog! >= 1 && listed;
  });
  assert.deepEqual(
    workers.map(({ queues, slots, alive }) => ({ queues, slots, alive })),
    [{ queues: ["control", "cpu"], slots: { control: 100, cpu: 2 }, alive: true }],
  );
  assert.match(workers[0]!.version, /^\d+\.\d+\.\d+\+[0-9a-f]{12}$/);
  assert.equal(newest, workers[0]!.version);
  assert.equal(await currentBuild(await ctx().temporal()), workers[0]!.build);
  const cpu = queues.find(({ queue }) => queue === "cpu")!;
  assert.deepEqual([cpu.workers, cpu.slots, cpu.pollers], [1, 2, 1]);

  await cancel(ctx(), { id });
  await engine.until(id, ["cancelled"]);
  const { pending: none, retries } = await pending(ctx(), { id });
  assert.deepEqual([none, retries], [[], []]);
});

test("between two attempts it is told which comes next, of how many, and when; neither is it waiting for a worker", async () => {
  const backoff = { initial: "4s", factor: 1 };
  const id = await engine.run({
    nodes: [
      { id: "hook", kind: "test.flaky", config: { failures: 1 }, policy: { attempts: 3, backoff } },
      { id: "bad", kind: "test.flaky", config: { type: "bad-data" }, policy: { attempts: 3 } },
    ],
  });
  const { retries } = await until("the first attempts have failed", async () => {
    const found = await pending(ctx(), { id });
    const isKnown = found.retries.some((one) => one.at !== null && one.at > found.at);
    return found.pending.length === 0 && isKnown && found;
  });
  assert.deepEqual(
    retries.map(({ node, attempt, of }) => [node, attempt, of]),
    [["hook", 2, 3]],
  );
  // Counted from when it was asked, a failure that came only then would lie further ahead.
  const left = retries[0]!.at! - Date.now();
  assert.ok(left <= 4_000, `${left} ms left`);
  await engine.until(id, ["failed"]);
  const { retries: none } = await pending(ctx(), { id });
  assert.deepEqual(none, []);
});

test("an attempt that came to its time limit says so, and when the next one begins", async () => {
  const policy = { attempts: 2, startToClose: "1s", backoff: { initial: "60s" } };
  const id = await engine.run({ nodes: [{ id: "long", ...slow, policy }] });
  const told = async () => (await pending(ctx(), { id })).retries;
  await until("it waits for its next attempt", async () => {
    return (await told()).some(({ at }) => at !== null);
  });
  assert.deepEqual(
    (await told()).map(({ attempt, of, why }) => [attempt, of, why]),
    [[2, 2, "it took longer than its time limit"]],
  );
  await cancel(ctx(), { id });
  await engine.until(id, ["cancelled"]);
});
