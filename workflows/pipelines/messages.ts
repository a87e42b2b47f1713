import { defineUpdate } from "@temporalio/workflow";
import type { Inputs, Outputs } from "../core/artifact.ts";
import type { PlanNode, RunPlan } from "../core/plan.ts";
import type { StepEvent } from "../core/step-context.ts";

export interface RunInput {
  runId: string;
  plan: RunPlan;
}

export interface RunOutcome {
  outputs: Record<string, Outputs>;
}

/** What an activity of any kind is called with. */
export interface StepCall {
  runId: string;
  node: Pick<PlanNode, "id" | "kind" | "stepVersion" | "config" | "cache" | "queue">;
  inputs: Inputs;
  event?: StepEvent;
}

/** What it answers: outputs, or what it waits for. */
export type StepReply = { outputs: Outputs } | { wait: WaitFor };

export interface WaitFor {
  key: string;
  refuse: string[];
}

/** A node that ended without an activity of its own. */
export interface NodeRecord {
  node: string;
  kind: string;
  queue: string;
  status: "done" | "skipped" | "failed";
  reason: string | null;
  outputs: Outputs | null;
}

export interface RecordNodes {
  runId: string;
  records: NodeRecord[];
  /** Set when nothing runs any more and at least one step waits for an event. */
  waiting: boolean;
}

export interface FinishRun {
  runId: string;
  status: "done" | "failed" | "cancelled";
  error: string | null;
}

/** The activities of a run besides those of its steps. */
export interface RunActivities {
  recordNodes: (call: RecordNodes) => Promise<void>;
  finishRun: (call: FinishRun) => Promise<void>;
}

/** Delivers the event a step waits for. Refused when no step waits for it, or waits no more, or not from this person. */
export const deliverEvent = defineUpdate<void, [StepEvent]>("deliverEvent");

/** Types of refusal, as `ApplicationFailure.type`. */
export const NOT_WAITING = "not-waiting";
export const ALREADY_DELIVERED = "already-delivered";
export const REFUSED_ACTOR = "refused-actor";
