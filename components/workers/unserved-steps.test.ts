import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import type { Queue } from "./types.ts";
import { UnservedSteps } from "./unserved-steps.tsx";

const gpu: Queue = {
  queue: "gpu",
  workers: 0,
  slots: 0,
  running: 0,
  pollers: 0,
  backlog: 3,
  backlogAgeMs: 60_000,
  addRate: 0,
  dispatchRate: 0,
  pipelines: ["credit-risk"],
};

const notice = (queues: Queue[], { rights = ["workspace.read"], open = 1 } = {}) =>
  drawn(h(UnservedSteps), (trpc) => [
    [trpc.workspace.me.queryKey(), { rights }],
    [
      trpc.runs.list.queryKey({ limit: 1, open: true }),
      { items: Array.from({ length: open }, () => ({})) },
    ],
    [trpc.workers.list.queryKey(), { workers: [], queues, newest: null }],
  ]);

test("steps that wait in a queue which nobody serves are told of, with the way to the workers", () => {
  const html = notice([gpu, { ...gpu, queue: "large", backlog: 1 }]);
  const text = html.replace(/<[^>]*>/g, "");
  assert.match(text, /3 steps wait for a worker on the queue gpu, which nobody serves/);
  assert.match(text, /1 step waits for a worker on the queue large, which nobody serves/);
  assert.match(html, /href="\/workers"/);
});

test("where a queue is served or empty, no run goes on, or the role may not read it, nothing is said", () => {
  assert.equal(notice([{ ...gpu, workers: 1 }]), "");
  assert.equal(notice([{ ...gpu, backlog: 0 }]), "");
  assert.equal(notice([{ ...gpu, backlog: null }]), "");
  assert.equal(notice([gpu], { open: 0 }), "");
  assert.equal(notice([gpu], { rights: [] }), "");
});
