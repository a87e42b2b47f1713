import { and, eq, notInArray, sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { executeOften } from "../../db/prepared.ts";
import { OPEN_STATUSES, run } from "../../db/schema/runs.ts";
import { storedText } from "../../workflows/core/stored-text.ts";
import type { FinishRun, RecordNodes, RunFinish } from "../../workflows/pipelines/messages.ts";
import { systemActor } from "../actors/system-actor.ts";
import { settledNotices } from "../notices/settle.ts";
import { itemLabel } from "./item-label.ts";
import { grantSlots } from "./slots.ts";

/** Records nodes that ended inside the workflow: conditions, skips, and steps whose worker was lost for good. */
export async function recordNodes(
  db: Database,
  { runId, records: given, waiting }: RecordNodes,
): Promise<void> {
  const records = given.map((record) => ({
    ...record,
    reason: record.reason === null ? null : storedText(record.reason),
  }));
  await db.execute(sql`
    with raw as (
      select * from jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
        as r(node text, item text, kind text, queue text, status text, reason text, outputs jsonb, "cachedFrom" text)
    ), given as (
      select *, coalesce(item, '') as of_item from raw
    ), lost as (
      update step_run s set status = g.status, error = jsonb_build_object('type', 'lost', 'message', g.reason), finished_at = now()
      from given g where s.run_id = ${runId} and s.node = g.node and s.item = g.of_item and s.status in ('running', 'waiting') and g.status = 'failed'
      returning s.node, s.item, s.attempt, s.status, s.error
    ), ended as (
      insert into step_run (run_id, node, item, attempt, kind, queue, status, reason, outputs, error, cached, cached_from, finished_at)
      select ${runId}, node, of_item, coalesce((select max(attempt) from step_run s where s.run_id = ${runId} and s.node = g.node and s.item = g.of_item), 0) + 1,
        kind, queue, status, case when status <> 'failed' then reason end, outputs,
        case when status = 'failed' then jsonb_build_object('type', 'condition', 'message', reason) end,
        "cachedFrom" is not null, "cachedFrom", now()
      from given g
      where not exists (select 1 from lost l where l.node = g.node and l.item = g.of_item)
        -- A second delivery of the same record changes nothing.
        and not exists (select 1 from step_run s where s.run_id = ${runId} and s.node = g.node and s.item = g.of_item
          and s.status in ('done', 'skipped', 'failed') and s.status = g.status)
      returning node, item, attempt, kind, queue, status, reason, outputs, error, cached, cached_from
    ), told as (
      insert into run_event (run_id, node, item, attempt, type, data)
      select ${runId}, node, item, attempt, 'step', jsonb_build_object('status', status, 'error', error, 'finishedAt', now()) from lost
      union all
      select ${runId}, node, item, attempt, 'step', jsonb_build_object('status', status, 'kind', kind, 'queue', queue,
        'reason', reason, 'outputs', outputs, 'error', error, 'cached', cached, 'cachedFrom', cached_from,
        'startedAt', now(), 'finishedAt', now()) from ended
    ), idle as (
      update run set status = 'waiting' where ${waiting} and id = ${runId} and status = 'running' returning id
    )
    insert into run_event (run_id, type, data) select id, 'run', jsonb_build_object('status', 'waiting') from idle
  `);
}

/**
 * Records that what a cancelled run waits for is waited for no more, while the steps of its end still run: it is held by no
 * pause, and the runs that it had written down and not begun stand in no line.
 */
export async function endWaits(db: Database, runId: string): Promise<void> {
  const unbegun = await db.execute<{ id: string }>(sql`
    select id from run where parent_run_id = ${runId} and started_at is null and status in ('queued', 'paused')`);
  for (const { id } of unbegun)
    await finishRun(db, { runId: id, status: "cancelled", error: null });
  await db.execute(sql`
    with stopped as (
      update step_run set status = 'cancelled', finished_at = now() where run_id = ${runId} and status = 'waiting'
      returning node, item, attempt
    ), ${closeReviews(runId)}, goes_on as (
      update run set status = 'running', started_at = coalesce(started_at, now())
      where id = ${runId} and status in ('queued', 'paused', 'waiting') returning id, started_at
    )
    insert into run_event (run_id, node, item, attempt, type, data)
    select ${runId}, node, item, attempt, 'step', jsonb_build_object('status', 'cancelled', 'finishedAt', now()) from stopped
    union all
    select id, null, null, null, 'run', jsonb_build_object('status', 'running', 'startedAt', started_at) from goes_on
  `);
}

/**
 * Records that items of a map were given up: what their steps did or waited for is cancelled, reviews they had opened are
 * closed, and the runs of sub-pipelines that they had written down and not begun stand in no line.
 */
export async function endItems(
  db: Database,
  { runId, node, items }: { runId: string; node: string; items: readonly string[] },
): Promise<void> {
  const [row] = await db.execute<{ body: string[] }>(sql`
    select jsonb_path_query_array(plan, '$.nodes[*] ? (@.id == $map).map.body[*].id',
      jsonb_build_object('map', ${node}::text)) as body from run where id = ${runId}`);
  const body = row?.body ?? [];
  const unbegun = await db.execute<{ id: string }>(sql`
    select id from run where parent_run_id = ${runId} and parent_node = any(${sql.param(body)}::text[])
      and parent_item = any(${sql.param(items)}::text[]) and started_at is null and status in ('queued', 'paused')`);
  for (const { id } of unbegun)
    await finishRun(db, { runId: id, status: "cancelled", error: null });
  const steps = body.flatMap((id) => items.map((item) => itemLabel(id, item)));
  await db.execute(sql`
    with stopped as (
      update step_run set status = 'cancelled', finished_at = now()
      where run_id = ${runId} and node = any(${sql.param(body)}::text[]) and item = any(${sql.param(items)}::text[])
        and status in ('running', 'waiting')
      returning node, item, attempt
    ), ${closeReviews(runId, steps)}
    insert into run_event (run_id, node, item, attempt, type, data)
    select ${runId}, node, item, attempt, 'step', jsonb_build_object('status', 'cancelled', 'finishedAt', now()) from stopped
  `);
}

/** Reviews that a run had opened and that nobody has decided; with `steps` only theirs, which lie inside a map. */
function closeReviews(runId: string, steps?: readonly string[]) {
  const why = `The review was cancelled with ${steps ? "the item of the map that had opened it" : "its run"}.`;
  // The workspace is each review's own.
  const { userId, name, role, via } = systemActor("");
  return sql`closed as (
      update review set status = 'cancelled', decided_at = now()
      where run_id = ${runId} and node is not null and status = 'open'
        ${steps ? sql`and node = any(${sql.param(steps)}::text[])` : sql``}
      returning id, workspace_id, model_version_id
    ), settled as (${settledNotices(sql`select id from closed`, why)}
    ), withdrawn as (
      update model_version set status = 'pending' where id in (select model_version_id from closed) and status = 'in-review'
    ), audited as (
      insert into audit (workspace_id, actor_id, actor_name, role, via, action, entity, entity_id, before, after, why)
      select c.workspace_id, ${userId}, ${name}, ${role}, ${via}, 'review.cancel', 'review', c.id,
        jsonb_build_object('review', 'open', 'version', v.status),
        jsonb_build_object('review', 'cancelled', 'version', case v.status when 'in-review' then 'pending' else v.status end), ${why}
      from closed c join model_version v on v.id = c.model_version_id
    )`;
}

/**
 * Records a run's end: what still ran is cancelled with it, and so are the runs it had written down and not begun; reviews it
 * had opened are closed, and nobody is asked about them any more. Answers with how it is recorded to have ended, which may be
 * by an earlier call.
 */
export async function finishRun(
  db: Database | Transaction,
  { runId, status, error: why }: FinishRun,
): Promise<RunFinish> {
  const error = why === null ? null : storedText(why);
  const [row] = await executeOften<{ isFirst: boolean; workspaceId: string | null }>(
    db,
    sql`
    with ended as (
      update run set status = ${status}, error = ${error}, finished_at = now(), started_at = coalesce(started_at, now())
      where id = ${runId} and status in ${[...OPEN_STATUSES]}
      returning id, status, error, started_at, finished_at
    ), stopped as (
      update step_run set status = 'cancelled', finished_at = now()
      where run_id = ${runId} and status in ('running', 'waiting')
      returning node, item, attempt
    ), unbegun as (
      update run set status = 'cancelled', finished_at = now(), started_at = now()
      where parent_run_id = ${runId} and started_at is null and status in ('queued', 'paused')
      returning id, status, error, started_at, finished_at
    ), freed as (
      delete from slot where run_id = ${runId} or run_id in (select id from unbegun) returning workspace_id
    ), ${closeReviews(runId)}, told as (
      insert into run_event (run_id, node, item, attempt, type, data)
      select ${runId}, node, item, attempt, 'step', jsonb_build_object('status', 'cancelled', 'finishedAt', now()) from stopped
      union all
      select id, null, null, null, 'run', jsonb_build_object('status', status, 'error', error, 'startedAt', started_at,
        'finishedAt', finished_at) from (select * from ended union all select * from unbegun) as runs
    )
    select exists (select 1 from ended) as "isFirst", (select min(workspace_id) from freed) as "workspaceId"
  `,
  );
  const { isFirst, workspaceId: freed } = row!;
  // Should the process end before this, the worker's loop grants them.
  if (freed) await db.transaction((tx) => grantSlots(tx, freed));
  return (isFirst ? null : await recordedFinish(db, runId)) ?? { status, error };
}

/** How a run is recorded to have ended; null while it goes on, and where there is none. */
async function recordedFinish(db: Database | Transaction, id: string): Promise<RunFinish | null> {
  const [found] = await db
    .select({ status: run.status, error: run.error })
    .from(run)
    .where(and(eq(run.id, id), notInArray(run.status, [...OPEN_STATUSES])));
  return (found as RunFinish | undefined) ?? null;
}
