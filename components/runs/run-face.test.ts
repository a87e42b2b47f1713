import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import type { NodeRun } from "./live/run-view.ts";
import { RunFace } from "./run-face.tsx";
import type { ShownStatus } from "./status.tsx";
import { stepAttempt } from "./step-attempt.fixture.ts";

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
