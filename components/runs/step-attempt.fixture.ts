import type { StepAttempt } from "./live-state.ts";

/** A step's first attempt, which is done, but for the fields given. */
export function stepAttempt(fields: Partial<StepAttempt>): StepAttempt {
  return {
    node: "load",
    item: "",
    attempt: 1,
    kind: "test.step",
    status: "done",
    queue: "cpu",
    host: "a",
    config: {},
    inputs: {},
    outputs: null,
    cached: false,
    cachedFrom: null,
    error: null,
    reason: null,
    progress: null,
    startedAt: "2026-03-01T12:00:00.000Z",
    finishedAt: null,
    ...fields,
  };
}
