/** What a Temporal schedule hands to its workflow. */
export interface TriggerCall {
  triggerId: string;
  /** The published version whose times the schedule has. */
  version: number;
  /** The schedule itself; those of earlier releases do not say it. */
  scheduleId?: string;
}

export interface StartTriggered extends TriggerCall {
  /** One for each action of the schedule: attempts share it. */
  key: string;
  /** The time it was scheduled for, as ISO 8601. */
  scheduledAt: string;
  /** When the schedule took the action, as ISO 8601. */
  takenAt: string;
  /** The workflow that waits for the run's end. */
  workflowId: string;
}

export type Fired =
  | { outcome: "started"; runId: string }
  | { outcome: "skipped" | "refused"; detail: string };

export interface TriggerActivities {
  startTriggered: (call: StartTriggered) => Promise<Fired>;
  cancelTriggered: (call: { triggerId: string; runId: string }) => Promise<void>;
  scanFolder: (call: TriggerCall & { takenAt: string }) => Promise<{ started: number }>;
}
