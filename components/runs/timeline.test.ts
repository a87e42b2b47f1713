import assert from "node:assert/strict";
import { test } from "node:test";
import type { NodeState, StepAttempt } from "./live-state.ts";
import { barsOf, elapsed, runTimeWords, spanOf, ticks } from "./timeline.ts";

const t0 = Date.parse("2026-03-01T12:00:00Z");
const iso = (seconds: number) => new Date(t0 + seconds * 1000).toISOString();

function node(...attempts: Partial<StepAttempt>[]): NodeState {
  const list = attempts.map((one, index) => ({
    attempt: index + 1,
    status: "done",
    cached: false,
    ...one,
  })) as StepAttempt[];
  const last = list.at(-1) ?? null;
  return { status: last?.status ?? "pending", attempts: list, last };
}

test("a run that ended before it began has taken no time, and one in line counts from when it was made", () => {
  const time = (second: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, second)).toISOString();
  const now = Date.parse(time(20));
  const words = (startedAt: string | null, finishedAt: string | null) =>
    runTimeWords({ createdAt: time(0), startedAt, finishedAt }, now);
  assert.equal(words(null, null), "20.0 s");
  assert.equal(words(time(5), null), "15.0 s");
  assert.equal(words(time(5), time(12)), "7.0 s");
  assert.equal(words(time(12), time(12)), "–");
  assert.equal(words(null, time(12)), "–");
});

test("the span of a run that goes on ends now", () => {
  const run = { createdAt: iso(0), startedAt: iso(1), finishedAt: null };
  assert.deepEqual(spanOf(run, [], t0 + 11_000), { from: t0 + 1_000, to: t0 + 11_000 });
});

test("the span of a finished run holds all its steps", () => {
  const run = { createdAt: iso(0), startedAt: iso(1), finishedAt: iso(9) };
  const { attempts } = node({ startedAt: iso(1), finishedAt: iso(9.5) });
  assert.deepEqual(spanOf(run, attempts, t0 + 99_000), { from: t0 + 1_000, to: t0 + 9_500 });
});

test("bars lie where the attempts were, and a running one grows until now", () => {
  const span = { from: t0, to: t0 + 10_000 };
  const state = node(
    { startedAt: iso(0), finishedAt: iso(2), status: "failed" },
    { startedAt: iso(5), finishedAt: null, status: "running" },
  );
  const bars = barsOf(state, span, t0 + 10_000);
  assert.deepEqual(
    bars.map(({ left, width }) => [left, width]),
    [
      [0, 0.2],
      [0.5, 0.5],
    ],
  );
  assert.equal(elapsed(state, t0 + 10_000), 10_000);
});

test("a skipped step and one not begun have no time", () => {
  assert.equal(
    elapsed(node({ status: "skipped", startedAt: iso(0), finishedAt: iso(0) }), t0),
    null,
  );
  assert.equal(elapsed(node(), t0), null);
});

test("the marks are round and few, from milliseconds to days", () => {
  assert.deepEqual(ticks(4_200), [0, 2000, 4000]);
  assert.deepEqual(ticks(75), [0, 20, 40, 60]);
  for (const ms of [1, 999, 61_000, 3.6e6, 9e8]) assert.ok(ticks(ms).length <= 5, `${ms}`);
});
