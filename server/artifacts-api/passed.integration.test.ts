import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Database } from "../../db/client.ts";
import { runItem, stepRun } from "../../db/schema/runs.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshRun, hashOf } from "../../test/support/registry.ts";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import type { PlanNode } from "../../workflows/core/plan.ts";
import { passed } from "./passed.ts";

let db: Database;
before(async () => {
  ({ db } = await startTestDatabase());
});

const node = (id: string, more: Partial<PlanNode> = {}): Partial<PlanNode> => ({
  id,
  kind: "test.noop",
  title: id.toUpperCase(),
  config: {},
  ...more,
});

const ref = (): ArtifactRef => ({ type: "dataset", hash: hashOf(), bytes: 7, meta: { rows: 3 } });

type Row = Partial<typeof stepRun.$inferInsert> & { node: string };

async function runWith(nodes: Partial<PlanNode>[], rows: Row[]) {
  const people = await freshWorkspace(db);
  const { id } = await freshRun(db, { author: people.designer, nodes });
  if (rows.length > 0)
    await db.insert(stepRun).values(
      rows.map((row) => ({
        runId: id,
        attempt: 1,
        kind: "test.noop",
        status: "done" as const,
        queue: "cpu",
        ...row,
      })),
    );
  const at = (where: string, port: string, item?: string) =>
    passed(contextOf(db, people.viewer), {
      runId: id,
      node: where,
      port,
      ...(item ? { item } : {}),
    });
  return { id, at, ...people };
}

test("what a step gave is what passed, from its last attempt, and whose result was reused is told", async () => {
  const [old, data] = [ref(), ref()];
  const { at } = await runWith(
    [node("load"), node("pinned", { pinned: { run: "run_pin", outputs: {} } })],
    [
      { node: "load", status: "failed", error: { type: "x", message: "first try" } },
      { node: "load", attempt: 2, outputs: { data: data as never }, cachedFrom: "run_before" },
      { node: "pinned", outputs: { data: old as never } },
    ],
  );
  const answer = await at("load", "data");
  assert.deepEqual(answer.artifact, data);
  assert.deepEqual(
    [answer.why, answer.reusedFrom, answer.step.title],
    [null, "run_before", "LOAD"],
  );
  assert.equal((await at("pinned", "data")).reusedFrom, "run_pin");
});

test("nothing passed is said with its reason", async () => {
  const map = { body: [], result: null, outer: [], window: 1, tolerate: 0 };
  const { at } = await runWith(
    [
      ...["none", "runs", "waits", "skipped", "failed", "branch", "empty"].map((id) => node(id)),
      node("each", { map }),
    ],
    [
      { node: "runs", status: "running" },
      {
        node: "waits",
        status: "waiting",
        waitsFor: { key: "k", event: "labels", workflowId: "w" },
      },
      { node: "skipped", status: "skipped", reason: "'load' failed" },
      { node: "failed", status: "failed", error: { type: "x", message: "The file is gone" } },
      { node: "branch", outputs: { true: ref() as never }, reason: "3 > 2" },
      { node: "empty", outputs: {} },
      { node: "each", outputs: { results: { ...ref(), meta: { count: 0 } } as never } },
    ],
  );
  const why = async (where: string, port = "data") => (await at(where, port)).why;
  assert.match((await why("none"))!, /^“NONE” has not begun yet/);
  assert.match((await why("runs"))!, /still running/);
  assert.match((await why("waits"))!, /waits for the event labels/);
  assert.equal(
    await why("skipped"),
    "“SKIPPED” was skipped, so nothing passed here: 'load' failed.",
  );
  assert.equal(await why("failed"), "“FAILED” failed, so nothing passed here: The file is gone.");
  assert.equal(
    await why("branch", "false"),
    "“BRANCH” went to “true”, so this way was not taken: 3 > 2.",
  );
  assert.equal(await why("empty"), "“EMPTY” is done and gave nothing at any output.");
  assert.equal(await why("each", "table"), "“EACH” had no items, so it gave nothing here.");
  assert.match((await why("branch", "error"))!, /did not fail/);
  const failure = await at("failed", "error");
  assert.deepEqual(failure.artifact?.meta, {
    node: "failed",
    type: "x",
    message: "The file is gone",
  });
});

test("inside a map the first item that gave something is shown, and any other on demand", async () => {
  const given = ref();
  const map = node("each", { map: { body: [node("nap")] } as never });
  const { id, at } = await runWith(
    [map],
    [
      { node: "each", status: "running", progress: { done: 1, total: 9 } },
      { node: "nap", item: "3", outputs: { out: given as never } },
      { node: "nap", item: "0", status: "failed", error: { type: "x", message: "No" } },
    ],
  );
  await db.insert(runItem).values({
    runId: id,
    node: "each",
    index: 3,
    status: "done",
    label: "3",
    finishedAt: new Date(),
  });
  const first = await at("nap", "out");
  assert.deepEqual(first.artifact, given);
  assert.deepEqual(first.item, { map: "each", index: 3, total: 9 });
  assert.equal(
    (await at("nap", "out", "0")).why,
    "“NAP”, item 0, failed, so nothing passed here: No.",
  );
});

test("a run of another workspace, and a step a run does not have, are not found", async () => {
  const { id, at } = await runWith(
    [node("load")],
    [{ node: "load", outputs: { data: ref() as never } }],
  );
  const { admin } = await freshWorkspace(db);
  await assert.rejects(
    passed(contextOf(db, admin), { runId: id, node: "load", port: "data" }),
    /There is no run/,
  );
  await assert.rejects(() => at("lode", "data"), /no step 'lode'/);
});
