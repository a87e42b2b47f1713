import assert from "node:assert/strict";
import { before, test } from "node:test";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { freshRun } from "../../test/support/registry.ts";
import { Recorder } from "./recorder.ts";
import { startAttempt } from "./record-step.ts";

let database: TestDatabase;
before(async () => {
  database = await startTestDatabase();
});

/** What is kept of what a running attempt says. */
async function keptOf(say: (recorder: Recorder) => void) {
  const { db, sql } = database;
  const { designer } = await freshWorkspace(db);
  const { id: runId } = await freshRun(db, { author: designer });
  const step = { runId, node: "a", item: "" };
  const started = { kind: "test.noop", queue: "control", host: "here", config: {}, inputs: {} };
  await startAttempt(db, { ...step, ...started, cacheKey: null, resumes: false });
  const errors: unknown[] = [];
  const { signal } = new AbortController();
  const recorder = new Recorder(db, step, 1, signal, (error) => errors.push(error));
  say(recorder);
  await recorder.close();
  assert.deepEqual(errors, []);
  const lines = await sql`select message from step_log where run_id = ${runId} order by id`;
  const points = await sql`
    select name, split, iteration from step_metric where run_id = ${runId} order by name, split, iteration`;
  const [attempt] = await sql`select progress from step_run where run_id = ${runId}`;
  return {
    lines: lines.map(({ message }) => message as string),
    points: points.map(({ name, split, iteration }) => [name, split, iteration]),
    progress: attempt!["progress"] as unknown,
  };
}

test("a line that is cut inside an emoji is kept, and all that was said beside it", async () => {
  const { lines, points } = await keptOf((recorder) => {
    recorder.log("info", "an ordinary line");
    recorder.log("warn", `${"x".repeat(3_999)}😀 the rest`);
    recorder.metric({ name: "loss", split: "train", iteration: 1, value: 0.5 });
  });
  assert.equal(lines.length, 2);
  assert.deepEqual(points, [["loss", "train", 1]]);
});

test("a point at no whole iteration is not kept, which is said once, and what was said beside it is kept", async () => {
  const { lines, points, progress } = await keptOf((recorder) => {
    recorder.log("info", "a line");
    recorder.progress(1, 2);
    for (const iteration of [1.5, Number.NaN, 2 ** 31, 7])
      recorder.metric({ name: "loss", iteration, value: 1 });
  });
  assert.deepEqual(lines, [
    "a line",
    "The metric 'loss' has the iteration 1.5: its points are kept at whole iterations of at most 2,147,483,647 only.",
  ]);
  assert.deepEqual(points, [["loss", "", 7]]);
  assert.deepEqual(progress, { done: 1, total: 2 });
});

test("names and words that Postgres stores not as they are are kept as it stores them", async () => {
  const long = Array.from({ length: 3_000 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join("");
  const { points, progress } = await keptOf((recorder) => {
    recorder.metric({ name: "a\0b", split: "tr\0ain", iteration: 1, value: 1 });
    recorder.metric({ name: long, iteration: 1, value: 1 });
    recorder.progress(Number.NaN, 2, "not this");
    recorder.progress(1, 2, `half of a pair: ${"😀".slice(0, 1)}`);
    recorder.progress(1, Infinity, "nor this");
  });
  assert.deepEqual(points, [
    ["a\\0b", "tr\\0ain", 1],
    [long.slice(0, 200), "", 1],
  ]);
  assert.deepEqual(progress, { done: 1, total: 2, message: "half of a pair: \uFFFD" });
});

test("an attempt has so many points, and its log says once that there are more", async () => {
  const { lines, points } = await keptOf((recorder) => {
    for (let iteration = 0; iteration < 100_005; iteration++)
      recorder.metric({ name: "loss", iteration, value: 1 });
  });
  assert.equal(points.length, 100_000);
  assert.deepEqual(lines, [
    "More than 100,000 points: the rest of this attempt's metrics is not kept.",
  ]);
});
