import type { RunStatus } from "../../db/schema/runs.ts";

/** Every state of a run, as a filter lists them. The schema itself is no part of what a browser loads. */
export const RUN_STATUSES = [
  "queued",
  "running",
  "waiting",
  "paused",
  "done",
  "failed",
  "cancelled",
] as const satisfies readonly RunStatus[];
