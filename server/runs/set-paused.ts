import { eq, sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { OPEN_STATUSES, run, type RunStatus } from "../../db/schema/runs.ts";
import { CUT_SHORT, PAUSE, RESUME } from "../../workflows/core/run-events.ts";
import { audit } from "../audit.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { tellWorkflows } from "../outbox/tell-workflows.ts";
import { findRun } from "./find.ts";
import { SLOT_CHANNEL, standsInLine } from "./slots.ts";

/**
 * Pauses a run and the runs of its sub-pipelines, or lets them go on: the record, the event and the message to each
 * workflow are one transaction. A message of the other kind that is still on its way is taken back. A run that has not
 * begun is held where it stands: others may pass it in line, and it is started when it is resumed.
 * @returns what the run is now
 */
export async function setPaused(ctx: Ctx, id: string, paused: boolean): Promise<RunStatus> {
  const { status } = await findRun(ctx, id);
  const from = paused ? (["queued", "running", "waiting"] as const) : (["paused"] as const);
  const to = sql`case when ${paused} then 'paused' when started_at is null then 'queued' else 'running' end`;
  const by = paused
    ? sql`jsonb_build_object('by', ${ctx.actor.name}::text, 'at', now())`
    : sql`null::jsonb`;
  const changed = await ctx.db.transaction(async (tx) => {
    if (paused && OPEN_STATUSES.includes(status) && (await isToEnd(tx, id)))
      throw new PenstockError(
        "conflict",
        "The run is being cancelled, and what it does at its end is held by no pause: cancel it again to end that too.",
      );
    const family = sql`family as (
      select id from run where id = ${id} and workspace_id = ${ctx.actor.workspaceId}
      union all select r.id from run r join family f on r.parent_run_id = f.id
    )`;
    // Child runs that are being written down, or held with their parents, at this moment are waited for, and then seen.
    await tx.execute(sql`
      with recursive ${family} select 1 from run where id in (select id from family) and status in ${[...OPEN_STATUSES]}
      order by created_at for no key update`);
    const rows = await tx.execute<{
      id: string;
      workflowId: string;
      status: RunStatus;
      inLine: boolean;
    }>(sql`
      with recursive ${family}, changed as (
        update run set status = ${to} where id in (select id from family) and status in ${[...from]}
        returning id, workflow_id, status
      ), told as (
        insert into run_event (run_id, type, data)
        select id, 'run', jsonb_build_object('status', status, 'paused', ${by}) from changed
      )
      select id, workflow_id as "workflowId", status, ${standsInLine(sql`changed.id`)} as "inLine"
      from changed`);
    const own = rows.find((row) => row.id === id);
    if (!own) return null;
    for (const row of rows) {
      // One that stands in line has no workflow yet.
      if (!row.inLine) await tellRun(tx, row, paused ? PAUSE : RESUME, ctx.actor.userId);
    }
    // What had not begun, of runs and of steps, may do so now, if it is its turn.
    if (!paused) await tx.execute(sql`select pg_notify(${SLOT_CHANNEL}, ${id})`);
    await audit(tx, ctx.actor, {
      action: paused ? "run.pause" : "run.resume",
      entity: "run",
      entityId: id,
      before: { status },
      after: { status: own.status },
    });
    return own.status;
  });
  if (changed) return changed;
  const { status: now } = await findRun(ctx, id);
  throw new PenstockError("conflict", refusal(now, paused));
}

/** Whether somebody has asked a run to stop. Until the transaction ends nobody else asks for that, or for a pause. */
async function isToEnd(tx: Transaction, id: string): Promise<boolean> {
  const [found] = await tx
    .select({ askedAt: run.cancelAskedAt })
    .from(run)
    .where(eq(run.id, id))
    .for("no key update");
  return found !== undefined && found.askedAt !== null;
}

/** Sends a run's workflow an event for the run as a whole; one that says otherwise and is still on its way is taken back. */
export async function tellRun(
  tx: Transaction,
  { workflowId }: { workflowId: string },
  key: typeof PAUSE | typeof RESUME | typeof CUT_SHORT,
  actorId: string,
): Promise<void> {
  // Its workflow is told one thing after the other: should one of these be under way, this one comes after it.
  const instead = key === CUT_SHORT ? [CUT_SHORT] : [PAUSE, RESUME];
  await tx.execute(sql`
    delete from outbox where workflow_id = ${workflowId} and event ->> 'key' in ${instead}
      and delivered_at is null and refused is null`);
  await tellWorkflows(tx, [{ workflowId, event: { key, actorId, payload: {} } }]);
}

/**
 * Call when the workflow of a run has just been started: it may have been paused or cancelled at that moment, when there
 * was no workflow yet to hear of it.
 */
export async function holdIfAsked(
  db: Database,
  { id, workflowId }: { id: string; workflowId: string },
  stop: () => Promise<unknown>,
): Promise<void> {
  const [now] = await db
    .select({ status: run.status, cancelAskedAt: run.cancelAskedAt })
    .from(run)
    .where(eq(run.id, id));
  if (now?.status === "cancelled" || now?.cancelAskedAt) await stop();
  if (now?.status !== "paused") return;
  await db.transaction(async (tx) => {
    // Who resumes it waits for this, or is seen by it.
    const [held] = await tx.execute(sql`
      select 1 from run where id = ${id} and status = 'paused' for no key update`);
    if (held) await tellRun(tx, { workflowId }, PAUSE, "");
  });
}

/** Call when the workflow of a child run begins: it may have been written down when the run above it had just been paused. */
export async function holdWithParent(
  db: Database,
  { id, workflowId }: { id: string; workflowId: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    // Who resumes the one above waits for this, or is seen by it.
    const [above] = await tx.execute<{ status: RunStatus }>(sql`
      select p.status from run p join run c on c.parent_run_id = p.id where c.id = ${id} for share of p`);
    if (above?.status !== "paused") return;
    await tx.execute(sql`
      with held as (
        update run set status = 'paused' where id = ${id} and status = 'queued' returning id
      )
      insert into run_event (run_id, type, data) select id, 'run', jsonb_build_object('status', 'paused') from held`);
  });
  // Should it be cancelled meanwhile, the run above tells it so.
  await holdIfAsked(db, { id, workflowId }, async () => undefined);
}

function refusal(status: string, paused: boolean): string {
  if (!paused) return `The run is not paused but ${status}: there is nothing to resume.`;
  if (status === "paused") return "The run is paused already.";
  return `The run has ended already (${status}): there is nothing to pause.`;
}
