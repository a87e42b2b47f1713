import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  TimeoutFailure,
} from "@temporalio/workflow";

/** Whether a step failed by itself, and has recorded why; one that was lost or timed out could not. */
export function isOwnFailure(error: unknown): boolean {
  return error instanceof ActivityFailure && error.cause instanceof ApplicationFailure;
}

/** A failure in a sentence for people. */
export function sentence(error: unknown): string {
  if (error instanceof ActivityFailure) {
    if (error.cause instanceof TimeoutFailure) return timeoutSentence(error.cause);
    return error.cause?.message ?? error.message;
  }
  if (error instanceof ChildWorkflowFailure) return error.cause?.message ?? error.message;
  return error instanceof Error ? error.message : String(error);
}

function timeoutSentence({ timeoutType }: TimeoutFailure): string {
  switch (timeoutType) {
    case "HEARTBEAT":
      return "The worker that ran this step was lost, and no attempt was left.";
    case "SCHEDULE_TO_CLOSE":
      return "The step took longer than all its attempts may take together.";
    default:
      return "The step took longer than its time limit.";
  }
}
