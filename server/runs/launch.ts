import { WorkflowExecutionAlreadyStartedError } from "@temporalio/client";
import type { Transaction } from "../../db/client.ts";
import { ENGINE } from "../../workflows/core/engine.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import { runWorkflowId } from "../../workflows/core/run-events.ts";
import type { RunInput } from "../../workflows/pipelines/messages.ts";
import type { Ctx } from "../context.ts";
import { log } from "../log.ts";
import { insertRun, type NewRun } from "./insert-run.ts";
import { limitsOfRun, queuesWithLimit, readLimits, type Limits } from "./limits.ts";
import { holdIfAsked } from "./set-paused.ts";
import { claimSlots } from "./slots.ts";

/** Longest wait for an answer of Temporal, in ms: somebody waits for the start, and the worker makes up for it. */
const START_MS = 5_000;

/** What is written in the transaction that writes a run down: both are kept, or neither. */
export type Alongside = (tx: Transaction, runId: string) => Promise<void>;

/** Writes the run down and starts its workflow, unless it has to wait for others of its kind to end. */
export async function launch(
  ctx: Ctx,
  { alongside, ...toRun }: NewRun & { alongside?: Alongside | undefined },
  limits?: Limits,
): Promise<{ runId: string }> {
  const { workspaceId } = ctx.actor;
  limits ??= await readLimits(ctx.db, workspaceId);
  const keys = limitsOfRun(limits, toRun);
  const write = async (tx: Transaction) => {
    const id = await insertRun(tx, ctx.actor, toRun);
    const claim = { workspaceId, runId: id, node: "", item: "" };
    const mayBegin =
      keys.length === 0 || (await claimSlots(tx, { ...claim, workflowId: null, keys }));
    await alongside?.(tx, id);
    return { id, mayBegin };
  };
  // The one statement is a transaction by itself: the start of a run is something people wait for.
  const { id, mayBegin } =
    keys.length === 0 && !alongside
      ? { id: await insertRun(ctx.db, ctx.actor, toRun), mayBegin: true }
      : await ctx.db.transaction(write);
  if (mayBegin)
    await startWorkflow(ctx, { id, plan: toRun.plan }, limits).catch((error: unknown) => {
      // The worker starts runs that Temporal has not heard of: the person need not try again.
      log.warn({ err: error, runId: id }, "the run is queued: Temporal could not be reached");
    });
  return { runId: id };
}

/**
 * Starts the workflow of a run that stands in Postgres; a second start of the same run changes nothing. Throws where Temporal
 * does not answer in time.
 */
export async function startWorkflow(
  { db, temporal }: Pick<Ctx, "db" | "temporal">,
  { id, plan }: { id: string; plan: RunPlan },
  limits: Limits,
): Promise<void> {
  const client = await temporal();
  const limitedQueues = queuesWithLimit(limits);
  const input: RunInput = {
    runId: id,
    plan,
    engine: ENGINE,
    ...(limitedQueues.length > 0 ? { limitedQueues } : {}),
  };
  const workflowId = runWorkflowId(id);
  await client.withDeadline(Date.now() + START_MS, async () => {
    try {
      await client.workflow.start("runPipeline", {
        workflowId,
        taskQueue: "control",
        args: [input],
        workflowIdReusePolicy: "REJECT_DUPLICATE",
        staticSummary: plan.pipeline,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    await holdIfAsked(db, { id, workflowId }, () => client.workflow.getHandle(workflowId).cancel());
  });
}
