import type { Client } from "@temporalio/client";
import { Worker } from "@temporalio/worker";

/**
 * Replays the histories of all workflows there are, as a worker does that takes them over. Answers with those whose
 * workflow would do something else than it did, and what.
 * @param codePath of the bundle of workflows
 */
export async function notReplayed(client: Client, codePath: string): Promise<string[]> {
  const wrong = [];
  let replayed = 0;
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle: { codePath } },
    histories(client),
  )) {
    replayed++;
    if (error) wrong.push(`${workflowId} does not replay: ${error.message}`);
  }
  if (replayed === 0) throw new Error("There is no workflow to replay.");
  return wrong;
}

/** One at a time: those of some hundred runs are not held together. */
async function* histories(client: Client) {
  for await (const { workflowId, runId } of client.workflow.list())
    yield {
      workflowId,
      history: await client.workflow.getHandle(workflowId, runId).fetchHistory(),
    };
}
