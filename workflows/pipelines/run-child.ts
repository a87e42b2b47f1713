import {
  CancellationScope,
  ParentClosePolicy,
  executeChild,
  isCancellation,
} from "@temporalio/workflow";
import type { Engine } from "../core/engine.ts";
import { runWorkflowId } from "../core/run-events.ts";
import type { StepEvent } from "../core/step-context.ts";
import { sentence } from "./failures.ts";
import type { GraphSettings } from "./graph-run.ts";
import type { RunInput } from "./messages.ts";

/** Runs a run that has been written down as a child of this one; it ends with its parent's cancellation. */
export async function runChild(
  runId: string,
  { rules, limitedQueues }: Pick<GraphSettings, "rules" | "limitedQueues">,
): Promise<StepEvent["payload"]> {
  const input: RunInput = {
    runId,
    engine: Math.max(rules.engine, 2) as Engine,
    ...(limitedQueues.length > 0 ? { limitedQueues: [...limitedQueues] } : {}),
  };
  try {
    await executeChild("runPipeline", {
      workflowId: runWorkflowId(runId),
      args: [input],
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      staticSummary: "sub-pipeline",
    });
    return { status: "done", runId };
  } catch (error) {
    if (!isCancellation(error)) return { status: "failed", runId, error: sentence(error) };
    // Somebody may have cancelled the child alone.
    if (!rules.awaitsCancelled || CancellationScope.current().consideredCancelled) throw error;
    return { status: "cancelled", runId };
  }
}
