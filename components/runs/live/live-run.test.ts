import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunDetails } from "../types.ts";
import { createLiveRun } from "./live-run.ts";

const details = (id: string, more: object = {}): RunDetails =>
  ({
    run: { id, status: "running", error: null, startedAt: null, finishedAt: null },
    document: { nodes: [] },
    plan: { nodes: [{ id: "a", kind: "test.step", attempts: 1, needs: {} }] },
    steps: [],
    maps: {},
    slots: [],
    children: [],
    cursor: "1-1",
    ...more,
  }) as unknown as RunDetails;

test("facts read again keep what was heard of the run; those of another run begin anew", () => {
  const store = createLiveRun();
  const { read, hear } = store.getState();
  const node = () => store.getState().view?.nodes.get("a")?.shown;
  hear([]);
  assert.equal(store.getState().view, null);
  read(details("run_1"));
  const at = "2026-03-01T12:00:00.000Z";
  const data = { status: "done", outputs: {} };
  hear([{ id: "1-2", type: "step", node: "a", item: "", attempt: 1, data, at }]);
  assert.equal(node(), "done");
  read(details("run_1", { cursor: "1-2" }));
  assert.equal(node(), "done");
  // The stream goes on from where it began.
  assert.equal(store.getState().view!.from, "1-1");
  read(details("run_2"));
  assert.equal(node(), "pending");
  store.getState().clear();
  assert.equal(store.getState().view, null);
});
