import { WorkflowNotFoundError, type Client } from "@temporalio/client";
import { stepOfActivity } from "../../workflows/core/run-events.ts";
import type { NextAttempts } from "../../workflows/core/retry.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { hasNoAnswer } from "../temporal-away.ts";
import { polledQueues } from "../workers/seen.ts";
import { findRun } from "./find.ts";
import { msOf } from "./ms-of.ts";

type Description = Awaited<ReturnType<ReturnType<Client["workflow"]["getHandle"]>["describe"]>>;
type PendingActivity = NonNullable<Description["raw"]["pendingActivities"]>[number];

/** A step that no worker has taken yet. */
interface Pending {
  node: string;
  queue: string;
  /** Of several items, the oldest. */
  since: Date;
  /** Items of a map that wait alike; 1 outside one. */
  count: number;
  /** The index of the item when only one waits. */
  item: string | null;
  attempt: number;
  /** Whether a living worker serves that queue. */
  polled: boolean;
}

// As in Temporal's API: enums.v1.PendingActivityState, PENDING_ACTIVITY_STATE_SCHEDULED.
const SCHEDULED = 1;
// enums.v1.TimeoutType, TIMEOUT_TYPE_HEARTBEAT.
const HEARTBEAT = 4;

/** Longest wait for an answer of Temporal, in ms. */
const ANSWER_MS = 5_000;

/**
 * Which steps of a run wait for a worker, on which queue, and since when; those inside maps counted together. And which of those
 * outside of maps are tried again after a failure, and when.
 * @throws PenstockError `unavailable` where Temporal does not answer
 */
export async function pending(
  ctx: Ctx,
  { id }: { id: string },
): Promise<{ pending: Pending[] } & NextAttempts> {
  authorize(ctx, "workspace.read");
  const { workflowId, finishedAt, plan } = await findRun(ctx, id);
  const at = Date.now();
  if (finishedAt !== null) return { at, pending: [], retries: [] };
  const client = await ctx.temporal();
  const main = await describe(client, workflowId);
  const children = (main?.raw.pendingChildren ?? []).filter(
    // Sub-pipelines are runs of their own.
    ({ workflowTypeName }) => workflowTypeName === "runItems",
  );
  const all = await Promise.all(children.map((child) => describe(client, child.workflowId!)));
  const polled = await polledQueues(ctx.db);
  const { nodes } = plan;
  const steps = new Set(
    nodes.flatMap(({ id, map }) => [id, ...(map?.body ?? []).map((n) => n.id)]),
  );
  const found = new Map<string, Pending>();
  for (const activity of [main, ...all].flatMap((one) => one?.raw.pendingActivities ?? [])) {
    const { node, item } = stepOfActivity(activity.activityId ?? "");
    const queue = activity.activityOptions?.taskQueue?.name ?? "";
    const since = new Date(msOf(activity.scheduledTime));
    // One that failed is not offered to workers before its pause is over.
    if (Number(activity.state) !== SCHEDULED || since.getTime() > Date.now() || !steps.has(node))
      continue;
    const known = found.get(`${node} ${queue}`);
    found.set(`${node} ${queue}`, {
      node,
      queue,
      since: known && known.since < since ? known.since : since,
      count: (known?.count ?? 0) + 1,
      item: known ? null : item,
      attempt: activity.attempt ?? 1,
      polled: polled.has(queue),
    });
  }
  return {
    at,
    pending: [...found.values()].sort((a, b) => a.since.getTime() - b.since.getTime()),
    retries: (main?.raw.pendingActivities ?? []).flatMap(nextAttempt),
  };
}

function nextAttempt(activity: PendingActivity): NextAttempts["retries"] {
  const { activityId, attempt, maximumAttempts, state } = activity;
  if ((attempt ?? 1) < 2) return [];
  return [
    {
      node: stepOfActivity(activityId ?? "").node,
      attempt: attempt!,
      of: maximumAttempts ?? 0,
      at: Number(state) === SCHEDULED ? Math.floor(msOf(activity.scheduledTime)) : null,
      why: timeoutOf(activity),
    },
  ];
}

function timeoutOf({ lastFailure }: PendingActivity): string | null {
  const timeout: number | null | undefined = lastFailure?.timeoutFailureInfo?.timeoutType;
  if (timeout === undefined || timeout === null) return null;
  return timeout === HEARTBEAT ? "its worker went silent" : "it took longer than its time limit";
}

/** Null when Temporal does not know the workflow: it has just ended, or has not begun. */
async function describe(client: Client, workflowId: string): Promise<Description | null> {
  try {
    return await client.withDeadline(Date.now() + ANSWER_MS, () =>
      client.workflow.getHandle(workflowId).describe(),
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    if (!hasNoAnswer(error)) throw error;
    throw new PenstockError(
      "unavailable",
      "Temporal, which keeps what waits, does not answer: try again in a moment.",
    );
  }
}
