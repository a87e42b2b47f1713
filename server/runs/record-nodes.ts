import { sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import type { FinishRun, RecordNodes } from "../../workflows/pipelines/messages.ts";

/** Records nodes that ended inside the workflow: conditions, skips, and steps whose worker was lost for good. */
export async function recordNodes(
  db: Database,
  { runId, records, waiting }: RecordNodes,
): Promise<void> {
  await db.execute(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
        as r(node text, kind text, queue text, status text, reason text, outputs jsonb)
    ), lost as (
      update step_run s set status = g.status, error = jsonb_build_object('type', 'lost', 'message', g.reason), finished_at = now()
      from given g where s.run_id = ${runId} and s.node = g.node and s.status in ('running', 'waiting') and g.status = 'failed'
      returning s.node, s.attempt, s.status, s.error
    ), ended as (
      insert into step_run (run_id, node, attempt, kind, queue, status, reason, outputs, error, finished_at)
      select ${runId}, node, coalesce((select max(attempt) from step_run s where s.run_id = ${runId} and s.node = g.node), 0) + 1,
        kind, queue, status, case when status <> 'failed' then reason end, outputs,
        case when status = 'failed' then jsonb_build_object('type', 'condition', 'message', reason) end, now()
      from given g
      where not exists (select 1 from lost l where l.node = g.node)
        -- A second delivery of the same record changes nothing.
        and not exists (select 1 from step_run s where s.run_id = ${runId} and s.node = g.node
          and s.status in ('done', 'skipped', 'failed') and s.status = g.status)
      returning node, attempt, kind, queue, status, reason, outputs, error
    ), told as (
      insert into run_event (run_id, node, item, attempt, type, data)
      select ${runId}, node, '', attempt, 'step', jsonb_build_object('status', status, 'error', error, 'finishedAt', now()) from lost
      union all
      select ${runId}, node, '', attempt, 'step', jsonb_build_object('status', status, 'kind', kind, 'queue', queue,
        'reason', reason, 'outputs', outputs, 'error', error, 'startedAt', now(), 'finishedAt', now()) from ended
    ), idle as (
      update run set status = 'waiting' where ${waiting} and id = ${runId} and status = 'running' returning id
    )
    insert into run_event (run_id, type, data) select id, 'run', jsonb_build_object('status', 'waiting') from idle
  `);
}

/** Records a run's end: what still ran is cancelled with it, and reviews it had opened are closed. */
export async function finishRun(db: Database, { runId, status, error }: FinishRun): Promise<void> {
  await db.execute(sql`
    with ended as (
      update run set status = ${status}, error = ${error}, finished_at = now(), started_at = coalesce(started_at, now())
      where id = ${runId} and status in ('queued', 'running', 'waiting')
      returning id, status, error, started_at, finished_at
    ), stopped as (
      update step_run set status = 'cancelled', finished_at = now()
      where run_id = ${runId} and status in ('running', 'waiting')
      returning node, item, attempt
    ), closed as (
      update review set status = 'cancelled', decided_at = now() where run_id = ${runId} and status = 'open' returning model_version_id
    ), withdrawn as (
      update model_version set status = 'pending' where id in (select model_version_id from closed) and status = 'in-review'
    )
    insert into run_event (run_id, node, item, attempt, type, data)
    select ${runId}, node, item, attempt, 'step', jsonb_build_object('status', 'cancelled', 'finishedAt', now()) from stopped
    union all
    select id, null, null, null, 'run', jsonb_build_object('status', status, 'error', error, 'startedAt', started_at,
      'finishedAt', finished_at) from ended
  `);
}
