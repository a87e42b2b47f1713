import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { createElement as h } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { drawn } from "../ui/drawn.fixture.ts";
import type { NodeRun } from "./live/run-view.ts";
import { RunFace } from "./run-face.tsx";
import type { ShownStatus } from "./status.tsx";
import { stepAttempt } from "./step-attempt.fixture.ts";

// The clock stands: what is said of times must not depend on how long the drawing takes.
mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-03-01T12:00:00Z") });

test("a map that goes on says when it will end; one of a paused run is paused and promises nothing", () => {
  const at = (ago: number) => new Date(Date.now() - ago).toISOString();
  const last = stepAttempt({
    status: "running",
    startedAt: at(60_000),
    progress: { done: 3, total: 6 },
    progressedAt: at(30_000),
  });
  const face = (shown: ShownStatus) => {
    const run = {
      step: { kind: "control.map" },
      state: { status: "running", attempts: [last], last },
      counts: { total: 6, done: 3, failed: 0, cancelled: 0, running: 0, waiting: 0 },
      inside: null,
      shown,
    };
    return drawn(h(RunFace, { run: run as unknown as NodeRun }));
  };
  assert.match(face("running"), /Running.*3 of 6.*~2\d\.\d s left/s);
  const paused = face("paused");
  assert.match(paused, /Paused.*3 of 6/s);
  assert.doesNotMatch(paused, /left|any moment|Nothing tells/);
});

/** What stands on a step's face, part by part, in its order. */
function parts(run: Partial<NodeRun>): string[] {
  const node = { blocked: undefined, counts: null, inside: null, shown: "running", ...run };
  const face = renderToStaticMarkup(h(RunFace, { run: node as NodeRun }));
  return [...face.matchAll(/<span class="pb-run-(part|detail|time)">(.*?)<\/span>/g)].map(
    ([, part, text]) => `${part}: ${text}`,
  );
}

const running = (progress: { done: number; total: number; message?: string } | null) => {
  const startedAt = new Date(Date.now() - 60_000).toISOString();
  const last = stepAttempt({ status: "running", startedAt, progress } as never);
  return { status: "running", attempts: [last], last } as unknown as NodeRun["state"];
};

const counts = { total: 300, done: 38, failed: 1, cancelled: 0, running: 8, waiting: 5 };

test("how many items have ended comes first and whole; the estimate comes last", () => {
  const shown = parts({ counts, state: running(null) });
  assert.deepEqual(shown.slice(0, 3), ["part: 39 of 300", "part: , 1 failed", "part: , 5 waiting"]);
  assert.match(shown[3]!, /^time: 1 m 00 s$/);
  assert.match(shown[4]!, /^part: · ~.* left$/);
});

test("a share is as whole as a count; a sentence is what may be cut", () => {
  assert.equal(parts({ state: running({ done: 38, total: 100 }) })[0], "part: 38 %");
  const told = running({ done: 0, total: 0, message: "Reads the rows" });
  assert.equal(parts({ state: told })[0], "detail: Reads the rows");
});

test("a step inside a map says how far the items are, and how many failed", () => {
  const inside = { inside: "each", state: running(null) };
  assert.equal(parts({ ...inside, counts })[0], "detail: items: 39 of 300, 1 failed, 5 waiting");
  assert.equal(parts({ ...inside, counts: null })[0], "detail: for each item");
});
