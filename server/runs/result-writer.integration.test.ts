import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Database } from "../../db/client.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { freshRun, hashOf } from "../../test/support/registry.ts";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import { AttemptLost } from "./attempt-record.ts";
import { recordDone, type DoneStep } from "./record-done.ts";
import { finishRun } from "./record-nodes.ts";
import { outlast } from "./outlast.ts";
import { finishAttempt, startAttempt } from "./record-step.ts";
import { ResultWriter } from "./result-writer.ts";

let database: TestDatabase;
/** How many statements the writer has sent. */
let statements = 0;
let writer: ResultWriter;

before(async () => {
  database = await startTestDatabase();
  writer = new ResultWriter(counting(database.db));
});

/** The real database, with the statements sent by way of it counted. */
function counting(db: Database): Database {
  const client = new Proxy(db.$client, {
    get: (target, name) => {
      if (name === "unsafe") statements++;
      return Reflect.get(target, name, target) as unknown;
    },
  });
  return new Proxy(db, {
    get: (target, name) =>
      name === "$client" ? client : (Reflect.get(target, name, target) as unknown),
  });
}

async function freshRuns(count: number) {
  const { designer } = await freshWorkspace(database.db);
  const runs = await Promise.all(
    Array.from({ length: count }, () => freshRun(database.db, { author: designer })),
  );
  return runs.map(({ id }) => ({ runId: id, workspaceId: designer.workspaceId }));
}

const artifact = (): ArtifactRef => ({
  type: "artifact",
  hash: hashOf(),
  bytes: 1,
  meta: { a: 1 },
});

function done(
  { runId, workspaceId }: { runId: string; workspaceId: string },
  node: string,
  more: Partial<DoneStep> & { item?: string; cacheKey?: string } = {},
): DoneStep {
  const { item = "", cacheKey = null, ...result } = more;
  return {
    start: {
      runId,
      node,
      item,
      cacheKey,
      kind: "test.noop",
      queue: "control",
      host: "here",
      config: { a: 1 },
      inputs: { in: [artifact()] },
      resumes: false,
    },
    outputs: { out: artifact() },
    artifacts: [],
    cachedFrom: null,
    workspaceId,
    tookMs: 7,
    ...result,
  };
}

const rows = (runId: string) => database.sql`
  select node, item, attempt, status, outputs, cached, cached_from from step_run where run_id = ${runId}
  order by node, item, attempt`;
const events = async (runId: string) => {
  const found = await database.sql`
    select type, node, data from run_event where run_id = ${runId} order by tx, id`;
  return found.map(({ type, node, data }) => [type, node, (data as { status: string }).status]);
};

test("results that come together go in few statements, each with its own row, event and answer", async () => {
  const [first, second] = await freshRuns(2);
  const before = statements;
  const steps = Array.from({ length: 150 }, (_, index) =>
    done(index % 2 ? first! : second!, `n${index % 75}`, { item: index < 75 ? "" : "1" }),
  );
  const answers = await Promise.all(steps.map((step) => writer.write(step)));
  assert.deepEqual(
    answers,
    steps.map(({ outputs }) => outputs),
  );
  assert.equal(statements - before, 1);
  for (const { runId } of [first!, second!]) {
    const written = await rows(runId);
    assert.equal(written.length, 75);
    assert.ok(written.every(({ status, attempt }) => status === "done" && attempt === 1));
    const told = await events(runId);
    assert.deepEqual(told[0], ["run", null, "running"]);
    assert.equal(told.length, 76);
    const [run] = await database.sql`select status, started_at from run where id = ${runId}`;
    assert.equal(run!["status"], "running");
    assert.ok(run!["started_at"]);
  }
});

test("what comes while a statement is under way goes with the next one", async () => {
  const [run] = await freshRuns(1);
  const before = statements;
  const first = writer.write(done(run!, "a"));
  await Promise.resolve();
  await Promise.all([first, ...["b", "c", "d"].map((node) => writer.write(done(run!, node)))]);
  assert.equal(statements - before, 2);
});

test("a step has one result, whether the second comes with the first or later", async () => {
  const [run] = await freshRuns(1);
  const one = done(run!, "a");
  const [first, second] = await Promise.all([
    writer.write(one),
    writer.write(done(run!, "a")),
    writer.write(done(run!, "b")),
  ]);
  assert.deepEqual(first, one.outputs);
  assert.deepEqual(second, one.outputs);
  assert.deepEqual(await writer.write(done(run!, "a")), one.outputs);
  assert.deepEqual(
    (await rows(run!.runId)).map(({ node, attempt }) => [node, attempt]),
    [
      ["a", 1],
      ["b", 1],
    ],
  );
});

test("a result that two processes write at once is one, and both answer with it", async () => {
  const [run] = await freshRuns(1);
  const nodes = Array.from({ length: 40 }, (_, index) => `n${index}`);
  const writers = [new ResultWriter(database.db), new ResultWriter(database.db)];
  const [mine, theirs] = await Promise.all(
    writers.map((own, index) =>
      Promise.all(
        (index ? nodes.toReversed() : nodes).map(async (node) => ({
          node,
          hash: (await own.write(done(run!, node)))["out"]!.hash,
        })),
      ),
    ),
  );
  const byNode = (answers: { node: string; hash: string }[]) =>
    Object.fromEntries(answers.map(({ node, hash }) => [node, hash]));
  assert.deepEqual(byNode(mine!), byNode(theirs!));
  assert.equal((await rows(run!.runId)).length, 40);
});

test("a result comes after the attempts that were lost before it", async () => {
  const [run] = await freshRuns(1);
  const step = done(run!, "a");
  await startAttempt(database.db, step.start);
  await writer.write(step);
  assert.deepEqual(
    (await rows(run!.runId)).map(({ attempt, status }) => [attempt, status]),
    [
      [1, "running"],
      [2, "done"],
    ],
  );
  // The lost one lives, and is late.
  assert.equal(await finishAttempt(database.db, step.start, 1, { ...step, cacheKey: null }), false);
});

test("a first attempt that ends after another has begun gives no result", async () => {
  const [run] = await freshRuns(1);
  const step = done(run!, "a", { artifacts: [artifact()], cacheKey: hashOf() });
  await startAttempt(database.db, step.start);
  const first = { ...step, start: { ...step.start, first: true } };
  await assert.rejects(writer.write(first), AttemptLost);
  assert.deepEqual(
    (await rows(run!.runId)).map(({ attempt, status }) => [attempt, status]),
    [[1, "running"]],
  );
  const { runId, workspaceId } = run!;
  const kept = await database.sql`
    select hash from artifact where run_id = ${runId}
    union all select key from step_cache where workspace_id = ${workspaceId}`;
  assert.deepEqual([...kept], []);
});

test("a result that comes when its run has ended is not recorded, unless Temporal has it; the others are", async () => {
  const [ended, goesOn] = await freshRuns(2);
  const [before, late, later] = ["before", "late", "later"].map((node) => done(ended!, node));
  await writer.write(before!);
  await finishRun(database.db, { runId: ended!.runId, status: "cancelled", error: null });
  const told = await events(ended!.runId);
  const [again, refused, other] = await Promise.allSettled([
    writer.write(before!),
    writer.write(late!),
    writer.write(done(goesOn!, "a")),
  ]);
  assert.deepEqual(again, { status: "fulfilled", value: before!.outputs });
  assert.ok(refused.status === "rejected" && refused.reason instanceof AttemptLost);
  assert.equal(other.status, "fulfilled");
  assert.ok(writer.writeLater(later!));
  await writer.flush();
  assert.equal(writer.wrote(later!.start), false);
  assert.deepEqual(await events(ended!.runId), told);

  await recordDone(database.db, [late!], { late: true });
  assert.deepEqual(
    (await rows(ended!.runId)).map(({ node, status }) => [node, status]),
    [
      ["before", "done"],
      ["late", "done"],
    ],
  );
});

test("one that cannot be written does not take the others with it", async () => {
  const [run] = await freshRuns(1);
  const steps = ["a", "b", "c"].map((node) => done(run!, node));
  // Postgres' JSON holds no NUL.
  steps[1]!.start.config = { text: "\0" };
  const outcomes = await Promise.allSettled(steps.map((step) => writer.write(step)));
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["fulfilled", "rejected", "fulfilled"],
  );
  assert.deepEqual(
    (await rows(run!.runId)).map(({ node }) => node),
    ["a", "c"],
  );
  assert.deepEqual(await writer.write(done(run!, "d")).then(Object.keys), ["out"]);
});

test("artifacts and results for reuse are kept with the step; a reused result is not kept again", async () => {
  const [run] = await freshRuns(1);
  const { runId, workspaceId } = run!;
  const [mine, reused] = [artifact(), artifact()];
  const [key, other] = [hashOf(), hashOf()];
  await Promise.all([
    writer.write(
      done(run!, "a", { cacheKey: key, outputs: { out: mine }, artifacts: [mine, mine] }),
    ),
    writer.write(
      done(run!, "b", { cacheKey: other, outputs: { out: reused }, cachedFrom: "run_earlier" }),
    ),
  ]);
  const kept = await database.sql`
    select hash, type, bytes, meta, run_id, node from artifact where workspace_id = ${workspaceId}`;
  assert.deepEqual(
    kept.map((row) => ({ ...row, bytes: Number(row["bytes"]) })),
    [{ hash: mine.hash, type: "artifact", bytes: 1, meta: { a: 1 }, run_id: runId, node: "a" }],
  );
  const cached = await database.sql`
    select key, outputs, run_id, node from step_cache where workspace_id = ${workspaceId}`;
  assert.deepEqual([...cached], [{ key, outputs: { out: mine }, run_id: runId, node: "a" }]);
  const [, b] = await rows(runId);
  assert.equal(b!["cached"], true);
  assert.equal(b!["cached_from"], "run_earlier");
});

test("a connection that breaks under a statement costs no step its result", async () => {
  const [run] = await freshRuns(1);
  const { signal } = new AbortController();
  const steps = ["a", "b", "c"].map((node) => done(run!, node));
  let written: Promise<unknown>;
  await database.sql.begin(async (tx) => {
    await tx`lock table step_run in exclusive mode`;
    written = Promise.all(steps.map((step) => outlast(signal, () => writer.write(step))));
    let broken = 0;
    while (broken === 0) {
      const stuck = await database.sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%insert into step_run%'`;
      broken = stuck.length;
    }
  });
  assert.deepEqual(
    await written!,
    steps.map(({ outputs }) => outputs),
  );
  assert.equal((await rows(run!.runId)).length, 3);
});
