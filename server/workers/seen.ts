import { sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";

/** A worker says every 5 seconds that it lives; after this time without a word it counts as gone, in seconds. */
export const ALIVE_S = 15;

/** Queues that a living worker polls. */
export async function polledQueues(db: Database): Promise<Set<string>> {
  const rows = await db.execute<{ queue: string }>(sql`
    select distinct jsonb_array_elements_text(queues) as queue from worker_process
    where seen_at > now() - ${ALIVE_S} * interval '1 second'`);
  return new Set(rows.map(({ queue }) => queue));
}
