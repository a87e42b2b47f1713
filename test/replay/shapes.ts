import { setTimeout as sleep } from "node:timers/promises";
import { cancel } from "../../server/runs/cancel.ts";
import { get as getRun } from "../../server/runs/get.ts";
import type { TestDocument, TestEngine } from "../support/engine.ts";
import { tear } from "../support/steps.ts";
import { until } from "../support/until.ts";
import {
  answer,
  branching,
  broken,
  cancelled,
  condition,
  failingItems,
  map,
  mapped,
  noop,
  phases,
  published,
  question,
  tell,
} from "./parts.ts";

/** A run whose history is made. */
interface Shape {
  document: TestDocument;
  ends: "done" | "failed" | "cancelled";
  before?: (engine: TestEngine) => Promise<unknown>;
  /** What happens to the run from outside. */
  meanwhile?: (engine: TestEngine, id: string) => Promise<unknown>;
  /** The history of a child workflow instead, by the end of its id. */
  child?: string;
  /** Runs once before: what it gave is then found again. */
  twice?: boolean;
}

/** The first shapes. What the first engine made of them is kept; they are made again as the second makes them. */
const shapes: Record<string, Shape> = {
  chain: {
    document: {
      nodes: ["a", "b", "c"].map((id) => noop(id)),
      wires: [
        ["a.out", "b.in"],
        ["b.out", "c.in"],
      ],
    },
    ends: "done",
  },
  "fan-and-join": {
    document: {
      nodes: ["a", "b", "c", "d", "e"].map((id) => noop(id)),
      wires: ["b", "c", "d"].flatMap((id): [string, string][] => [
        ["a.out", `${id}.in`],
        [`${id}.out`, "e.in"],
      ]),
    },
    ends: "done",
  },
  "condition-true": { document: branching(0.8), ends: "done" },
  "condition-false": { document: branching(0.6), ends: "done" },
  "condition-at-fault": {
    document: {
      nodes: [noop("a"), condition("check", "input.missing > 1")],
      wires: [["a.out", "check.value"]],
    },
    ends: "failed",
  },
  "when-false": {
    document: {
      nodes: [
        noop("a", { rows: 10 }),
        noop("big", {}, { when: "steps.a.out.rows > 100" }),
        noop("behind"),
      ],
      wires: [
        ["a.out", "big.in"],
        ["big.out", "behind.in"],
      ],
    },
    ends: "done",
  },
  retry: {
    document: { nodes: [{ id: "flaky", kind: "test.flaky", config: { failures: 2 } }] },
    ends: "done",
  },
  "failed-branch": {
    document: {
      nodes: [
        { id: "broken", kind: "test.flaky", config: { failures: 9, type: "bad-data" } },
        condition("behind", "true"),
        noop("other"),
        noop("after_other"),
      ],
      wires: [
        ["broken.out", "behind.value"],
        ["other.out", "after_other.in"],
      ],
    },
    ends: "failed",
  },
  "timed-out": {
    document: {
      nodes: [{ id: "slow", kind: "test.slow", policy: { startToClose: "1s", attempts: 1 } }],
    },
    ends: "failed",
  },
  "wait-and-event": {
    document: {
      nodes: [question, condition("yes", "true"), condition("no", "true")],
      wires: [
        ["question.yes", "yes.value"],
        ["question.no", "no.value"],
      ],
    },
    ends: "done",
    meanwhile: (engine, id) => answer(engine, id, "waiting"),
  },
  "event-beside-work": {
    document: { nodes: [question, { id: "slow", kind: "test.slow", config: { ms: 2_000 } }] },
    ends: "done",
    meanwhile: (engine, id) => answer(engine, id, "running"),
  },
  cancelled: {
    document: {
      nodes: [{ id: "slow", kind: "test.slow" }, noop("behind")],
      wires: [["slow.out", "behind.in"]],
    },
    ends: "cancelled",
    meanwhile: cancelled("running"),
  },
  "cancelled-while-waiting": {
    document: { nodes: [question, noop("other")] },
    ends: "cancelled",
    meanwhile: cancelled("waiting"),
  },
};

/** Shapes since the engine looks for earlier results before a step is called, and records a run's end in its own task. */
const newer: Record<string, Shape> = {
  ...Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [`engine-2-${name}`, shape])),
  switch: {
    document: {
      nodes: [
        noop("score", { auc: 0.75 }),
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
        { id: "fair", kind: "control.join" },
        { id: "bad", kind: "control.join" },
      ],
      wires: [
        ["score.out", "which.value"],
        ["which.fair", "fair.in"],
        ["which.otherwise", "bad.in"],
      ],
    },
    ends: "done",
  },
  "join-any": {
    document: {
      nodes: [
        noop("quick"),
        { id: "slow", kind: "test.slow", config: { ms: 1_500 } },
        { id: "first", kind: "control.join", policy: { join: "any" } },
        noop("then"),
      ],
      wires: [
        ["quick.out", "first.in"],
        ["slow.out", "first.in"],
        ["first.out", "then.in"],
      ],
    },
    ends: "done",
  },
  "failure-handled": {
    document: {
      nodes: [broken("work"), noop("rescue"), broken("extra", { continueOnError: true })],
      wires: [["work.error", "rescue.in"]],
    },
    ends: "done",
  },
  "phases-failed": { document: phases(broken("work")), ends: "failed" },
  "phases-done": { document: phases(noop("work")), ends: "done" },
  "phases-cancelled": {
    document: phases({ id: "slow", kind: "test.slow" }),
    ends: "cancelled",
    meanwhile: cancelled("running"),
  },
  map: { document: mapped, ends: "done" },
  "map-items": { document: mapped, ends: "done", child: "/each/0" },
  "map-collects": { document: failingItems("collect"), ends: "done" },
  "map-stops": { document: failingItems("fail-fast"), ends: "failed" },
  "map-items-stop": { document: failingItems("fail-fast"), ends: "failed", child: "/each/0" },
  "wait-for-time": {
    document: {
      nodes: [noop("a"), { id: "wait", kind: "control.wait", config: { for: "1s" } }],
      wires: [["a.out", "wait.in"]],
    },
    ends: "done",
  },
  "wait-for-event": {
    document: {
      nodes: [{ id: "wait", kind: "control.wait", config: { event: "go", for: "1h" } }],
    },
    ends: "done",
    meanwhile: async (engine, id) => {
      await engine.until(id, ["waiting"]);
      await tell(engine, id, "wait:wait");
    },
  },
  subpipeline: {
    document: {
      nodes: [
        {
          id: "inner",
          kind: "control.subpipeline",
          config: { pipeline: "inner", output: "wait.out" },
        },
      ],
    },
    ends: "done",
    before: (engine) =>
      published(engine, "inner", [{ id: "wait", kind: "control.wait", config: { for: "1s" } }]),
  },
  "concurrency-key": {
    document: {
      nodes: ["a", "b"].map((id) => noop(id, {}, { concurrencyKey: "one" })),
    },
    ends: "done",
  },
  paused: {
    document: {
      nodes: [{ id: "slow", kind: "test.slow", config: { ms: 4_000 } }, noop("then")],
      wires: [["slow.out", "then.in"]],
    },
    ends: "done",
    meanwhile: async (engine, id) => {
      await engine.until(id, ["running"]);
      await tell(engine, id, "run:pause");
      await sleep(6_000);
      await tell(engine, id, "run:resume");
    },
  },
  cached: {
    document: {
      nodes: ["a", "b"].map((id) => ({ id, kind: "test.counted" })),
      wires: [["a.out", "b.in"]],
    },
    ends: "done",
    twice: true,
  },
};

/** Shapes since a cancelled run waits for what it had going, and for what it does at its end. */
const newest: Record<string, Shape> = {
  "cancelled-while-paused": {
    document: { nodes: [question, noop("tidy", {}, { phase: "finally" })] },
    ends: "cancelled",
    meanwhile: async (engine, id) => {
      await engine.until(id, ["waiting"]);
      await tell(engine, id, "run:pause");
      await cancel(engine.as.designer, { id });
    },
  },
  "cancelled-on-failure": {
    document: {
      nodes: [
        broken("work"),
        { id: "alarm", kind: "test.slow", policy: { phase: "on-failure" } },
        noop("tidy", {}, { phase: "finally" }),
      ],
    },
    ends: "cancelled",
    meanwhile: async (engine, id) => {
      for (;;) {
        const { steps } = await engine.until(id, ["running"]);
        if (steps.some(({ node, status }) => node === "alarm" && status === "running")) break;
      }
      await cancel(engine.as.designer, { id });
    },
  },
  "failed-while-cancelled": {
    document: {
      nodes: [
        { id: "work", kind: "test.torn" },
        noop("then"),
        noop("tidy", {}, { phase: "finally" }),
      ],
      wires: [["work.out", "then.in"]],
    },
    ends: "cancelled",
    meanwhile: async (engine, id) => {
      await engine.until(id, ["running"]);
      await cancel(engine.as.designer, { id });
      tear(id);
    },
  },
  "cut-short": {
    document: {
      nodes: [
        { id: "slow", kind: "test.slow" },
        { ...question, policy: { phase: "finally" } },
      ],
    },
    ends: "cancelled",
    meanwhile: async (engine, id) => {
      await engine.until(id, ["running"]);
      await cancel(engine.as.designer, { id });
      await engine.until(id, ["waiting"]);
      await cancel(engine.as.designer, { id });
    },
  },
  "map-of-the-end-let-go": {
    document: {
      nodes: [
        noop("first"),
        { ...map({ window: 1 }), policy: { phase: "finally" } },
        { id: "work", kind: "test.slow", config: { ms: 1_000 }, parent: "each" },
      ],
    },
    ends: "cancelled",
    meanwhile: async (engine, id) => {
      await engine.until(id, ["running"]);
      // Its items are under way by then.
      await sleep(1_500);
      await tell(engine, id, "run:pause");
      await sleep(2_000);
      await cancel(engine.as.designer, { id });
    },
  },
  "child-cancelled": {
    document: {
      nodes: [
        { id: "inner", kind: "control.subpipeline", config: { pipeline: "cancelled" } },
        noop("alarm", {}, { phase: "on-failure" }),
      ],
    },
    ends: "failed",
    before: (engine) =>
      published(engine, "cancelled", [{ id: "wait", kind: "control.wait", config: { for: "1h" } }]),
    meanwhile: async (engine, id) => {
      for (;;) {
        const [child] = (await getRun(engine.as.designer, { id })).children;
        if (child?.status !== "waiting") continue;
        await cancel(engine.as.designer, { id: child.runId });
        break;
      }
    },
  },
  "subpipeline-of-item": {
    document: {
      nodes: [
        map({ count: 2 }),
        { id: "part", kind: "control.subpipeline", parent: "each", config: { pipeline: "part" } },
      ],
    },
    ends: "done",
    before: (engine) =>
      published(engine, "part", [{ id: "wait", kind: "control.wait", config: { for: "0s" } }]),
    child: "/each/0",
  },
  "map-cancelled": {
    document: {
      nodes: [map({}), { id: "work", kind: "test.slow", parent: "each" }],
    },
    ends: "cancelled",
    meanwhile: async (engine, id) => {
      await engine.until(id, ["running"]);
      // Its items are under way by then.
      await sleep(3_000);
      await cancel(engine.as.designer, { id });
    },
  },
};

/** Shapes since what a cancelled run does at its end follows what was cancelled, and any of several waits for what it looks at. */
const since: Record<string, Shape> = {
  "end-behind-what-was-cancelled": {
    document: {
      nodes: [
        { id: "slow", kind: "test.slow" },
        noop("wired", {}, { phase: "finally" }),
        noop("any", {}, { phase: "finally", join: "any" }),
        { id: "behind", kind: "control.join", policy: { phase: "finally" } },
        noop("free", {}, { phase: "finally" }),
      ],
      wires: [
        ["slow.out", "wired.in"],
        ["slow.out", "any.in"],
        ["slow.out", "behind.in"],
      ],
    },
    ends: "cancelled",
    meanwhile: cancelled("running"),
  },
  "join-any-that-looks": {
    document: {
      nodes: [
        noop("quick"),
        { id: "check", kind: "test.slow", config: { ms: 1_500 } },
        noop("first", {}, { join: "any", when: "has(steps.check.out)" }),
        noop("then", {}, { join: "any" }),
      ],
      wires: [
        ["quick.out", "first.in"],
        ["first.out", "then.in"],
        ["check.out", "then.in"],
      ],
    },
    ends: "done",
  },
};

/** Shapes since a workflow is told by signal that slots were granted. */
const granted: Record<string, Shape> = {
  "granted-step": {
    document: {
      nodes: ["a", "b"].map((id) => ({
        id,
        kind: "test.slow",
        config: { ms: 1_500 },
        policy: { concurrencyKey: "step" },
      })),
    },
    ends: "done",
  },
  "granted-item": {
    document: {
      nodes: [
        map({ count: 2 }),
        {
          id: "work",
          kind: "test.slow",
          parent: "each",
          config: { ms: 1_500 },
          policy: { concurrencyKey: "item" },
        },
      ],
    },
    ends: "done",
    child: "/each/0",
  },
};

/** Shapes since a failure stops what goes on beside it. */
const stopped: Record<string, Shape> = {
  "map-lost-a-part": {
    document: {
      nodes: [
        map({ count: 600 }),
        {
          id: "work",
          kind: "test.slow",
          parent: "each",
          config: { ms: 5_000 },
          policy: { when: "index % 200 == 0" },
        },
      ],
    },
    ends: "failed",
    meanwhile: async (engine, id) => {
      await until("the first two parts are at work", async () => {
        const [row] = await engine.database.sql<{ n: number }[]>`
          select count(*)::int as n from step_run
          where run_id = ${id} and node = 'work' and status = 'running'`;
        return row!.n === 2;
      });
      await engine.client.workflow.getHandle(`run-${id}/each/0`).terminate("lost");
    },
  },
};

/** Shapes since a workflow calls its local activities one at a time, and a map tells its parts of a pause by itself. */
const inTurn: Record<string, Shape> = {
  "looked-for-beside-a-key": {
    document: {
      nodes: [
        { id: "looked_for", kind: "test.counted" },
        noop("keyed", {}, { concurrencyKey: "beside" }),
        noop("off", {}, { when: "1 > 2" }),
        noop("behind"),
      ],
      wires: [["off.out", "behind.in"]],
    },
    ends: "done",
  },
  "two-maps-paused": {
    document: {
      nodes: ["one", "two"].flatMap((id) => [
        { ...map({ count: 2 }), id },
        { id: `wait_${id}`, kind: "control.wait", parent: id, config: { for: "4s" } },
      ]),
    },
    ends: "done",
    meanwhile: async (engine, id) => {
      await engine.until(id, ["running"]);
      await tell(engine, id, "run:pause");
      await sleep(2_000);
      await tell(engine, id, "run:resume");
    },
  },
};

/** All of them, by the name of the history. */
export const SHAPES = { ...newer, ...newest, ...since, ...granted, ...stopped, ...inTurn };
