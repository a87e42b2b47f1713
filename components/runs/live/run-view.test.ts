import assert from "node:assert/strict";
import { test } from "node:test";
import type { PlanNode } from "../../../workflows/core/plan.ts";
import type { RunEvent, StepAttempt } from "../live-state.ts";
import { stepAttempt } from "../step-attempt.fixture.ts";
import type { RunDetails } from "../types.ts";
import { viewOf, withDetails, withEvents, withPending, type RunView } from "./run-view.ts";

const at = "2026-03-01T12:00:00.000Z";

const planNode = (id: string, more: Partial<PlanNode> = {}): PlanNode => ({
  id,
  kind: "test.step",
  title: id,
  stepVersion: 1,
  config: {},
  mode: "activity",
  queue: "cpu",
  startToClose: "1h",
  heartbeat: "1m",
  attempts: 1,
  cache: true,
  when: null,
  needs: {},
  required: [],
  ...more,
});

const attempt = (node: string, fields: Partial<StepAttempt>) => stepAttempt({ node, ...fields });

function details(
  nodes: PlanNode[],
  wires: [string, string][],
  steps: StepAttempt[] = [],
  more: object = {},
): RunDetails {
  return {
    run: { id: "run_1", status: "running", error: null, startedAt: at, finishedAt: null },
    document: { nodes: [], wires: wires.map(([from, to]) => ({ from, to })) },
    plan: { nodes },
    steps,
    maps: {},
    slots: [],
    children: [],
    cursor: "1-1",
    ...more,
  } as unknown as RunDetails;
}

let place = 1;
const event = (node: string, data: object, type: RunEvent["type"] = "step"): RunEvent => ({
  id: `1-${++place}`,
  type,
  node,
  item: "",
  attempt: 1,
  data,
  at,
});
const shown = (view: RunView) =>
  Object.fromEntries([...view.nodes].map(([id, node]) => [id, node.shown]));

const line = details(
  ["a", "b", "c"].map((id) => planNode(id)),
  [
    ["a.out", "b.in"],
    ["a.other", "c.in"],
    ["a.error", "c.why"],
  ],
);
const out = { out: { type: "dataset", hash: "h", meta: {} } };

test("an event changes its own node and the wires at it; all others keep their identity", () => {
  const first = viewOf(line);
  assert.deepEqual(shown(first), { a: "pending", b: "pending", c: "pending" });
  assert.equal(first.wires.size, 0);
  const second = withEvents(first, [event("a", { status: "done", outputs: out })]);
  assert.equal(second.nodes.get("a")!.shown, "done");
  assert.equal(second.nodes.get("b"), first.nodes.get("b"));
  const third = withEvents(second, [event("b", { status: "running" })]);
  assert.equal(third.nodes.get("a"), second.nodes.get("a"));
  assert.deepEqual(Object.fromEntries(third.wires), {
    "a.out->b.in": "passing",
    "a.other->c.in": "missed",
    "a.error->c.why": "missed",
  });
  const last = withEvents(third, [event("b", { status: "done" })]);
  assert.equal(last.wires.get("a.out->b.in"), "passed");
});

test("a log line changes no node and no wire", () => {
  const first = withEvents(viewOf(line), [event("a", { status: "running" })]);
  const lines = [{ id: 1, level: "info", message: "hello", at }];
  const next = withEvents(first, [event("a", { lines }, "log")]);
  assert.equal(next.nodes, first.nodes);
  assert.equal(next.wires, first.wires);
  assert.equal(next.live.logs["a"]!.length, 1);
});

test("facts read again that say the same change nothing that is drawn", () => {
  const first = withEvents(viewOf(line), [event("a", { status: "running" })]);
  const next = withDetails(first, structuredClone(line));
  for (const [id, node] of first.nodes) assert.equal(next.nodes.get(id)!.state, node.state);
});

test("a step that could begin and has no worker says so, and a pending one does no more once the run is over", () => {
  const one = { node: "a", queue: "gpu", since: at, count: 1, item: null, attempt: 1 };
  const pending = [{ ...one, polled: false }];
  const held = withPending(viewOf(line), { at: 0, pending, retries: [] });
  assert.equal(held.nodes.get("a")!.shown, "unserved");
  const over = withEvents(held, [event("", { status: "cancelled" }, "run")]);
  assert.deepEqual(shown(over), { a: "unbegun", b: "unbegun", c: "unbegun" });
});

test("a failed step takes nothing along its wires but to what handles the failure", () => {
  const failed = withEvents(viewOf(line), [
    event("a", { status: "failed", error: { type: "bad-data", message: "No rows." } }),
    event("c", { status: "running" }),
    event("b", { status: "skipped" }),
  ]);
  assert.deepEqual(Object.fromEntries(failed.wires), {
    "a.out->b.in": "missed",
    "a.other->c.in": "missed",
    "a.error->c.why": "passed",
  });
});

test("a map is one node with its counts; what stands inside it shares its state", () => {
  const body = [planNode("inner")];
  const map = planNode("each", {
    map: { body, result: null, outer: [], window: 2, tolerate: 0 },
  });
  const view = withEvents(
    viewOf(
      details([map], [], [attempt("each", { status: "running" })], {
        maps: { each: { total: 4, done: 1, failed: 0, cancelled: 0, running: 2, waiting: 0 } },
      }),
    ),
    [event("each", { done: 2, total: 4, failed: 1 }, "progress")],
  );
  const counts = { total: 4, done: 1, failed: 1, cancelled: 0, running: 2, waiting: 0 };
  assert.deepEqual(view.nodes.get("each")!.counts, counts);
  assert.equal(view.nodes.get("inner")!.shown, "running");
  assert.equal(view.nodes.get("inner")!.inside, "each");
});

test("a map of which nothing runs and something waits is waiting", () => {
  const map = planNode("each", {
    map: { body: [planNode("inner")], result: null, outer: [], window: 2, tolerate: 0 },
  });
  const waiting = { total: 4, done: 1, failed: 0, cancelled: 0, running: 0, waiting: 2 };
  const view = viewOf(
    details([map], [], [attempt("each", { status: "running" })], { maps: { each: waiting } }),
  );
  assert.deepEqual(shown(view), { each: "waiting", inner: "waiting" });
});

test("a map of a paused run is paused as soon as none of its items runs, and goes on with the run", () => {
  const map = planNode("each", {
    map: { body: [planNode("inner")], result: null, outer: [], window: 2, tolerate: 0 },
  });
  const steps = [attempt("each", { status: "running" })];
  const counts = { total: 4, done: 1, failed: 0, cancelled: 0, running: 1, waiting: 0 };
  const told = (running: number) =>
    details([map], [], steps, { maps: { each: { ...counts, running } } });
  const paused = withEvents(viewOf(told(1)), [event("", { status: "paused" }, "run")]);
  assert.deepEqual(shown(paused), { each: "running", inner: "running" });
  const held = withDetails(paused, told(0));
  assert.deepEqual(shown(held), { each: "paused", inner: "paused" });
  const resumed = withEvents(held, [event("", { status: "running" }, "run")]);
  assert.deepEqual(shown(resumed), { each: "running", inner: "running" });
});

test("the step of a sub-pipeline is paused with its run, and any other step that runs goes on", () => {
  const steps = ["sub", "fit"].map((id) => attempt(id, { status: "running" }));
  const children = [{ runId: "run_2", name: "inner", node: "sub", item: "", status: "paused" }];
  const view = viewOf(details([planNode("sub"), planNode("fit")], [], steps, { children }));
  const paused = withEvents(view, [event("", { status: "paused" }, "run")]);
  assert.deepEqual(shown(paused), { sub: "paused", fit: "running" });
});

test("between two attempts a step is retrying and says when the next one begins; nothing is missed behind it", () => {
  const error = { type: "transient", message: "No such host." };
  const nodes = [planNode("a", { attempts: 3 }), planNode("b")];
  const first = viewOf(details(nodes, [["a.out", "b.in"]]));
  const failed = withEvents(first, [event("a", { status: "failed", error, finishedAt: at })]);
  assert.deepEqual(shown(failed), { a: "retrying", b: "pending" });
  assert.equal(failed.wires.size, 0);
  const again = Date.parse(at) + 12_000;
  const retries = [{ node: "a", attempt: 2, of: 3, at: again, why: null }];
  const told = withPending(failed, { at: again - 11_000, pending: [], retries });
  assert.deepEqual(told.nodes.get("a")!.state.retry, {
    failed: 1,
    of: 3,
    why: error.message,
    again,
  });
  const none = withPending(told, { at: again - 7_000, pending: [], retries: [] });
  assert.deepEqual(shown(none), { a: "failed", b: "pending" });
  const over = withEvents(told, [event("", { status: "cancelled" }, "run")]);
  assert.equal(shown(over)["a"], "failed");
});

test("all attempts of a step count, though some between them were never recorded", () => {
  const error = { type: "lost", message: "No answer." };
  const steps = [attempt("a", { status: "lost", error })];
  const first = viewOf(details([planNode("a", { attempts: 6 })], [], steps));
  const fifth = { ...event("a", { status: "running" }), attempt: 5 };
  const { state } = withEvents(first, [fifth]).nodes.get("a")!;
  assert.deepEqual(
    state.attempts.map((one) => one.attempt),
    [1, 5],
  );
  assert.equal(state.status, "running");
});

test("what a step waits for is read beside the events, and told anew only when it is another", () => {
  const waiting = withEvents(viewOf(line), [event("a", { status: "waiting" })]);
  assert.equal(waiting.nodes.get("a")!.state.last!.waitsFor, undefined);
  const read = (waitsFor: StepAttempt["waitsFor"]) => ({
    ...line,
    steps: [attempt("a", { status: "running", waitsFor })] as unknown as RunDetails["steps"],
  });
  const told = withDetails(waiting, read({ event: "labels-ready" }));
  const { status, waitsFor } = told.nodes.get("a")!.state.last!;
  assert.deepEqual([status, waitsFor], ["waiting", { event: "labels-ready" }]);
  const again = withDetails(told, read({ event: "labels-ready" }));
  assert.equal(again.nodes.get("a"), told.nodes.get("a"));
  assert.equal(again.live, told.live);

  // What was read may be of a moment that the events come to later.
  const early = withDetails(viewOf(line), read({ event: "labels-ready" }));
  const heard = withEvents(early, [event("a", { status: "waiting" })]);
  assert.deepEqual(heard.nodes.get("a")!.state.last!.waitsFor, { event: "labels-ready" });
});

test("what holds up a step inside a map holds up the map; a reused map has no items of its own", () => {
  const map = (id: string, inner: string) =>
    planNode(id, {
      map: { body: [planNode(inner)], result: null, outer: [], window: 2, tolerate: 0 },
    });
  const counts = { total: 4, done: 4, failed: 0, cancelled: 0, running: 0, waiting: 0 };
  const view = viewOf(
    details(
      [map("each", "inner"), map("kept", "other")],
      [],
      [attempt("kept", { cached: true, cachedFrom: "run_0" })],
      { maps: { kept: counts } },
    ),
  );
  const waits = { queue: "gpu", since: at, count: 3, item: null, attempt: 1, polled: false };
  const held = withPending(view, { at: 0, pending: [{ node: "inner", ...waits }], retries: [] });
  assert.equal(held.nodes.get("each")!.blocked!.by, "worker");
  assert.equal(held.nodes.get("each")!.shown, "unserved");
  assert.equal(held.nodes.get("kept")!.counts, null);
  assert.equal(held.nodes.get("kept")!.shown, "cached");
});
