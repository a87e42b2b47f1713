import { WorkflowExecutionAlreadyStartedError } from "@temporalio/client";
import type { Transaction } from "../../db/client.ts";
import { ENGINE } from "../../workflows/core/engine.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import { runWorkflowId } from "../../workflows/core/run-events.ts";
import type { RunInput } from "../../workflows/pipelines/messages.ts";
import type { Ctx } from "../context.ts";
import { log } from "../log.ts";
import { insertRun, insertRunWithLimits, type NewRun } from "./insert-run.ts";
import { limitsOfRun, queuesWithLimit, readLimits, type Limits } from "./limits.ts";
import { holdIfAsked } from "./set-paused.ts";
import { claimSlots, lockSlots } from "./slots.ts";

/** Longest wait for an answer of Temporal, in ms: somebody waits for the start, and the worker makes up for it. */
const START_MS = 5_000;

/** What is written in the transaction that writes a run down: both are kept, or neither. */
export type Alongside = (tx: Transaction, runId: string) => Promise<void>;

/**
 * Writes the run down and starts its workflow, unless it has to wait for others of its kind to end.
 * @param known the limits as they were read before; those that hold are those of the moment when the run is written
 */
export async function launch(
  ctx: Ctx,
  { alongside, ...toRun }: NewRun & { alongside?: Alongside | undefined },
  known?: Limits,
): Promise<{ runId: string }> {
  known ??= await readLimits(ctx.db, ctx.actor.workspaceId);
  const isFree = limitsOfRun(known, toRun).length === 0 && !alongside;
  const { id, mayBegin, limits } = isFree
    ? await writeFree(ctx, toRun)
    : await ctx.db.transaction(async (tx) => {
        const written = await insertRun(tx, ctx.actor, toRun);
        const claimed = await claimForRun(tx, ctx, written, toRun);
        await alongside?.(tx, written);
        return { id: written, ...claimed };
      });
  if (mayBegin)
    await startWorkflow(ctx, { id, plan: toRun.plan }, limits).catch((error: unknown) => {
      // The worker starts runs that Temporal has not heard of: the person need not try again.
      log.warn({ err: error, runId: id }, "the run is queued: Temporal could not be reached");
    });
  return { runId: id };
}

/** Writes a run down for which there was no limit: in one statement, for its start is something people wait for. */
async function writeFree(ctx: Ctx, toRun: NewRun) {
  const { id, limits } = await insertRunWithLimits(ctx.db, ctx.actor, toRun);
  if (limits && limitsOfRun(limits, toRun).length === 0) return { id, limits, mayBegin: true };
  // A limit was set meanwhile, or is being set.
  return { id, ...(await ctx.db.transaction((tx) => claimForRun(tx, ctx, id, toRun))) };
}

/** Claims what a run has to hold by the limits of this moment: nobody changes them for runs before the transaction has ended. */
async function claimForRun(tx: Transaction, { actor }: Ctx, runId: string, toRun: NewRun) {
  const { workspaceId } = actor;
  await lockSlots(tx, workspaceId);
  const limits = await readLimits(tx, workspaceId);
  const keys = limitsOfRun(limits, toRun);
  const claim = { workspaceId, runId, node: "", item: "", workflowId: null, keys };
  return { limits, mayBegin: keys.length === 0 || (await claimSlots(tx, claim)) };
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
