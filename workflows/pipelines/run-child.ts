import {
  CancellationScope,
  ParentClosePolicy,
  executeChild,
  isCancellation,
} from "@temporalio/workflow";
import type { StepEvent } from "../core/step-context.ts";
import { sentence } from "./failures.ts";
import type { GraphSettings } from "./graph-run.ts";
import type { RunInput } from "./messages.ts";

/** Runs a run that has been written down as a child of this one; it ends with its parent's cancellation. */
export async function runChild(
  runId: string,
  { engine, limitedQueues }: Pick<GraphSettings, "engine" | "limitedQueues">,
): Promise<StepEvent["payload"]> {
  const input: RunInput = {
    runId,
    engine: Math.max(engine, 2) as NonNullable<RunInput["engine"]>,
    ...(limitedQueues.length > 0 ? { limitedQueues: [...limitedQueues] } : {}),
  };
  try {
    await executeChild("runPipeline", {
      workflowId: `run-${runId}`,
      args: [input],
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      staticSummary: "sub-pipeline",
    });
    return { status: "done", runId };
  } catch (error) {
    if (!isCancellation(error)) return { status: "failed", runId, error: sentence(error) };
    // Somebody may have cancelled the child alone.
    if (engine < 3 || CancellationScope.current().consideredCancelled) throw error;
    return { status: "cancelled", runId };
  }
}
