import { WorkflowUpdateFailedError, type Client } from "@temporalio/client";
import { ApplicationFailure, WorkflowNotFoundError } from "@temporalio/common";
import { LOOK } from "../../workflows/core/governing.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import { ALREADY_DELIVERED, isGrant, NOT_WAITING } from "../../workflows/core/run-events.ts";
import { grpcCode, temporalIsAway } from "../temporal-away.ts";

/** Longest wait for a workflow's answer, in ms. */
const ANSWER_MS = 10_000;
/** Of gRPC. Temporal says it of a workflow that has had all its updates, and of one whose task has just failed. */
const FAILED_PRECONDITION = 9;

export type Delivery =
  | { state: "delivered" }
  /** The run exists, but its step does not wait yet: try again. */
  | { state: "not-waiting" }
  /** Trying again would not help. */
  | { state: "refused"; why: string }
  /** This workflow does not answer; others may. */
  | { state: "stuck"; why: string }
  /** Temporal is away: no workflow can be told. */
  | { state: "unreachable"; why: string };

interface Message {
  workflowId: string;
  updateId: string;
  event: JsonObject;
  starts: string | null;
}

/** Offers one message to its workflow. Offering it twice has one effect: Temporal knows an update by its id, and slots are granted once. */
export async function deliver(
  client: Client,
  message: Message,
  signal: AbortSignal,
): Promise<Delivery> {
  // The client never takes its listeners away: the signal they are on must not outlive the call.
  const own = new AbortController();
  const abort = () => own.abort();
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  try {
    return await client.withAbortSignal(own.signal, () => offerOnce(client, message));
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

async function offerOnce(client: Client, message: Message): Promise<Delivery> {
  try {
    await client.withDeadline(Date.now() + ANSWER_MS, () => offer(client, message));
    return { state: "delivered" };
  } catch (error) {
    const answer = answerIn(error);
    if (answer) return answer;
    const state = (await temporalIsAway(client, error)) ? "unreachable" : "stuck";
    return { state, why: reasonOf(error) };
  }
}

/** What an error says about the message; null when it says nothing but that there was no answer. */
export function answerIn(error: unknown): Delivery | null {
  if (error instanceof WorkflowNotFoundError)
    return { state: "refused", why: "The run has ended, or Temporal does not know it." };
  if (error instanceof WorkflowUpdateFailedError) {
    const { cause } = error;
    const type = cause instanceof ApplicationFailure ? cause.type : null;
    if (type === NOT_WAITING) return { state: "not-waiting" };
    if (type === ALREADY_DELIVERED) return { state: "delivered" };
    return { state: "refused", why: cause?.message ?? error.message };
  }
  if (grpcCode(error) === FAILED_PRECONDITION && /number of distinct updates/.test(reasonOf(error)))
    return {
      state: "refused",
      why: "The run has been told as much as Temporal lets one workflow be told and hears nothing more: cancel it, and start it again.",
    };
  return null;
}

function reasonOf(error: unknown): string {
  let cause = error;
  while (cause instanceof Error && cause.cause) cause = cause.cause;
  return cause instanceof Error ? cause.message : String(cause);
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
  const workflow = client.workflow.getHandle(workflowId);
  if (isGrant(String(event["key"]))) return workflow.signal("deliverGrant", event);
  return workflow.executeUpdate("deliverEvent", { args: [event], updateId });
}
