import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { log } from "../log.ts";

/** Nobody has left a page open for so long that goes on with a run's events where it was. */
const KEPT_DAYS = 30;
const EVERY_MS = 60 * 60_000;
/** Rows that one statement looks at. */
const BATCH = 5_000;
/** Between two statements, so that the work of runs has its turn. */
const PAUSE_MS = 100;

/** Deletes, every hour, the events that nobody follows any more; until the signal. */
export async function keepPruning(db: Database, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pruneEvents(db, signal).catch((error: unknown) =>
      log.warn({ err: error }, "the events of old runs could not be deleted; it is tried again"),
    );
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * Deletes the events of runs that ended long ago: their pages are drawn from the runs, steps, logs and metrics themselves. Goes
 * through the table from its beginning, in the order of the ids, and so of time, and stops where all are young enough; the
 * events of a run that goes on for longer stay.
 * @param batch rows that one statement looks at
 */
export async function pruneEvents(
  db: Database,
  signal: AbortSignal,
  batch: number = BATCH,
): Promise<void> {
  const longAgo = sql`now() - ${KEPT_DAYS} * interval '1 day'`;
  for (let after: string | null = "0"; after !== null && !signal.aborted;) {
    const rows: { next: string | null }[] = await db.execute(sql`
      with oldest as materialized (
        select id, run_id, at from run_event where id > ${after}::bigint order by id limit ${batch}
      ), gone as (
        delete from run_event e using oldest o, run r
        where e.id = o.id and r.id = o.run_id and r.finished_at < ${longAgo}
      )
      select case when bool_or(at < ${longAgo}) and count(*) = ${batch} then max(id)::text end as next from oldest
    `);
    after = rows[0]!.next;
    if (after !== null) await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}
