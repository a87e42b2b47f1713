import { importPipeline } from "../../server/pipelines/import.ts";
import { cancel } from "../../server/runs/cancel.ts";
import type { TestDocument, TestEngine } from "../support/engine.ts";

export const noop = (id: string, facts = {}, policy = {}) => ({
  id,
  kind: "test.noop",
  config: { facts },
  policy,
});
export const condition = (id: string, expression: string) => ({
  id,
  kind: "control.condition",
  config: { expression },
});
export const branching = (auc: number): TestDocument => ({
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
export const answer = async (engine: TestEngine, id: string, waiting: "waiting" | "running") => {
  await engine.until(id, [waiting]);
  for (;;) {
    const found = await engine.until(id, ["waiting", "running"]);
    if (found.steps.some(({ status }) => status === "waiting")) break;
  }
  await engine.client.workflow.getHandle(`run-${id}`).executeUpdate("deliverEvent", {
    args: [{ key: "ask:question", actorId: "user_other", payload: { answer: "yes" } }],
  });
};
export const question = { id: "question", kind: "test.ask" };
export const broken = (id: string, policy = {}) => ({
  id,
  kind: "test.flaky",
  config: { failures: 9, type: "bad-data" },
  policy,
});
export const map = (config: Record<string, unknown>) => ({
  id: "each",
  kind: "control.map",
  config: { over: "count", count: 6, window: 2, ...config },
});
export const mapped: TestDocument = {
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
export const failingItems = (onFailure: string): TestDocument => ({
  nodes: [map({ onFailure }), { ...broken("work", { when: "index == 2" }), parent: "each" }],
});
export const phases = (work: TestDocument["nodes"][number]): TestDocument => ({
  nodes: [
    work,
    noop("alarm", {}, { phase: "on-failure" }),
    noop("tidy", {}, { phase: "finally", when: "run.status != 'done'" }),
  ],
});
export const published = (engine: TestEngine, name: string, nodes: TestDocument["nodes"]) =>
  importPipeline(engine.as.designer, {
    text: JSON.stringify({ apiVersion: "penstock/v1", name, nodes }),
    note: "to be run by another",
  });
/** Sends a run's own event, as the outbox would. */
export const tell = (engine: TestEngine, id: string, key: string) =>
  engine.client.workflow
    .getHandle(`run-${id}`)
    .executeUpdate("deliverEvent", { args: [{ key, actorId: "", payload: {} }] });

/** Cancels the run once it has come so far. */
export const cancelled =
  (once: "running" | "waiting") =>
  async (engine: TestEngine, id: string): Promise<void> => {
    await engine.until(id, [once]);
    await cancel(engine.as.designer, { id });
  };
