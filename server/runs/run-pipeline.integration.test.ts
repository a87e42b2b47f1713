import assert from "node:assert/strict";
import { before, test } from "node:test";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { atEnd } from "../../test/support/servers.ts";
import { calls, testRegistry } from "../../test/support/steps.ts";
import { cancel } from "./cancel.ts";
import { follow } from "./follow.ts";
import { finishRun } from "./record-nodes.ts";
import { rerun } from "./rerun.ts";
import { until } from "../../test/support/until.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

const noop = (id: string, config = {}, policy = {}) => ({ id, kind: "test.noop", config, policy });

function states(found: Awaited<ReturnType<TestEngine["until"]>>): Record<string, string> {
  return Object.fromEntries(found.steps.map((step) => [step.node, step.status]));
}

test("a graph runs in the order of its wires, and every step is recorded with its outputs", async () => {
  const id = await engine.run({
    nodes: [noop("a", { facts: { n: 1 } }), noop("b"), noop("c"), noop("d")],
    wires: [
      ["a.out", "b.in"],
      ["a.out", "c.in"],
      ["b.out", "d.in"],
      ["c.out", "d.in"],
    ],
  });
  const found = await engine.until(id, ["done"]);
  assert.deepEqual(states(found), { a: "done", b: "done", c: "done", d: "done" });
  const at = (node: string) => found.steps.find((step) => step.node === node)!;
  assert.ok(at("a").finishedAt! <= at("b").startedAt);
  assert.ok(at("b").finishedAt! <= at("d").startedAt && at("c").finishedAt! <= at("d").startedAt);
  assert.deepEqual(at("a").outputs!["out"]!.meta, { n: 1 });
  assert.equal(at("d").inputs!["in"]!.length, 2);
});

test("a condition sends what comes in one way; the other way is skipped with the reason, all along", async () => {
  const always = (id: string) => ({
    id,
    kind: "control.condition",
    config: { expression: "true" },
  });
  const id = await engine.run({
    params: { least: { type: "number", default: 0.7 } },
    nodes: [
      noop("score", { facts: { auc: 0.8 } }),
      {
        id: "check",
        kind: "control.condition",
        config: { expression: "input.auc >= params.least && steps.score.out.auc < 1" },
      },
      always("good"),
      always("bad"),
      always("after_bad"),
    ],
    wires: [
      ["score.out", "check.value"],
      ["check.true", "good.value"],
      ["check.false", "bad.value"],
      ["bad.true", "after_bad.value"],
    ],
  });
  const found = await engine.until(id, ["done"]);
  assert.deepEqual(states(found), {
    score: "done",
    check: "done",
    good: "done",
    bad: "skipped",
    after_bad: "skipped",
  });
  for (const node of ["bad", "after_bad"])
    assert.equal(
      found.steps.find((step) => step.node === node)!.reason,
      "'check' went to 'true': 'input.auc >= params.least && steps.score.out.auc < 1' was true",
    );
});

test("a node whose condition is false is skipped, and so is what needs it", async () => {
  const id = await engine.run({
    nodes: [
      noop("a", { facts: { rows: 10 } }),
      noop("big", {}, { when: "steps.a.out.rows > 100" }),
      { id: "check", kind: "control.condition", config: { expression: "true" } },
    ],
    wires: [
      ["a.out", "big.in"],
      ["big.out", "check.value"],
    ],
  });
  const found = await engine.until(id, ["done"]);
  assert.deepEqual(states(found), { a: "done", big: "skipped", check: "skipped" });
  const big = found.steps.find((step) => step.node === "big")!;
  assert.equal(big.reason, "its condition 'steps.a.out.rows > 100' was false");
});

test("a condition that cannot be evaluated fails its node with a sentence", async () => {
  const id = await engine.run({
    nodes: [
      noop("a"),
      { id: "check", kind: "control.condition", config: { expression: "input.missing > 1" } },
    ],
    wires: [["a.out", "check.value"]],
  });
  const found = await engine.until(id, ["failed"]);
  const check = found.steps.find((step) => step.node === "check")!;
  assert.match(check.error!.message, /cannot be evaluated: field not found: missing/);
  assert.match(found.run.error!, /^check: /);
});

test("a passing fault is tried again, and each attempt is kept", async () => {
  const id = await engine.run({
    nodes: [{ id: "flaky", kind: "test.flaky", config: { failures: 2 } }],
  });
  const found = await engine.until(id, ["done"]);
  assert.deepEqual(
    found.steps.map(({ attempt, status }) => [attempt, status]),
    [
      [1, "failed"],
      [2, "failed"],
      [3, "done"],
    ],
  );
});

test("bad data is not tried again; other branches end first, and what needed the step is skipped", async () => {
  const id = await engine.run({
    nodes: [
      { id: "broken", kind: "test.flaky", config: { failures: 9, type: "bad-data" } },
      noop("behind"),
      noop("other"),
      noop("after_other"),
    ],
    wires: [
      ["broken.out", "behind.in"],
      ["other.out", "after_other.in"],
    ],
  });
  const found = await engine.until(id, ["failed"]);
  assert.deepEqual(states(found), {
    broken: "failed",
    behind: "skipped",
    other: "done",
    after_other: "done",
  });
  assert.equal(found.run.error, "broken: The step fails as it was told.");
  assert.equal(found.steps.find((step) => step.node === "behind")!.reason, "'broken' failed");
});

test("cancelling ends a running step, and the run is recorded as cancelled", async () => {
  const id = await engine.run({
    nodes: [{ id: "slow", kind: "test.slow" }, noop("behind")],
    wires: [["slow.out", "behind.in"]],
  });
  await engine.until(id, ["running"]);
  await cancel(engine.as.designer, { id });
  const found = await engine.until(id, ["cancelled"]);
  assert.equal(states(found)["slow"], "cancelled");
});

test("a step that waits holds nothing, refuses those it must, and takes one answer", async () => {
  const id = await engine.run({
    nodes: [
      { id: "question", kind: "test.ask", config: { refuse: ["user_author"] } },
      { id: "yes", kind: "control.condition", config: { expression: "true" } },
      { id: "no", kind: "control.condition", config: { expression: "true" } },
    ],
    wires: [
      ["question.yes", "yes.value"],
      ["question.no", "no.value"],
    ],
  });
  const waiting = await engine.until(id, ["waiting"]);
  assert.equal(waiting.steps[0]!.reason, "an answer");
  const handle = engine.client.workflow.getHandle(`run-${id}`);
  const deliver = (actorId: string) =>
    handle.executeUpdate("deliverEvent", {
      args: [{ key: "ask:question", actorId, payload: { answer: "yes" } }],
    });
  await assert.rejects(deliver("user_author"), (error: Error) =>
    /Four eyes/.test(String(error.cause)),
  );
  await deliver("user_other");
  const found = await engine.until(id, ["done"]);
  assert.deepEqual(states(found), { question: "done", yes: "done", no: "skipped" });
  assert.equal(found.steps.find((step) => step.node === "no")!.reason, "'question' went to 'yes'");
  const told = await engine.database.sql`
    select data ->> 'status' as status from run_event where run_id = ${id} and node = 'question' order by tx, id`;
  assert.deepEqual(
    told.map(({ status }) => status),
    ["running", "waiting", "running", "done"],
  );
});

test("a step that goes on although its run has ended has no effect, and nor has what follows it", async () => {
  const id = await engine.run({
    nodes: [
      { id: "wait", kind: "control.wait", config: { for: "5s" } },
      { id: "after", kind: "test.counted", policy: { cache: false } },
    ],
    wires: [["wait.out", "after.in"]],
  });
  await engine.until(id, ["waiting"]);
  // As when a worker is cut off from Temporal, which gave the run up.
  const { db, sql } = engine.database;
  await finishRun(db, { runId: id, status: "failed", error: "lost" });
  const workflow = engine.client.workflow.getHandle(`run-${id}`);
  await until("its attempt was given up", async () => {
    const { pendingActivities } = (await workflow.describe()).raw;
    return pendingActivities?.some(({ attempt }) => Number(attempt) > 1) ?? false;
  });
  const { run, steps } = await engine.until(id, ["failed"]);
  assert.equal(run.error, "lost");
  assert.deepEqual(
    steps.map(({ node, attempt, status }) => [node, attempt, status]),
    [["wait", 1, "cancelled"]],
  );
  assert.deepEqual([...(await sql`select hash from artifact where run_id = ${id}`)], []);
  await workflow.terminate();
});

test("the second run of an unchanged pipeline calls no cached step, and says whose results it took", async () => {
  const document = {
    nodes: [
      { id: "first", kind: "test.counted", config: { value: `${Date.now()}` } },
      { id: "second", kind: "test.counted" },
    ],
    wires: [["first.out", "second.in"]] as [string, string][],
  };
  const one = await engine.run(document);
  await engine.until(one, ["done"]);
  const { runId: two } = await rerun(engine.as.designer, { id: one }, testRegistry);
  const found = await engine.until(two, ["done"]);
  assert.deepEqual(
    found.steps.map(({ cached, cachedFrom }) => [cached, cachedFrom]),
    [
      [true, one],
      [true, one],
    ],
  );
  assert.equal(calls.get(`${one}.first`), 1);
  assert.equal(calls.get(`${two}.first`), undefined);
});

test("a step that is to be made anew runs, and later runs find the new result; one without reuse always runs", async () => {
  const document = (cache: boolean | "refresh") => ({
    nodes: ["fresh", "other"].map((id) => ({
      id,
      kind: "test.counted",
      config: { value: "made anew" },
      policy: { cache: id === "fresh" ? cache : false },
    })),
  });
  const run = async (cache: boolean | "refresh") => {
    const id = await engine.run(document(cache));
    const found = await engine.until(id, ["done"]);
    const { cached, cachedFrom } = found.steps.find(({ node }) => node === "fresh")!;
    assert.equal(found.steps.find(({ node }) => node === "other")!.cached, false);
    return { id, cached, cachedFrom };
  };
  const first = await run(true);
  assert.equal((await run(true)).cachedFrom, first.id);
  const anew = await run("refresh");
  assert.equal(anew.cached, false);
  assert.equal((await run(true)).cachedFrom, anew.id);
});

test("whoever follows a run from its start, or from any event on, misses nothing", async () => {
  const id = await engine.run({
    nodes: [{ id: "a", kind: "test.slow", config: { ms: 200 } }, noop("b")],
    wires: [["a.out", "b.in"]],
  });
  await engine.until(id, ["done"]);
  const stop = new AbortController();
  const collect = async (lastEventId?: string) => {
    const events: [string, string][] = [];
    for await (const [cursor, heard] of follow(
      engine.as.designer,
      { id, lastEventId },
      stop.signal,
    )) {
      assert.equal(cursor, heard.at(-1)!.id);
      for (const { id: at, node, data } of heard)
        events.push([at, `${node ?? "run"} ${String(data["status"])}`]);
      if (heard.some(({ type, data }) => type === "run" && data["status"] === "done"))
        return events;
    }
    return events;
  };
  const seen = (events: [string, string][]) => events.map(([, what]) => what);
  const all = await collect();
  // Mostly 'b' is too quick for a start of its own.
  const told = seen(all).filter((what) => what !== "b running");
  assert.deepEqual(
    // The first two are of one transaction, and so in any order.
    [...told.slice(0, 2).sort(), ...told.slice(2)],
    ["a running", "run running", "a done", "b done", "run done"],
  );
  const [cursor] = all[2]!;
  assert.deepEqual(await collect(cursor), all.slice(3));
});

test("a step whose worker is stopped in order says so, and so does its run", async () => {
  const id = await engine.run({
    nodes: [{ id: "work", kind: "test.slow", config: { ms: 60_000 }, policy: { attempts: 1 } }],
  });
  await engine.until(id, ["running"]);
  await engine.stopWorker();
  const next = await engine.startWorker();
  atEnd(next.stop);
  const { run, steps } = await engine.until(id, ["failed", "cancelled"]);
  assert.deepEqual(
    [run.status, run.error],
    ["failed", "work: The worker was stopped while it ran this step, and no attempt was left."],
  );
  assert.deepEqual(
    steps.map(({ status, error }) => [status, error]),
    [["failed", { type: "lost", message: "The worker was stopped while it ran this step." }]],
  );
});
