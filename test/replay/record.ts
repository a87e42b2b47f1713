import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { cancel } from "../../server/runs/cancel.ts";
import { startTestEngine, type TestDocument, type TestEngine } from "../support/engine.ts";
import { endServers } from "../support/servers.ts";

/**
 * Makes the histories that `workflows/pipelines/replay.test.ts` replays: `node --import tsx test/replay/record.ts`.
 * Do it when the workflow gains a shape, never to silence a replay that fails: the workflow must go on with what earlier
 * releases have begun.
 */
interface Shape {
  document: TestDocument;
  ends: "done" | "failed" | "cancelled";
  /** What happens to the run from outside. */
  meanwhile?: (engine: TestEngine, id: string) => Promise<unknown>;
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

const here = path.dirname(fileURLToPath(import.meta.url));
const engine = await startTestEngine();
await Promise.all(
  Object.entries(shapes).map(async ([name, { document, ends, meanwhile }]) => {
    const id = await engine.run(document);
    await meanwhile?.(engine, id);
    await engine.until(id, [ends]);
    const handle = engine.client.workflow.getHandle(`run-${id}`);
    // Postgres hears of the end a moment before Temporal does.
    await handle.result().catch(() => undefined);
    const history = plain(await handle.fetchHistory());
    await writeFile(path.join(here, `${name}.json`), `${JSON.stringify(history)}\n`);
  }),
);
await endServers();
