import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { WorkflowHandle } from "@temporalio/client";
import { and, eq } from "drizzle-orm";
import { audit } from "../../db/schema/audit.ts";
import { modelVersion } from "../../db/schema/models.ts";
import { run as runTable } from "../../db/schema/runs.ts";
import { wakeApproval, wakeReview } from "../../server/approvals/wake.ts";
import { retire } from "../../server/models/retire.ts";
import { importPipeline } from "../../server/pipelines/import.ts";
import { decide } from "../../server/reviews/decide.ts";
import { cancel } from "../../server/runs/cancel.ts";
import { get as getRun } from "../../server/runs/get.ts";
import { get as getTrigger } from "../../server/triggers/get.ts";
import { governorId } from "../../workflows/core/governing.ts";
import type { TriggerSpec } from "../../workflows/core/triggers.ts";
import { startTestEngine, type TestDocument, type TestEngine } from "../support/engine.ts";
import { publishTest } from "../support/published.ts";
import { approvedVersion, openedReview, setPolicy } from "../support/registry.ts";
import { endServers } from "../support/servers.ts";
import { tear } from "../support/steps.ts";
import { until } from "../support/until.ts";

/**
 * Makes the histories that `workflows/pipelines/replay.test.ts` replays: `node --import tsx test/replay/record.ts`.
 * Only those that are missing are made, since the workflow must go on with what earlier releases have begun: a history is
 * never made again to silence a replay that fails.
 */
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

const noop = (id: string, facts = {}, policy = {}) => ({
  id,
  kind: "test.noop",
  config: { facts },
  policy,
});
const condition = (id: string, expression: string) => ({
  id,
  kind: "control.condition",
  config: { expression },
});
const branching = (auc: number): TestDocument => ({
  params: { least: { type: "number", default: 0.7 } },
  nodes: [
    noop("score", { auc }),
    condition("check", "input.auc >= params.least"),
    condition("good", "true"),
    condition("bad", "true"),
  ],
  wires: [
    ["score.out", "check.value"],
    ["check.true", "good.value"],
    ["check.false", "bad.value"],
  ],
});
const answer = async (engine: TestEngine, id: string, waiting: "waiting" | "running") => {
  await engine.until(id, [waiting]);
  for (;;) {
    const found = await engine.until(id, ["waiting", "running"]);
    if (found.steps.some(({ status }) => status === "waiting")) break;
  }
  await engine.client.workflow.getHandle(`run-${id}`).executeUpdate("deliverEvent", {
    args: [{ key: "ask:question", actorId: "user_other", payload: { answer: "yes" } }],
  });
};
const question = { id: "question", kind: "test.ask" };
const broken = (id: string, policy = {}) => ({
  id,
  kind: "test.flaky",
  config: { failures: 9, type: "bad-data" },
  policy,
});
const map = (config: Record<string, unknown>) => ({
  id: "each",
  kind: "control.map",
  config: { over: "count", count: 6, window: 2, ...config },
});
const mapped: TestDocument = {
  nodes: [
    map({}),
    { ...noop("work", { n: "${item}" }), parent: "each" },
    { ...condition("odd", "index % 2 == 1"), parent: "each" },
  ],
  wires: [
    ["work.out", "odd.value"],
    ["odd.true", "each.result"],
  ],
};
const failingItems = (onFailure: string): TestDocument => ({
  nodes: [map({ onFailure }), { ...broken("work", { when: "index == 2" }), parent: "each" }],
});
const phases = (work: TestDocument["nodes"][number]): TestDocument => ({
  nodes: [
    work,
    noop("alarm", {}, { phase: "on-failure" }),
    noop("tidy", {}, { phase: "finally", when: "run.status != 'done'" }),
  ],
});
const published = (engine: TestEngine, name: string, nodes: TestDocument["nodes"]) =>
  importPipeline(engine.as.designer, {
    text: JSON.stringify({ apiVersion: "penstock/v1", name, nodes }),
    note: "to be run by another",
  });
/** Sends a run's own event, as the outbox would. */
const tell = (engine: TestEngine, id: string, key: string) =>
  engine.client.workflow
    .getHandle(`run-${id}`)
    .executeUpdate("deliverEvent", { args: [{ key, actorId: "", payload: {} }] });

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
    meanwhile: async (engine, id) => {
      await engine.until(id, ["running"]);
      await cancel(engine.as.designer, { id });
    },
  },
  "cancelled-while-waiting": {
    document: { nodes: [question, noop("other")] },
    ends: "cancelled",
    meanwhile: async (engine, id) => {
      await engine.until(id, ["waiting"]);
      await cancel(engine.as.designer, { id });
    },
  },
};

/** Shapes since the engine looks for earlier results before a step is called, and records a run's end in its own task. */
const newer: Record<string, Shape> = {
  ...Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [`engine-2-${name}`, shape]),
  ),
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
    meanwhile: async (engine, id) => {
      await engine.until(id, ["running"]);
      await cancel(engine.as.designer, { id });
    },
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
      tear.emit("now");
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
    meanwhile: async (engine, id) => {
      await engine.until(id, ["running"]);
      await cancel(engine.as.designer, { id });
    },
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

/**
 * The protobuf message as plain JSON that encodes again to the same message: bytes as base64, 64-bit integers and enums as
 * numbers. Without what tells of the machine it was made on, none of which takes part in a replay.
 */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if ("low" in value && "high" in value) return Number(value);
  const { normalName, ...rest } = value as Record<string, unknown>;
  // A sticky queue is named after the process.
  if (normalName) return { name: normalName };
  return Object.fromEntries(
    Object.entries(rest)
      .filter(([name]) => !["identity", "workerVersion", "stackTrace"].includes(name))
      .map(([name, inner]) => [name, plain(inner)]),
  );
}

/** Triggers whose schedule acts once: the histories of its workflow. */
const scheduled: Record<
  string,
  TriggerSpec & { act?: (handle: WorkflowHandle, trigger: string) => Promise<void> }
> = {
  "trigger-fired": { id: "it", type: "schedule", cron: "@yearly" },
  "trigger-skipped": { id: "it", type: "schedule", cron: "@yearly", paused: true },
  "trigger-cancelled": {
    id: "it",
    type: "schedule",
    cron: "@yearly",
    act: async (handle, id) => {
      const hasRun = async () => {
        const { firings } = await getTrigger(engine.as.designer, { id });
        return firings[0]?.runStatus === "running";
      };
      while (!(await hasRun())) await sleep(20);
      await handle.cancel();
    },
  },
  "folder-watched": { id: "it", type: "folder", path: "nowhere", every: "1d" },
};

const here = path.dirname(fileURLToPath(import.meta.url));
const missing = Object.entries({ ...newer, ...newest, ...since, ...granted }).filter(
  ([name]) => !existsSync(path.join(here, `${name}.json`)),
);
const engine = await startTestEngine();
await Promise.all(
  missing.map(async ([name, { document, ends, before, meanwhile, child = "", twice }]) => {
    await before?.(engine);
    if (twice) await engine.until(await engine.run(document), [ends]);
    const id = await engine.run(document);
    await meanwhile?.(engine, id);
    await engine.until(id, [ends]);
    const handle = engine.client.workflow.getHandle(`run-${id}${child}`);
    // Postgres hears of the end a moment before Temporal does.
    await save(name, handle);
  }),
);
for (const [name, { act, ...trigger }] of Object.entries(scheduled)) {
  if (existsSync(path.join(here, `${name}.json`))) continue;
  const nodes = [{ id: "work", kind: "test.slow", config: { ms: act ? 60_000 : 10 } }];
  await publishTest(engine.as.designer, { name, nodes, triggers: [trigger] });
  const { id } = await getTrigger(engine.as.designer, { id: `${name}/it` });
  const schedule = engine.client.schedule.getHandle(`trigger-${id}`);
  await schedule.trigger();
  let taken;
  while (!taken) taken = (await schedule.describe()).info.recentActions[0];
  const handle = engine.client.workflow.getHandle(taken.action.workflow.workflowId);
  await act?.(handle, `${name}/it`);
  await save(name, handle);
}

/** Workflows that watch over a review and over an approval, to their end. */
const { db } = engine.database;
const people = {
  designer: engine.as.designer.actor,
  reviewer: engine.as.reviewer.actor,
  admin: engine.as.admin.actor,
};
const inMs = (ms: number) => new Date(Date.now() + ms);
const isRecorded = (action: string, entityId: string) => async () => {
  const rows = await db
    .select({ id: audit.id })
    .from(audit)
    .where(and(eq(audit.action, action), eq(audit.entityId, entityId)));
  return rows.length > 0;
};
const governed: Record<string, (name: string) => Promise<string>> = {
  "govern-review": async (name) => {
    await setPolicy(db, people.admin, {
      format: 1,
      stages: [{ id: "review", title: "Review", deadlineHours: 6 / 3_600 }],
      workingHours: { days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "24:00" },
    });
    const { run, review: opened } = await openedReview(db, people, { name });
    const { reviewId: id, packHash } = opened;
    // No workflow stands behind it: a run that lasts would be ended, and its review with it.
    await db.update(runTable).set({ status: "done" }).where(eq(runTable.id, run.id));
    await wakeReview(db, id);
    await until("the escalation", isRecorded("review.escalate", id));
    const decision = { id, packHash, outcome: "approved", comment: "Looks right." } as const;
    await decide(engine.as.reviewer, decision);
    return governorId("review", id);
  },
  "govern-approval": async (name) => {
    const { version } = await approvedVersion(db, people, name);
    const { id } = version;
    await db
      .update(modelVersion)
      .set({ approvedUntil: inMs(5_000) })
      .where(eq(modelVersion.id, id));
    await wakeApproval(db, id);
    await until("the suspension", isRecorded("model-version.suspend", id));
    await retire(engine.as.admin, { name, number: version.version, reason: "It is over." });
    return governorId("approval", id);
  },
};
for (const [name, watch] of Object.entries(governed))
  if (!existsSync(path.join(here, `${name}.json`)))
    await save(name, engine.client.workflow.getHandle(await watch(name)));
await endServers();

async function save(name: string, handle: WorkflowHandle): Promise<void> {
  await handle.result().catch(() => undefined);
  const history = plain(await handle.fetchHistory());
  await writeFile(path.join(here, `${name}.json`), `${JSON.stringify(history)}\n`);
}
