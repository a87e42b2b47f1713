/** Every state of a run, as filters list them. */
export const RUN_STATUSES = [
  "queued",
  "running",
  "waiting",
  "paused",
  "done",
  "failed",
  "cancelled",
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
