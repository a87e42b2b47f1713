import assert from "node:assert/strict";
import { test } from "node:test";
import {
  applyEvents,
  compareCursors,
  fromSnapshot,
  itemCounts,
  mergeLines,
  mergePoints,
  nodeStates,
  withRetry,
  type RunEvent,
  type Snapshot,
  type StepAttempt,
} from "./live-state.ts";
import { stepAttempt } from "./step-attempt.fixture.ts";

const at = "2026-03-01T12:00:00.000Z";

const attempt = (fields: Partial<StepAttempt>) =>
  stepAttempt({ kind: "data.load", status: "running", ...fields });

function event(id: string, fields: Partial<RunEvent>): RunEvent {
  return { id, type: "step", node: "load", item: "", attempt: 1, data: {}, at, ...fields };
}

const snapshot: Snapshot = {
  cursor: "10:5",
  run: { status: "running", error: null, startedAt: at, finishedAt: null, paused: null },
  steps: [attempt({})],
};

const events: RunEvent[] = [
  event("10:6", { type: "progress", data: { done: 1, total: 2, message: "half" } }),
  event("11:2", { data: { status: "failed", error: { type: "bad-data", message: "No." } } }),
  event("11:3", { attempt: 2, data: { status: "running", kind: "data.load" } }),
  event("12:9", {
    type: "log",
    attempt: 2,
    data: { lines: [{ id: 1, level: "info", message: "a", at }] },
  }),
  event("12:10", { attempt: 2, data: { status: "done", finishedAt: at } }),
  event("13:1", { type: "run", node: null, data: { status: "done", finishedAt: at } }),
];

test("events in order lead from the snapshot to the end of the run", () => {
  const end = applyEvents(fromSnapshot(snapshot), events);
  assert.equal(end.run.status, "done");
  assert.equal(end.cursor, "13:1");
  const load = nodeStates(Object.values(end.steps), [{ id: "load" }]).get("load");
  assert.equal(load?.status, "done");
  assert.deepEqual(
    load?.attempts.map(({ status }) => status),
    ["failed", "done"],
  );
  assert.equal(load?.attempts[0]?.progress?.message, "half");
});

test("who paused the run comes with the event, and goes with the next", () => {
  const paused = { by: "Olga", at };
  const told = (id: string, data: object) => event(id, { type: "run", node: null, data });
  const held = applyEvents(fromSnapshot(snapshot), [told("14:1", { status: "paused", paused })]);
  assert.deepEqual(held.run.paused, paused);
  const going = applyEvents(held, [told("15:1", { status: "running", paused: null })]);
  assert.equal(going.run.paused, null);
});

test("the same events again change nothing, and neither does a stream that restarts in the middle", () => {
  const end = applyEvents(fromSnapshot(snapshot), events);
  assert.equal(applyEvents(end, events), end);
  assert.equal(applyEvents(end, events.slice(2)), end);
});

test("events one at a time and all at once lead to the same state", () => {
  const once = applyEvents(fromSnapshot(snapshot), events);
  const singly = events.reduce((state, one) => applyEvents(state, [one]), fromSnapshot(snapshot));
  assert.deepEqual(singly, once);
});

test("an event that the snapshot already holds is passed over", () => {
  const state = applyEvents(fromSnapshot(snapshot), [
    event("10:4", { data: { status: "lost" } }),
    event("10:5", { data: { status: "lost" } }),
  ]);
  assert.equal(state.steps["load|1"]?.status, "running");
});

test("a step first heard of by an event appears with the event's fields", () => {
  const state = applyEvents(fromSnapshot(snapshot), [
    event("11:1", { node: "split", data: { status: "waiting", reason: "for a worker" } }),
  ]);
  assert.equal(state.steps["split|1"]?.status, "waiting");
  assert.equal(state.steps["split|1"]?.startedAt, at);
});

test("an attempt that waited and goes on keeps the time it began", () => {
  const later = "2026-03-02T12:00:00.000Z";
  const state = applyEvents(fromSnapshot(snapshot), [
    event("11:1", { data: { status: "waiting", reason: "for a reviewer" } }),
    event("11:2", { data: { status: "running", reason: null, startedAt: later } }),
  ]);
  assert.equal(state.steps["load|1"]?.startedAt, at);
});

test("a state is never changed in place", () => {
  const start = fromSnapshot(snapshot);
  const copy = structuredClone(start);
  applyEvents(start, events);
  assert.deepEqual(start, copy);
});

test("places in the stream are compared as numbers, not as text", () => {
  assert.ok(compareCursors("10:10", "10:9") > 0);
  assert.ok(compareCursors("9:99", "10:1") < 0);
  assert.ok(compareCursors("71", "8") > 0);
  assert.equal(compareCursors("5:0", "5:0"), 0);
});

test("nodes that nobody began are pending, in the plan's order", () => {
  const states = nodeStates(snapshot.steps, [{ id: "load" }, { id: "split" }]);
  assert.deepEqual([...states.keys()], ["load", "split"]);
  assert.equal(states.get("split")?.status, "pending");
});

test("between two attempts a node is retrying, not failed; without attempts left, or for good, it has failed", () => {
  const failed = (attempts: number, type: string) => {
    const last = attempt({ status: "failed", error: { type, message: "No." }, finishedAt: at });
    const state = nodeStates([last], [{ id: "load" }]).get("load")!;
    return withRetry(state, { attempts });
  };
  assert.deepEqual(failed(3, "transient").retry, { failed: 1, of: 3, why: "No.", again: null });
  assert.equal(failed(3, "transient").status, "retrying");
  assert.equal(failed(1, "transient").status, "failed");
  assert.equal(failed(3, "bad-data").status, "failed");
});

test("what happens inside a map moves the cursor and nothing else", () => {
  const inside = Array.from({ length: 10_000 }, (_, index) => {
    const type = (["step", "progress", "log", "metric"] as const)[index % 4]!;
    return event(`20:${index}`, { type, node: "fit", item: String(index), data: { lines: [] } });
  });
  const start = fromSnapshot(snapshot);
  const end = applyEvents(start, inside);
  assert.equal(end.cursor, "20:9999");
  // The very same objects: nothing below them is drawn anew.
  assert.equal(end.steps, start.steps);
  assert.equal(end.logs, start.logs);
  assert.equal(end.metrics, start.metrics);
  assert.equal(end.run, start.run);
});

test("a map's progress is heard beside the events of its items", () => {
  const map = attempt({ node: "each" });
  const end = applyEvents(fromSnapshot({ ...snapshot, steps: [map] }), [
    event("20:1", { node: "fit", item: "0", data: { status: "failed" } }),
    event("20:2", { type: "progress", node: "each", data: { done: 3, total: 10, failed: 1 } }),
  ]);
  assert.deepEqual(end.steps["each|1"]?.progress, { done: 3, total: 10, failed: 1 });
  assert.equal(end.steps["each|1"]?.progressedAt, at);
  assert.deepEqual(Object.keys(end.steps), ["each|1"]);
});

test("counts that were read are brought up to what a map's progress has told since", () => {
  const read = { total: 10, done: 2, failed: 0, cancelled: 0, running: 3, waiting: 1 };
  const map = attempt({ progress: { done: 8, total: 10, failed: 1 } });
  assert.deepEqual(itemCounts(map, read), {
    total: 10,
    done: 7,
    failed: 1,
    cancelled: 0,
    running: 1,
    waiting: 1,
  });
  assert.deepEqual(itemCounts(attempt({}), read), read);
  assert.equal(itemCounts(attempt({}), undefined), null);
});

test("lines read and lines heard are shown once each, oldest first", () => {
  const line = (id: number) => ({ id, level: "info", message: String(id), at, attempt: 1 });
  assert.deepEqual(
    mergeLines([line(1), line(2)], [line(2), line(4), line(3)]).map(({ id }) => id),
    [1, 2, 3, 4],
  );
});

test("points of a curve are in order of iteration, the last heard winning", () => {
  const point = (iteration: number, value: number) => ({
    name: "logloss",
    split: "train",
    iteration,
    value,
  });
  assert.deepEqual(
    mergePoints([point(0, 1), point(1, 0.9)], [point(2, 0.7), point(1, 0.8)]).map(
      ({ value }) => value,
    ),
    [1, 0.8, 0.7],
  );
});
