import { sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";

/** How far a map has come, in items. */
export interface MapCounts {
  /** Null until the first items have ended. */
  total: number | null;
  done: number;
  failed: number;
  cancelled: number;
  /** With a step that runs or waits; between two of its steps an item is none of these for a moment. */
  running: number;
}

/** The ids of the nodes inside a map of a plan; null when it is no map. */
export function bodyOf({ nodes }: RunPlan, map: string): string[] | null {
  return nodes.find(({ id }) => id === map)?.map?.body.map(({ id }) => id) ?? null;
}

/** The counts of a map's items; null before it has begun. */
export async function countItems(
  db: Database,
  runId: string,
  map: string,
  body: readonly string[],
): Promise<MapCounts | null> {
  const [row] = await db.execute<Record<keyof MapCounts | "begun", never>>(sql`
    select exists (select 1 from step_run where run_id = ${runId} and node = ${map}) as begun,
      (select (progress ->> 'total')::int from step_run where run_id = ${runId} and node = ${map} and item = ''
        order by attempt desc limit 1) as total,
      (count(*) filter (where status = 'done'))::int as done,
      (count(*) filter (where status = 'failed'))::int as failed,
      (count(*) filter (where status = 'cancelled'))::int as cancelled,
      (select count(*)::int from (${runningItems(runId, map, body)}) r) as running
    from run_item where run_id = ${runId} and node = ${map}
  `);
  const { begun, ...counts } = row as unknown as MapCounts & { begun: boolean };
  return begun ? counts : null;
}

/** Items with a step that runs or waits, and when the first of these began. */
export function runningItems(runId: string, map: string, body: readonly string[]) {
  return sql`
    select s.item::int as index, min(s.started_at) as started_at from step_run s
    where s.run_id = ${runId} and s.node in ${body} and s.item <> '' and s.status in ('running', 'waiting')
      and not exists (select 1 from run_item i where i.run_id = ${runId} and i.node = ${map} and i.index = s.item::int)
    group by s.item`;
}
