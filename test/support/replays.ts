import type { Client } from "@temporalio/client";
import { Worker } from "@temporalio/worker";

/**
 * Replays the histories of all workflows of runs there are, as a worker does that takes them over. Answers with those whose
 * workflow would do something else than it did, and what.
 * @param codePath of the bundle of workflows
 */
export async function notReplayed(client: Client, codePath: string): Promise<string[]> {
  const histories = [];
  for await (const { workflowId } of client.workflow.list())
    if (workflowId.startsWith("run-"))
      histories.push({
        workflowId,
        history: await client.workflow.getHandle(workflowId).fetchHistory(),
      });
  if (histories.length === 0) throw new Error("There is no workflow to replay.");
  const wrong = [];
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle: { codePath } },
    histories,
  ))
    if (error) wrong.push(`${workflowId}: ${error.message}`);
  return wrong;
}
