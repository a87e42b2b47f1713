import { WorkflowUpdateFailedError, type Client } from "@temporalio/client";
import { ApplicationFailure, WorkflowNotFoundError } from "@temporalio/common";
import type { JsonRecord } from "../../db/types.ts";
import { LOOK } from "../../workflows/core/governing.ts";
import { ALREADY_DELIVERED, NOT_WAITING } from "../../workflows/core/run-events.ts";

/** Longest wait for a workflow's answer, in ms. */
const ANSWER_MS = 10_000;

export type Delivery =
  | { state: "delivered" }
  /** The run exists, but its step does not wait yet: try again. */
  | { state: "not-waiting" }
  /** Trying again would not help. */
  | { state: "refused"; why: string }
  | { state: "unreachable"; why: string };

interface Message {
  workflowId: string;
  updateId: string;
  event: JsonRecord;
  starts: string | null;
}

/** Offers one message to its workflow. Offering it twice has one effect: Temporal knows the update by its id. */
export async function deliver(
  client: Client,
  message: Message,
  signal: AbortSignal,
): Promise<Delivery> {
  try {
    await client.withAbortSignal(signal, () =>
      client.withDeadline(Date.now() + ANSWER_MS, () => offer(client, message)),
    );
    return { state: "delivered" };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError)
      return { state: "refused", why: "The run has ended, or Temporal does not know it." };
    if (error instanceof WorkflowUpdateFailedError) {
      const { cause } = error;
      const type = cause instanceof ApplicationFailure ? cause.type : null;
      if (type === NOT_WAITING) return { state: "not-waiting" };
      if (type === ALREADY_DELIVERED) return { state: "delivered" };
      return { state: "refused", why: cause?.message ?? error.message };
    }
    return { state: "unreachable", why: error instanceof Error ? error.message : String(error) };
  }
}

async function offer(
  client: Client,
  { workflowId, updateId, event, starts }: Message,
): Promise<unknown> {
  // One call starts the workflow or pokes the one that runs. What it does then it reads from the database.
  if (starts !== null)
    return client.workflow.signalWithStart(starts, {
      workflowId,
      taskQueue: "control",
      args: [event],
      signal: LOOK,
      workflowIdConflictPolicy: "USE_EXISTING",
    });
  return client.workflow
    .getHandle(workflowId)
    .executeUpdate("deliverEvent", { args: [event], updateId });
}
