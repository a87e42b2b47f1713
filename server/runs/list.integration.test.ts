import assert from "node:assert/strict";
import { before, test } from "node:test";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { run, slot, stepRun, workerProcess, type RunStatus } from "../../db/schema/runs.ts";
import type { PlanNode } from "../../workflows/core/plan.ts";
import type { RunTrigger } from "../../workflows/core/run-trigger.ts";
import type { Actor, Ctx } from "../context.ts";
import { list } from "./list.ts";

let database: TestDatabase;
before(async () => {
  database = await startTestDatabase();
});

type People = Awaited<ReturnType<typeof freshWorkspace>>;

/** A workspace of its own, and its viewer behind the wall. */
async function own(): Promise<{ people: People; ctx: Ctx }> {
  const people = await freshWorkspace(database.db);
  const { db } = await database.as(people.workspaceId);
  return { people, ctx: contextOf(db, people.viewer) };
}

interface Given {
  by: Actor;
  trigger?: RunTrigger;
  at?: string;
  status?: RunStatus;
  nodes?: Partial<PlanNode>[];
}

async function insert(id: string, given: Given): Promise<void> {
  const { by, trigger = { type: "person" }, at = "2026-03-01T12:00:00Z", status = "done" } = given;
  await database.db.insert(run).values({
    id,
    workspaceId: by.workspaceId,
    name: "test",
    status,
    document: { apiVersion: "penstock/v1", name: "test", nodes: [] },
    plan: { format: 1, pipeline: "test", params: {}, nodes: (given.nodes ?? []) as PlanNode[] },
    planHash: id,
    params: {},
    startedBy: by.userId,
    author: by.userId,
    trigger,
    workflowId: id,
    createdAt: new Date(at),
  });
}

const ofTrigger = { trigger: "trg_1", name: "nightly" };

test("runs are narrowed down by what started them, who, and when, together with all else", async () => {
  const { people, ctx } = await own();
  const { designer, operator } = people;
  const first = "2026-03-01T12:00:00.000Z";
  const [second, third] = ["2026-03-02T12:00:00.000Z", "2026-03-03T12:00:00.000Z"];
  await insert("f_hand", { by: designer, at: first });
  await insert("f_api", { by: operator, trigger: { type: "api" }, at: first, status: "failed" });
  const scheduled = { type: "schedule", ...ofTrigger, schedule: { at: first } } as const;
  await insert("f_schedule", { by: designer, trigger: scheduled, at: second });
  const byHand = { type: "person", ...ofTrigger } as const;
  await insert("f_fired", { by: operator, trigger: byHand, at: third });
  const other = { type: "webhook", trigger: "trg_2", name: "hook" } as const;
  await insert("f_other", { by: designer, trigger: other, at: third });
  const again = { type: "rerun", of: "f_hand", mode: "all" } as const;
  await insert("f_rerun", { by: operator, trigger: again, at: third });
  const found = async (asked: Partial<Parameters<typeof list>[1]>) => {
    const { items } = await list(ctx, { limit: 50, ...asked });
    return items.map(({ id }) => id).sort();
  };
  assert.deepEqual(await found({ how: "person" }), ["f_hand"]);
  assert.deepEqual(await found({ how: "api" }), ["f_api"]);
  // Whoever fired it.
  assert.deepEqual(await found({ how: "trigger" }), ["f_fired", "f_other", "f_schedule"]);
  assert.deepEqual(await found({ how: "rerun" }), ["f_rerun"]);
  assert.deepEqual(await found({ how: "subpipeline" }), []);
  assert.deepEqual(await found({ trigger: "trg_1" }), ["f_fired", "f_schedule"]);
  assert.deepEqual(await found({ trigger: "trg_3" }), []);
  const theirs = ["f_api", "f_fired", "f_rerun"];
  assert.deepEqual(await found({ startedBy: operator.userId }), theirs);
  assert.deepEqual(await found({ since: second }), ["f_fired", "f_other", "f_rerun", "f_schedule"]);
  assert.deepEqual(await found({ until: second }), ["f_api", "f_hand"], "up to, and not at");
  assert.deepEqual(await found({ since: second, until: third }), ["f_schedule"]);
  const failed = { startedBy: operator.userId, how: "api", status: "failed" } as const;
  assert.deepEqual(await found({ ...failed, until: third }), ["f_api"]);
  assert.deepEqual(await found({ ...failed, since: second }), []);

  const page = await list(ctx, { limit: 2, how: "trigger" });
  assert.deepEqual(
    page.items.map(({ id }) => id),
    ["f_other", "f_fired"],
  );
  const next = await list(ctx, { limit: 2, how: "trigger", cursor: page.nextCursor });
  assert.deepEqual([next.items.map(({ id }) => id), next.nextCursor], [["f_schedule"], null]);
});

test("a run that waits says for what: the step that has waited longest, and how many more do", async () => {
  const { people, ctx } = await own();
  const by = people.designer;
  const steps = async (id: string, ...waits: Partial<typeof stepRun.$inferInsert>[]) => {
    await insert(id, { by, status: "waiting" });
    await database.db.insert(stepRun).values(
      waits.map((wait, index) => ({
        runId: id,
        node: "ask",
        attempt: 1,
        kind: "control.wait",
        status: "waiting" as const,
        queue: "control",
        startedAt: new Date(Date.UTC(2026, 2, 1, 12, index)),
        ...wait,
      })),
    );
  };
  const waitsFor = { key: "k", workflowId: "w" };
  await steps("w_review", { kind: "governance.review", reason: "a reviewer's decision", waitsFor });
  const until = "2026-03-02T12:00:00.000Z";
  const ready = { ...waitsFor, event: "labels-ready" };
  await steps(
    "w_event",
    { node: "each", item: "3", waitsFor: { ...ready, until } },
    { node: "later", waitsFor: { ...waitsFor, event: "another" } },
    { node: "over", status: "done" },
  );
  await steps("w_time", { reason: "its time", waitsFor: { ...waitsFor, until } });
  await insert("w_slot", { by, status: "waiting" });
  await database.db
    .insert(slot)
    .values([
      { workspaceId: by.workspaceId, key: "key:licence", limit: 1, runId: "w_slot", node: "fit" },
    ]);
  await insert("w_over", { by });
  const { items } = await list(ctx, { limit: 50 });
  assert.deepEqual(Object.fromEntries(items.map((one) => [one.id, one.waitsFor])), {
    w_review: { for: "review", step: "ask", others: 0, reason: "a reviewer's decision" },
    w_event: { for: "event", step: "each[3]", others: 1, event: "labels-ready", until },
    w_time: { for: "time", step: "ask", others: 0, reason: "its time", until },
    w_slot: { for: "slot", step: "fit", others: 0, key: "key:licence", place: 1 },
    w_over: null,
  });
});

test("a queued run says in which line it stands, or which queue has no worker", async () => {
  const { people, ctx } = await own();
  const by = people.designer;
  const status = "queued";
  const node = (queue: string, needs = {}) =>
    ({ id: queue, mode: "activity", queue, needs }) as const;
  await insert("q_line", { by, status, nodes: [node("gpu")] });
  const key = "pipeline:test";
  await database.db
    .insert(slot)
    .values([{ workspaceId: by.workspaceId, key, limit: 1, runId: "q_line" }]);
  await insert("q_gpu", { by, status, nodes: [node("gpu"), node("far", { in: [{}] })] });
  await insert("q_soon", { by, status, nodes: [node("cpu"), node("far", { in: [{}] })] });
  const waits = async () => {
    const { items } = await list(ctx, { limit: 50 });
    return Object.fromEntries(items.map((one) => [one.id, one.waitsFor]));
  };
  const line = { for: "slot", step: null, others: 0, key, place: 1 };
  const worker = (queue: string) => ({ for: "worker", step: null, others: 0, queue });
  const unserved = await waits();
  assert.deepEqual(unserved, {
    q_line: line,
    q_gpu: worker("control"),
    q_soon: worker("control"),
  });
  await database.db.insert(workerProcess).values({
    id: "w1",
    host: "here",
    pid: 1,
    queues: ["control", "cpu"],
    build: "1",
    // It lives as long as this test takes, however long that is.
    seenAt: new Date(Date.now() + 3_600_000),
  });
  assert.deepEqual(await waits(), { q_line: line, q_gpu: worker("gpu"), q_soon: null });
  const { items } = await list(ctx, { limit: 50, status });
  const positions = items.map(({ id, position }) => [id, position?.place ?? null]);
  assert.deepEqual(Object.fromEntries(positions), { q_line: 1, q_gpu: null, q_soon: null });
});
