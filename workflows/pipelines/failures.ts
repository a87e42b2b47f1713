import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  TimeoutFailure,
} from "@temporalio/workflow";
import type { PlanNode } from "../core/plan.ts";

/** Whether a step failed by itself, and has recorded why; one that was lost or timed out could not. */
export function isOwnFailure(error: unknown): boolean {
  return error instanceof ActivityFailure && error.cause instanceof ApplicationFailure;
}

/** A failure in a sentence for people; `node` is the step that failed, where it is one. */
export function sentence(error: unknown, node?: Limits): string {
  if (error instanceof ActivityFailure) {
    if (error.cause instanceof TimeoutFailure) return timeoutSentence(error.cause, node);
    if (error.cause instanceof ApplicationFailure && error.cause.type === "WorkerShutdown")
      return "The worker was stopped while it ran this step, and no attempt was left.";
    return error.cause?.message ?? error.message;
  }
  if (error instanceof ChildWorkflowFailure) return error.cause?.message ?? error.message;
  return error instanceof Error ? error.message : String(error);
}

type Limits = Partial<Pick<PlanNode, "startToClose" | "scheduleToClose">>;

function timeoutSentence({ timeoutType }: TimeoutFailure, node: Limits = {}): string {
  const of = (limit: string | undefined) => (limit === undefined ? "" : ` (${limit})`);
  switch (timeoutType) {
    case "HEARTBEAT":
      return "The worker that ran this step was lost, and no attempt was left.";
    case "SCHEDULE_TO_CLOSE":
      return `The step took longer than all its attempts may take together${of(node.scheduleToClose)}: raise scheduleToClose in its policy, or give it less to do.`;
    default:
      return `The step took longer than its time limit${of(node.startToClose)}: raise startToClose in its policy, or give it less to do.`;
  }
}
