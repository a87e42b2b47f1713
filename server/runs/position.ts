import { sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";

/** The place of a claim in the line for a limited key. */
interface Position {
  key: string;
  /** From 1. */
  place: number;
  /** How many hold the key now, and how many may. */
  held: number;
  limit: number;
  /** The run that holds it, where it is one alone. */
  holder: string | null;
  since: Date;
}

type WaitingClaim = Position & { runId: string; node: string; item: string };

/**
 * What waits for slots, of these runs: with `node` empty the run as a whole, otherwise one of its steps. A claim on
 * several keys is shown in the line that holds it up: one without room, and the longest of those.
 */
export async function waitingClaims(
  db: Database,
  workspaceId: string,
  runIds: readonly string[],
): Promise<WaitingClaim[]> {
  if (runIds.length === 0) return [];
  const rows = await db.execute<Record<keyof WaitingClaim, never>>(sql`
    with line as (
      select s.*, coalesce(l.limit, s.limit) as most,
        (count(*) filter (where s.granted_at is null) over (partition by s.key order by s.priority, s.id))::int as place,
        (count(*) filter (where s.granted_at is not null) over (partition by s.key))::int as held,
        min(s.run_id) filter (where s.granted_at is not null) over (partition by s.key) as one_holder,
        max(s.run_id) filter (where s.granted_at is not null) over (partition by s.key) as other_holder
      from slot s left join slot_limit l on l.workspace_id = s.workspace_id and l.key = s.key
      where s.workspace_id = ${workspaceId}
        and not (s.granted_at is null and exists (
          select 1 from run r where r.id = s.run_id and r.status = 'paused'))
    )
    select distinct on (run_id, node, item) run_id as "runId", node, item, key, place, held, most as "limit",
      case when one_holder = other_holder then one_holder end as holder, requested_at as "since"
    from line where granted_at is null and run_id in ${runIds}
    order by run_id, node, item, (held >= most) desc, place desc
  `);
  return rows.map((row) => ({ ...row, since: new Date(row.since) }));
}

export function placeOf({ key, place, held, limit, holder, since }: WaitingClaim): Position {
  return { key, place, held, limit, holder, since };
}
