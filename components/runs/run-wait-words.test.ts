import assert from "node:assert/strict";
import { test } from "node:test";
import { runWaitWords } from "./run-wait-words.ts";

const now = Date.parse("2026-03-01T12:00:00.000Z");
const until = new Date(now + 90_000).toISOString();

test("what a run waits for is said in few words, with the step that waits", () => {
  const said = (wait: Partial<Parameters<typeof runWaitWords>[0]>) =>
    runWaitWords({ for: "other", step: "ask", others: 0, ...wait }, now);
  const decision = { for: "review", reason: "a reviewer's decision on credit-risk" } as const;
  assert.equal(said(decision), "ask: a reviewer's decision on credit-risk");
  assert.equal(said({ for: "event", event: "ready" }), "ask: the event ready");
  assert.match(
    said({ for: "event", event: "ready", until, others: 2 }),
    /^ask: the event ready, until .*, in 1 m 30 s at the latest, and 2 more steps$/,
  );
  assert.match(said({ for: "time", until, step: "nap[3]" }), /^nap\[3\]: until .*, in 1 m 30 s$/);
  assert.equal(
    said({ for: "slot", key: "queue:gpu", place: 2, step: "fit" }),
    "fit: 2nd in line behind other steps on the queue gpu",
  );
  assert.equal(
    said({ for: "worker", queue: "gpu", step: null }),
    "for a worker on the queue gpu, which nobody serves",
  );
});
