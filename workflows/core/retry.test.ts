import assert from "node:assert/strict";
import { test } from "node:test";
import { retryOf, retryWords, type NextAttempts } from "./retry.ts";

const failed = (attempt = 1, type = "transient") => ({
  node: "hook",
  attempt,
  status: "failed",
  error: { type, message: "No such host." },
});
const next = (attempt: number, at: number | null) => ({
  node: "hook",
  attempt,
  of: 3,
  at,
  why: null as string | null,
});
const why = "No such host.";
/** Of a step that failed at the moment 0 and has three attempts. */
const of = (last: Parameters<typeof retryOf>[0], told?: NextAttempts) =>
  retryOf(last, { since: 0, attempts: 3, told });

test("a failure that may pass is tried again while attempts are left, before Temporal has said when", () => {
  const open = { failed: 1, of: 3, why, again: null };
  assert.deepEqual(of(failed()), open);
  // An answer from before the failure says nothing about it, and one right after it may have come too early.
  assert.deepEqual(of(failed(), { at: -1_000, retries: [] }), open);
  assert.deepEqual(of(failed(), { at: 1_000, retries: [] }), open);
  assert.equal(of(failed(3)), null);
  assert.equal(of(failed(1, "bad-data")), null);
  assert.equal(of({ ...failed(), status: "running" }), null);
  assert.equal(of(null), null);
});

test("what Temporal says counts: when, which attempt, and that there is none", () => {
  const told = { at: 1_000, retries: [next(2, 12_000)] };
  assert.deepEqual(of(failed(), told), { failed: 1, of: 3, why, again: 12_000 });
  // A step that waited has its attempts anew when it goes on.
  assert.deepEqual(of(failed(3), told), { failed: 1, of: 3, why, again: 12_000 });
  // All attempts together took as long as they may.
  assert.equal(of(failed(), { at: 3_000, retries: [] }), null);
  // A worker has the next one, and has not recorded it yet.
  const taken = { at: 13_000, retries: [next(2, null)] };
  assert.deepEqual(of(failed(), taken), { failed: 1, of: 3, why, again: null });
});

test("an attempt whose worker is gone is recorded as running still: that it is over, and why, Temporal says", () => {
  const gone = "its worker went silent";
  for (const status of ["running", "cancelled"]) {
    const last = { ...failed(), status, error: null };
    const at = (moment: number | null) => ({
      at: 1_000,
      retries: [{ ...next(2, moment), why: gone }],
    });
    assert.deepEqual(of(last, at(12_000)), { failed: 1, of: 3, why: gone, again: 12_000 });
    // A worker has the next one: it is recorded in a moment.
    assert.equal(of(last, at(null)), null);
    // The answer is older than the attempt that runs.
    assert.equal(of(last, { ...at(12_000), at: -1 }), null);
    assert.equal(of(last, { at: 1_000, retries: [] }), null);
  }
  assert.equal(
    of({ ...failed(), status: "done", error: null }, { at: 1, retries: [next(2, 3)] }),
    null,
  );
});

test("a retry is a sentence with the reason and the seconds left", () => {
  const words = (again: number | null) => retryWords({ failed: 1, of: 3, why, again }, 0);
  assert.equal(words(8_400), "attempt 1 of 3 failed: No such host; again in 9 s");
  assert.equal(words(-1_000), "attempt 1 of 3 failed: No such host; again any moment");
  assert.equal(words(600_000), "attempt 1 of 3 failed: No such host; again in 10 m");
  assert.equal(words(7_200_000), "attempt 1 of 3 failed: No such host; again in 2 h");
  assert.equal(words(null), "attempt 1 of 3 failed: No such host; it is tried again");
});
