import { sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import type { PlanNode, RunPlan } from "../../workflows/core/plan.ts";

/** How far a map has come, in items. */
export interface MapCounts {
  /** Null until the map has its items. */
  total: number | null;
  done: number;
  failed: number;
  cancelled: number;
  /** With a step that runs; between two of its steps an item is none of these for a moment. */
  running: number;
  /** With steps that wait, for an event, a time, a slot or their next attempt, and none that runs. */
  waiting: number;
}

/** A node inside a map. */
export type BodyNode = Pick<PlanNode, "id" | "attempts">;

/** The ids of the nodes inside a map of a plan; null when it is no map. */
export function bodyOf({ nodes }: RunPlan, map: string): string[] | null {
  return nodes.find(({ id }) => id === map)?.map?.body.map(({ id }) => id) ?? null;
}

/** The counts of a map's items; null before it has begun. */
export async function countItems(
  db: Database,
  runId: string,
  map: string,
  body: readonly BodyNode[],
): Promise<MapCounts | null> {
  const [row] = await db.execute<Record<keyof MapCounts | "begun", never>>(sql`
    with own as (
      -- An attempt that only gathers says nothing of items: how many there are is known from those before it.
      select status, cached,
        max(coalesce((progress ->> 'total')::int, (items ->> 'count')::int)) over () as total from step_run
      where run_id = ${runId} and node = ${map} and item = '' order by attempt desc limit 1
    )
    select exists (select 1 from own) as begun,
      -- Nothing is told of items where there are none.
      (select coalesce(total, case when status = 'done' and not cached then 0 end) from own) as total,
      (count(*) filter (where status = 'done'))::int as done,
      (count(*) filter (where status = 'failed'))::int as failed,
      (count(*) filter (where status = 'cancelled'))::int as cancelled,
      o.running, o.waiting
    from (select (count(*) filter (where status = 'running'))::int as running,
      (count(*) filter (where status = 'waiting'))::int as waiting from (${openItems(runId, map, body)}) s) o
    left join run_item on run_id = ${runId} and node = ${map}
    group by o.running, o.waiting
  `);
  const { begun, ...counts } = row as unknown as MapCounts & { begun: boolean };
  return begun ? counts : null;
}

/** What an item waits for. */
export interface ItemWait {
  /** The step that waits. */
  node: string;
  reason: string | null;
  event?: string;
  until?: string;
}

/** Items that have begun and not ended: when, whether a step of theirs runs, and else what the first of them waits for. */
export function openItems(runId: string, map: string, body: readonly BodyNode[]) {
  const ids = body.map(({ id }) => id);
  const attempts = JSON.stringify(Object.fromEntries(body.map((node) => [node.id, node.attempts])));
  const most = sql`(${attempts}::jsonb ->> s.node)::int`;
  return sql`
    select item::int as index, min(at) as started_at,
      case when bool_or(runs) then 'running' else 'waiting' end as status,
      case when not bool_or(runs) then (array_agg(waits order by at))[1] end as waits
    from (
      select item, started_at as at, status = 'running' as runs, jsonb_strip_nulls(jsonb_build_object(
        'node', node, 'event', waits_for ->> 'event', 'until', waits_for ->> 'until'
      )) || jsonb_build_object('reason', case when status = 'failed'
        then format('attempt %s of %s failed: %s', attempt, ${most}, error ->> 'message') else reason end) as waits
      from step_run s
      where run_id = ${runId} and node in ${ids} and item <> ''
        and (status in ('running', 'waiting') or status = 'failed' and error ->> 'type' = 'transient' and attempt < ${most}
          and not exists (select 1 from step_run later where later.run_id = s.run_id and later.node = s.node
            and later.item = s.item and later.attempt > s.attempt))
      union all
      select item, requested_at, false, jsonb_build_object('node', node, 'reason', 'a slot of ' || key) from slot
      where run_id = ${runId} and node in ${ids} and item <> '' and granted_at is null
    ) begun
    where not exists (select 1 from run_item i where i.run_id = ${runId} and i.node = ${map} and i.index = begun.item::int)
    group by item`;
}
