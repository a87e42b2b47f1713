import { isCancellation } from "@temporalio/workflow";
import type { JsonObject } from "../core/json.ts";
import { sentence } from "./failures.ts";
import type { Given, StepCall } from "./step-call.ts";

/** Runs a child workflow for a step, which then makes its outputs of what that gave. */
export async function inChild<Config, Outputs>(
  step: (call: StepCall<Config>) => Promise<Outputs>,
  call: StepCall<Config>,
  runId: string,
  child: (workflowId: string) => Promise<Given>,
): Promise<Outputs> {
  let payload: JsonObject;
  try {
    payload = { status: "done", runId, outputs: (await child(runId)) as unknown as JsonObject };
  } catch (error) {
    if (isCancellation(error)) throw error;
    payload = { status: "failed", runId, error: sentence(error) };
  }
  return step({ ...call, event: { key: `after:${call.node}`, actorId: "", payload } });
}
