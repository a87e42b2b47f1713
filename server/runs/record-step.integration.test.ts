import assert from "node:assert/strict";
import { before, test } from "node:test";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { freshRun, hashOf } from "../../test/support/registry.ts";
import { until } from "../../test/support/until.ts";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import { finishRun } from "./record-nodes.ts";
import {
  findDone,
  finishAttempt,
  startAttempt,
  suspendAttempt,
  type AttemptStart,
} from "./record-step.ts";

let database: TestDatabase;
let start: AttemptStart;
let workspaceId: string;

before(async () => {
  database = await startTestDatabase();
  const { designer } = await freshWorkspace(database.db);
  workspaceId = designer.workspaceId;
});

async function freshStep(): Promise<void> {
  const { designer } = await freshWorkspace(database.db);
  const { id } = await freshRun(database.db, { author: designer });
  start = {
    runId: id,
    node: "a",
    item: "",
    kind: "test.noop",
    queue: "control",
    host: "here",
    config: {},
    inputs: {},
    cacheKey: null,
    resumes: false,
  };
}

const outputs = (): Record<string, ArtifactRef> => ({
  out: { type: "artifact", hash: hashOf(), bytes: 1, meta: {} },
});
const statuses = async () => {
  const rows = await database.sql`
    select attempt, status from step_run where run_id = ${start.runId} order by attempt`;
  return rows.map(({ attempt, status }) => [attempt, status]);
};
const finish = (attempt: number, result: Record<string, ArtifactRef>) =>
  finishAttempt(database.db, start, attempt, {
    outputs: result,
    artifacts: [],
    cacheKey: null,
    workspaceId,
  });

test("an attempt whose worker is gone is lost, and its late result counts for nothing", async () => {
  await freshStep();
  assert.deepEqual(await startAttempt(database.db, start), { attempt: 1 });
  assert.deepEqual(await startAttempt(database.db, start), { attempt: 2 });
  assert.equal(await finish(1, outputs()), false);
  const second = outputs();
  assert.equal(await finish(2, second), true);
  assert.deepEqual(await statuses(), [
    [1, "lost"],
    [2, "done"],
  ]);
  assert.deepEqual(await findDone(database.db, start), second);
});

test("a step that is done begins no further attempt, but answers with its result", async () => {
  await freshStep();
  await startAttempt(database.db, start);
  const result = outputs();
  await finish(1, result);
  assert.deepEqual(await startAttempt(database.db, start), { outputs: result });
  assert.equal(await finish(1, outputs()), false);
  assert.deepEqual(await statuses(), [[1, "done"]]);
});

test("two results that keep the same artifacts, named in another order, do not wait for each other", async () => {
  await freshStep();
  await startAttempt(database.db, start);
  const [first, last] = [hashOf(), hashOf()].sort();
  const artifacts = [last!, first!].map((hash) => ({
    type: "artifact" as const,
    hash,
    bytes: 1,
    meta: {},
  }));
  let finished: Promise<boolean> | undefined;
  await database.sql.begin(async (other) => {
    const keep = (hash: string) => other`
      insert into artifact (workspace_id, hash, type, bytes, meta) values (${workspaceId}, ${hash}, 'artifact', 1, '{}')`;
    await keep(first!);
    const [own] = await other`select pg_backend_pid() as pid`;
    finished = finishAttempt(database.db, start, 1, {
      outputs: {},
      artifacts,
      cacheKey: null,
      workspaceId,
    });
    finished.catch(() => undefined);
    await until("the result waits for the other's artifact", async () => {
      const waiting = await database.sql`
        select 1 from pg_stat_activity where ${own!["pid"]} = any(pg_blocking_pids(pid))`;
      return waiting.length > 0;
    });
    await keep(last!);
  });
  assert.equal(await finished, true);
});

const answer = {
  status: "waiting" as const,
  reason: "an answer",
  waitsFor: { key: "ask", workflowId: "run-1" },
};

test("a step that waits, of which Temporal never heard, waits in one attempt only and goes on in that one", async () => {
  await freshStep();
  await startAttempt(database.db, start);
  assert.equal(await suspendAttempt(database.db, start, 1, answer), true);
  assert.deepEqual(await startAttempt(database.db, start), { attempt: 2 });
  assert.equal(await suspendAttempt(database.db, start, 2, answer), true);
  assert.deepEqual(await startAttempt(database.db, { ...start, resumes: true }), { attempt: 2 });
  assert.deepEqual(await statuses(), [
    [1, "lost"],
    [2, "running"],
  ]);
});

test("an attempt that waits already waits once more for the same only", async () => {
  await freshStep();
  await startAttempt(database.db, start);
  assert.equal(await suspendAttempt(database.db, start, 1, answer), true);
  assert.equal(await suspendAttempt(database.db, start, 1, answer), true);
  const other = { ...answer, waitsFor: { ...answer.waitsFor, key: "another" } };
  assert.equal(await suspendAttempt(database.db, start, 1, other), false);
  assert.deepEqual(await startAttempt(database.db, start), { attempt: 2 });
  assert.equal(await suspendAttempt(database.db, start, 1, answer), false);
});

test("a run that has ended begins no attempt and takes up none; a step that is done still answers", async () => {
  await freshStep();
  await startAttempt(database.db, start);
  await suspendAttempt(database.db, start, 1, answer);
  await finishRun(database.db, { runId: start.runId, status: "cancelled", error: null });
  const told = async () =>
    (await database.sql`select id from run_event where run_id = ${start.runId}`).length;
  const before = await told();
  for (const resumes of [false, true])
    assert.equal(await startAttempt(database.db, { ...start, resumes }), null);
  assert.deepEqual(await statuses(), [[1, "cancelled"]]);
  assert.equal(await told(), before);

  await freshStep();
  await startAttempt(database.db, start);
  const result = outputs();
  await finish(1, result);
  await finishRun(database.db, { runId: start.runId, status: "done", error: null });
  assert.deepEqual(await startAttempt(database.db, start), { outputs: result });
});
