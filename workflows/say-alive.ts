import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { log } from "../server/log.ts";

const EVERY_MS = 5_000;
/** After this time a worker that says nothing counts as gone. */
const GONE_MS = 15_000;

export interface WorkerFacts {
  id: string;
  host: string;
  pid: number;
  queues: readonly string[];
  /** Activities that may run at once, by queue. */
  slots: Record<string, number>;
  /** Hash of the workflows it runs. */
  build: string;
  version: string;
  devices: readonly string[];
}

/** Says every few seconds that this process lives, and what it is, until the signal; then takes it back. */
export async function sayAlive(
  db: Database,
  { id, host, pid, queues, slots, devices, build, version }: WorkerFacts,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await db
      .execute(
        sql`with gone as (delete from worker_process where seen_at < now() - interval '1 day')
          insert into worker_process (id, host, pid, queues, slots, devices, build, version)
          values (${id}, ${host}, ${pid}, ${JSON.stringify(queues)}::jsonb, ${JSON.stringify(slots)}::jsonb,
            ${JSON.stringify(devices)}::jsonb, ${build}, ${version})
          on conflict (id) do update set seen_at = now()`,
      )
      .catch((error: unknown) =>
        log.warn({ err: error }, "the worker could not say that it lives"),
      );
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  await db.execute(sql`delete from worker_process where id = ${id}`).catch(() => undefined);
}

/** Whether a worker with the workflows of one of the builds lives. */
export async function isServed(db: Database, builds: readonly string[]): Promise<boolean> {
  const [row] = await db.execute(sql`
    select 1 from worker_process
    where ${JSON.stringify(builds)}::jsonb ? build and queues ? 'control' and seen_at > now() - ${GONE_MS} * interval '1 millisecond' limit 1`);
  return row !== undefined;
}
