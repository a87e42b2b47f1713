import { WorkflowNotFoundError } from "@temporalio/client";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { audit as auditTable } from "../../db/schema/audit.ts";
import { slot } from "../../db/schema/runs.ts";
import { audit } from "../audit.ts";
import { CUT_SHORT, PAUSE } from "../../workflows/core/run-events.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findRun } from "./find.ts";
import { finishRun } from "./record-nodes.ts";
import { tellRun } from "./set-paused.ts";
import { lockSlots, tellOfTurn } from "./slots.ts";

/**
 * Asks a run to stop; its steps and what they started end within seconds. The steps of its finally phase still run: who asks
 * again ends those too. One that stands in line leaves it.
 * @returns whether it had been asked before
 */
export async function cancel(
  ctx: Ctx,
  { id }: { id: string },
): Promise<{ id: string; again: boolean }> {
  authorize(ctx, "runs.control");
  const { status, workflowId } = await findRun(ctx, id);
  if (!["queued", "running", "waiting", "paused"].includes(status))
    throw new PenstockError(
      "conflict",
      `The run has ended already (${status}): there is nothing to cancel.`,
    );
  const { hasLeft, again } = await ctx.db.transaction(async (tx) => {
    const again = await auditOnce(tx, ctx, id, status);
    const hasLeft = await leaveLine(tx, ctx.actor.workspaceId, id);
    if (!hasLeft) await holdNoMore(tx, id);
    if (again && !hasLeft) await tellRun(tx, { id, workflowId }, CUT_SHORT, ctx.actor.userId);
    return { hasLeft, again };
  });
  if (hasLeft) return { id, again };
  const client = await ctx.temporal();
  try {
    await client.workflow.getHandle(workflowId).cancel();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    // Temporal never heard of it, or knows it no more: then nobody else will record the end.
    await finishRun(ctx.db, { runId: id, status: "cancelled", error: null });
  }
  return { id, again };
}

/** What a cancelled run does at its end is held by no pause: neither is it, nor the runs of its sub-pipelines, paused any more. */
async function holdNoMore(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`
    with recursive family as (
      select id from run where id = ${id} union all select r.id from run r join family f on r.parent_run_id = f.id
    ), changed as (
      update run set status = 'running' where id in (select id from family) and status = 'paused' and started_at is not null
      returning id, workflow_id
    ), taken_back as (
      delete from outbox where workflow_id in (select workflow_id from changed) and event ->> 'key' = ${PAUSE}
        and delivered_at is null and refused is null
    )
    insert into run_event (run_id, type, data) select id, 'run', jsonb_build_object('status', 'running') from changed`);
}

/** A run takes a moment to stop: who asks again meanwhile, or asks because Temporal was away, is noted once. True for who asks again. */
async function auditOnce(tx: Transaction, ctx: Ctx, id: string, status: string): Promise<boolean> {
  const { workspaceId } = ctx.actor;
  await tx.execute(sql`select 1 from run where id = ${id} for no key update`);
  const [before] = await tx
    .select({ id: auditTable.id })
    .from(auditTable)
    .where(
      and(
        eq(auditTable.workspaceId, workspaceId),
        eq(auditTable.entity, "run"),
        eq(auditTable.entityId, id),
        eq(auditTable.action, "run.cancel"),
      ),
    )
    .limit(1);
  if (before) return true;
  await audit(tx, ctx.actor, {
    action: "run.cancel",
    entity: "run",
    entityId: id,
    before: { status },
  });
  return false;
}

/** Ends a run that waits for its turn: Temporal has not heard of it. False when it does not wait. */
async function leaveLine(tx: Transaction, workspaceId: string, id: string): Promise<boolean> {
  await lockSlots(tx, workspaceId);
  const [place] = await tx
    .select({ workflowId: slot.workflowId })
    .from(slot)
    .where(and(eq(slot.runId, id), eq(slot.node, ""), isNull(slot.grantedAt)))
    .limit(1);
  if (!place) return false;
  await finishRun(tx, { runId: id, status: "cancelled", error: null });
  // The run that waits for it goes on, finds that it has ended, and handles that as its failure.
  const { workflowId } = place;
  if (workflowId !== null) await tellOfTurn(tx, { runId: id, node: "", item: "", workflowId });
  return true;
}
