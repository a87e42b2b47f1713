import { WorkflowNotFoundError, type Client } from "@temporalio/client";
import { and, eq, inArray, isNotNull, lt, not, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "../../db/client.ts";
import { OPEN_STATUSES, run } from "../../db/schema/runs.ts";
import type { FinishRun } from "../../workflows/pipelines/messages.ts";
import { log } from "../log.ts";
import { temporalIsAway } from "../temporal-away.ts";
import { hasHeard } from "./cancel.ts";
import { recordFromHistory } from "./record-missing.ts";
import { finishRun } from "./record-nodes.ts";
import { standsInLine } from "./slots.ts";

const parent = alias(run, "parent");
/** Younger runs may not be in Temporal's list yet, in seconds. */
const SETTLED_S = 10;
/** A workflow ends right after its run's end is recorded, or when a worker is back; this is longer than either, in seconds. */
const OVERDUE_S = 60;
/** Longest wait for an answer of Temporal about one workflow, and for a list or a history, which has many pages, in ms. */
const ANSWER_MS = 10_000;
const LONG_ANSWER_MS = 60_000;
const OPEN_WORKFLOWS = "WorkflowType = 'runPipeline' AND ExecutionStatus = 'Running'";

type End = Pick<FinishRun, "status" | "error">;
/** The ends of runs that Temporal does not know: one that had begun, and one that was given up before. */
const LOST: End = {
  status: "failed",
  error: "Temporal knows nothing of this run any more, its history was lost: start it again.",
};
const GIVEN_UP: End = { status: "cancelled", error: null };

/**
 * Brings Postgres and Temporal to agree: a run whose workflow has ended without saying so, or that Temporal knows no more,
 * ends; a workflow whose run has ended is terminated, and one that has not heard that its run is to stop hears of it. Costs one query and one list while they agree. Two who do it at
 * once do no harm: a run ends once, and what it recorded itself meanwhile stays.
 *
 * A workflow that is held or was terminated does not see to it that its steps' results are recorded: this does.
 * @param held the paused runs that have been seen to, of the passes before
 */
export async function reconcileRuns(
  db: Database,
  client: Client,
  held = new Set<string>(),
): Promise<void> {
  const open = await db
    .select({
      id: run.id,
      workflowId: run.workflowId,
      status: run.status,
      startedAt: run.startedAt,
      cancelAskedAt: run.cancelAskedAt,
      parentEndedAt: parent.finishedAt,
    })
    .from(run)
    .leftJoin(parent, eq(parent.id, run.parentRunId))
    .where(
      and(
        inArray(run.status, OPEN_STATUSES),
        lt(run.createdAt, sql`now() - ${SETTLED_S} * interval '1 second'`),
        // Those that wait for their turn were not given to Temporal yet.
        or(isNotNull(parent.finishedAt), not(standsInLine())),
      ),
    );
  const running = await openWorkflows(client);
  const paused = new Set(open.flatMap(({ id, status }) => (status === "paused" ? [id] : [])));
  for (const id of held) if (!paused.has(id)) held.delete(id);

  for (const { id, workflowId, status, startedAt, cancelAskedAt, parentEndedAt } of open) {
    if (running.delete(workflowId)) {
      if (cancelAskedAt) await passOnCancel(client, workflowId);
      if (paused.has(id) && !held.has(id)) {
        await recordResults(db, client, id, workflowId);
        held.add(id);
      }
      continue;
    }
    // A parent that has ended will not begin its sub-pipeline any more, and nobody begins what is to stop.
    const isUnbegun = startedAt === null && (status === "queued" || status === "paused");
    const isGivenUp = parentEndedAt !== null || cancelAskedAt !== null;
    const unknown = isUnbegun ? (isGivenUp ? GIVEN_UP : null) : LOST;
    const end = await client.withDeadline(Date.now() + ANSWER_MS, () =>
      endOf(client, workflowId, unknown),
    );
    // Most have ended between the two looks, and are recorded by now.
    if (!end || !(await isOpen(db, id))) continue;
    log.warn(
      { runId: id, ...end },
      "a run had ended in Temporal without its record; it is written",
    );
    await recordResults(db, client, id, workflowId);
    await finishRun(db, { runId: id, ...end });
  }

  for (const { id, workflowId, status } of await endedLongAgo(db, [...running])) {
    log.warn({ runId: id, status }, "the workflow of a run that has ended was open; it is ended");
    await recordResults(db, client, id, workflowId);
    const why = `The run has ended in Penstock already (${status}).`;
    await client
      .withDeadline(Date.now() + ANSWER_MS, () =>
        client.workflow.getHandle(workflowId).terminate(why),
      )
      .catch((error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      });
  }
}

function openWorkflows(client: Client): Promise<Set<string>> {
  return client.withDeadline(Date.now() + LONG_ANSWER_MS, async () => {
    const found = new Set<string>();
    for await (const { workflowId } of client.workflow.list({ query: OPEN_WORKFLOWS }))
      found.add(workflowId);
    return found;
  });
}

/** One run's results must not keep the others from being compared. While Temporal is away, none are: they are looked for again. */
async function recordResults(db: Database, client: Client, runId: string, workflowId: string) {
  try {
    await client.withDeadline(Date.now() + LONG_ANSWER_MS, () =>
      recordFromHistory(db, client, { runId, workflowId }),
    );
  } catch (error) {
    if (await temporalIsAway(client, error)) throw error;
    log.warn({ err: error, runId }, "missing results of a run could not be recorded");
  }
}

/** Cancels a workflow, unless Temporal has heard that before. */
async function passOnCancel(client: Client, workflowId: string): Promise<void> {
  const workflow = client.workflow.getHandle(workflowId);
  try {
    await client.withDeadline(Date.now() + ANSWER_MS, async () => {
      if (!(await hasHeard(workflow))) await workflow.cancel();
    });
  } catch (error) {
    // It has ended meanwhile.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

async function isOpen(db: Database, id: string): Promise<boolean> {
  const [found] = await db
    .select({ id: run.id })
    .from(run)
    .where(and(eq(run.id, id), inArray(run.status, OPEN_STATUSES)));
  return found !== undefined;
}

/** Of these workflows, those whose run ended so long ago that they should have ended too. */
async function endedLongAgo(db: Database, workflowIds: string[]) {
  if (workflowIds.length === 0) return [];
  return db
    .select({ id: run.id, workflowId: run.workflowId, status: run.status })
    .from(run)
    .where(
      and(
        inArray(run.workflowId, workflowIds),
        lt(run.finishedAt, sql`now() - ${OVERDUE_S} * interval '1 second'`),
      ),
    );
}

/** How a workflow has ended, in a run's words; null while it goes on. `unknown` is what it means that Temporal does not know it. */
async function endOf(client: Client, workflowId: string, unknown: End | null): Promise<End | null> {
  try {
    const { status: execution } = await client.workflow.getHandle(workflowId).describe();
    switch (execution.name) {
      case "COMPLETED":
        return { status: "done", error: null };
      case "CANCELLED":
        return { status: "cancelled", error: null };
      case "FAILED":
      case "TERMINATED":
      case "TIMED_OUT":
        return { status: "failed", error: await whyFailed(client, workflowId) };
      default:
        return null;
    }
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return unknown;
  }
}

async function whyFailed(client: Client, workflowId: string): Promise<string> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId },
    maximumPageSize: 1,
  });
  const event = history?.events?.[0];
  const terminated = event?.workflowExecutionTerminatedEventAttributes;
  if (terminated)
    return `Terminated in Temporal by ${terminated.identity || "somebody unnamed"}: ${terminated.reason || "no reason was given"}.`;
  const failure = event?.workflowExecutionFailedEventAttributes?.failure;
  return failure?.message || "The run's workflow ran into a time limit set in Temporal.";
}
