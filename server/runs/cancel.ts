import { WorkflowNotFoundError, type WorkflowHandle } from "@temporalio/client";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { OPEN_STATUSES, run, slot, type RunStatus } from "../../db/schema/runs.ts";
import { audit } from "../audit.ts";
import { CUT_SHORT, PAUSE, RESUME } from "../../workflows/core/run-events.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { log } from "../log.ts";
import { findRun } from "./find.ts";
import { finishRun } from "./record-nodes.ts";
import { tellRun } from "./set-paused.ts";
import { lockSlots, SLOT_CHANNEL, standsInLine, tellOfTurn } from "./slots.ts";

/** Longest wait for an answer of Temporal, in ms. */
const ANSWER_MS = 5_000;

/**
 * Asks a run to stop; its steps and what they started end within seconds. The steps of its finally phase still run: who asks
 * again ends those too, unless that is not to cut them short. One that stands in line leaves it.
 * While Temporal is away that is written down, and a worker passes it on.
 * @returns whether it had been told to stop already
 */
export async function cancel(
  ctx: Ctx,
  { id }: { id: string },
  { cutsShort = true } = {},
): Promise<{ id: string; again: boolean }> {
  authorize(ctx, "runs.control");
  const { status, workflowId } = await findRun(ctx, id);
  refuseEnded(status);
  const { hasLeft, asked } = await ctx.db.transaction(async (tx) => {
    const asked = await askOnce(tx, ctx, id);
    const hasLeft = await leaveLine(tx, ctx.actor.workspaceId, id);
    if (!hasLeft) await holdNoMore(tx, ctx, id);
    return { hasLeft, asked };
  });
  if (hasLeft) return { id, again: asked };
  let again = false;
  try {
    const client = await ctx.temporal();
    const workflow = client.workflow.getHandle(workflowId);
    await client.withDeadline(Date.now() + ANSWER_MS, async () => {
      // Where Temporal was away when it was asked before, the run has not heard of that.
      if (asked) again = await hasHeard(workflow);
      await workflow.cancel();
    });
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) {
      log.warn({ err: error, runId: id }, "the run is cancelled when Temporal can be reached");
      return { id, again: false };
    }
    // Temporal never heard of it, or knows it no more: then nobody else will record the end.
    await finishRun(ctx.db, { runId: id, status: "cancelled", error: null });
    return { id, again: asked };
  }
  if (again && cutsShort) await ctx.db.transaction((tx) => cutShort(tx, ctx, id));
  return { id, again };
}

function refuseEnded(status: RunStatus): void {
  if (OPEN_STATUSES.includes(status)) return;
  throw new PenstockError(
    "conflict",
    `The run has ended already (${status}): there is nothing to cancel.`,
  );
}

/** Whether Temporal has been asked to cancel a workflow. */
export async function hasHeard(workflow: WorkflowHandle): Promise<boolean> {
  const { raw } = await workflow.describe();
  return raw.workflowExtendedInfo?.cancelRequested ?? false;
}

/**
 * The run and those below it, through its sub-pipelines; `of_end` marks those that its cancellation does not reach, because
 * they belong to its finally phase, or to that of one between.
 */
const familyOf = (id: string) => sql`
  family as (
    select id, false as of_end from run where id = ${id}
    union all
    select r.id, f.of_end or jsonb_path_exists(p.plan,
      '$.nodes[*] ? (@.phase == "finally" && (@.id == $node || @.map.body[*].id == $node))',
      jsonb_build_object('node', r.parent_node))
    from family f join run p on p.id = f.id join run r on r.parent_run_id = f.id
  )`;

/** What a cancelled run does at its end is held by no pause: neither is it, nor the runs of its sub-pipelines, paused any more. */
async function holdNoMore(tx: Transaction, ctx: Ctx, id: string): Promise<void> {
  const changed = await tx.execute<{ id: string; workflowId: string; tell: boolean }>(sql`
    with recursive ${familyOf(id)}, changed as (
      update run r set status = case when started_at is null then 'queued' else 'running' end
      from family f where f.id = r.id and r.status = 'paused' and (r.started_at is not null or f.of_end)
      returning r.id, r.workflow_id, r.status, f.of_end
    ), taken_back as (
      delete from outbox where workflow_id in (select workflow_id from changed) and event ->> 'key' = ${PAUSE}
        and delivered_at is null and refused is null
    ), told as (
      insert into run_event (run_id, type, data) select id, 'run', jsonb_build_object('status', status) from changed
    )
    select id, workflow_id as "workflowId", of_end and not ${standsInLine(sql`changed.id`)} as tell from changed`);
  for (const one of changed) if (one.tell) await tellRun(tx, one, RESUME, ctx.actor.userId);
  if (changed.length > 0) await tx.execute(sql`select pg_notify(${SLOT_CHANNEL}, ${id})`);
}

/** Ends what the run, and those of its sub-pipelines, do at their end. */
async function cutShort(tx: Transaction, ctx: Ctx, id: string): Promise<void> {
  const open = await tx.execute<{ id: string; workflowId: string }>(sql`
    with recursive ${familyOf(id)}
    select r.id, r.workflow_id as "workflowId" from run r join family f on f.id = r.id
    where r.status in ${[...OPEN_STATUSES]} and not ${standsInLine(sql`r.id`)}`);
  for (const one of open) await tellRun(tx, one, CUT_SHORT, ctx.actor.userId);
}

/** A run takes a moment to stop: who asks again meanwhile, or asks because Temporal was away, is noted once. True for who asks again. */
async function askOnce(tx: Transaction, ctx: Ctx, id: string): Promise<boolean> {
  const [found] = await tx
    .select({ status: run.status, askedAt: run.cancelAskedAt })
    .from(run)
    .where(eq(run.id, id))
    .for("no key update");
  const { status, askedAt } = found!;
  // It may have ended since it was looked at.
  refuseEnded(status);
  if (askedAt) return true;
  await tx
    .update(run)
    .set({ cancelAskedAt: sql`now()` })
    .where(eq(run.id, id));
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
