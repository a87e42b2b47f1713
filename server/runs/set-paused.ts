import { sql } from "drizzle-orm";
import { outbox } from "../../db/schema/models.ts";
import { PAUSE, RESUME } from "../../workflows/core/run-events.ts";
import { audit } from "../audit.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { findRun } from "./find.ts";

/**
 * Pauses a run and the runs of its sub-pipelines, or lets them go on: the record, the event and the message to each
 * workflow are one transaction. A message of the other kind that is still on its way is taken back.
 */
export async function setPaused(ctx: Ctx, id: string, paused: boolean): Promise<void> {
  const { status } = await findRun(ctx, id);
  const from = paused ? (["running", "waiting"] as const) : (["paused"] as const);
  const to = paused ? "paused" : "running";
  const changed = await ctx.db.transaction(async (tx) => {
    const rows = await tx.execute<{ id: string; workflowId: string }>(sql`
      with recursive family as (
        select id from run where id = ${id} and workspace_id = ${ctx.actor.workspaceId}
        union all select r.id from run r join family f on r.parent_run_id = f.id
      ), changed as (
        update run set status = ${to} where id in (select id from family) and status in ${[...from]}
        returning id, workflow_id
      ), told as (
        insert into run_event (run_id, type, data)
        select id, 'run', jsonb_build_object('status', ${to}::text) from changed
      )
      select id, workflow_id as "workflowId" from changed`);
    if (!rows.some((row) => row.id === id)) return false;
    for (const { id: runId, workflowId } of rows) {
      // A message under way is locked by whoever delivers it: this one then comes after it.
      await tx.execute(sql`
        delete from outbox where workflow_id = ${workflowId} and event ->> 'key' in (${PAUSE}, ${RESUME})
          and delivered_at is null and refused is null`);
      const key = paused ? PAUSE : RESUME;
      const message = newId("out");
      await tx.insert(outbox).values({
        id: message,
        workflowId,
        updateId: `${key}:${runId}:${message}`,
        event: { key, actorId: ctx.actor.userId, payload: {} },
      });
    }
    await audit(tx, ctx.actor, {
      action: paused ? "run.pause" : "run.resume",
      entity: "run",
      entityId: id,
      before: { status },
      after: { status: to },
    });
    return true;
  });
  if (changed) return;
  const { status: now } = await findRun(ctx, id);
  throw new PenstockError("conflict", refusal(now, paused));
}

function refusal(status: string, paused: boolean): string {
  if (!paused) return `The run is not paused but ${status}: there is nothing to resume.`;
  if (status === "queued") return "The run has not begun yet: pause it when it runs, or cancel it.";
  if (status === "paused") return "The run is paused already.";
  return `The run has ended already (${status}): there is nothing to pause.`;
}
