import { setTimeout as sleep } from "node:timers/promises";
import { tracked } from "@trpc/server";
import { sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import { authorize, type Ctx } from "../context.ts";
import { findRun } from "./find.ts";
import { bodyOf } from "./map-counts.ts";

const LOOK_EVERY_MS = 250;
const BATCH = 500;

export interface RunEvent {
  /** Its cursor. */
  id: string;
  type: "run" | "step" | "progress" | "log" | "metric";
  node: string | null;
  item: string | null;
  attempt: number | null;
  data: JsonObject;
  at: string;
}

/** Where the events of a run stand now: `TRANSACTION-ID`, as `follow` takes it. */
export async function eventCursor(db: Database, runId: string): Promise<string> {
  const [row] = await db.execute<{ cursor: string }>(sql`
    select tx || '-' || id as cursor from run_event
    where run_id = ${runId} and tx < pg_snapshot_xmin(pg_current_snapshot())
    order by tx desc, id desc limit 1
  `);
  return row?.cursor ?? "0-0";
}

/**
 * The events of a run from a cursor on, for as long as somebody listens; all that are there at a moment as one message, for a
 * message costs more than an event. The id of a message is the cursor of its last event: a client that was away goes on where
 * it was and misses nothing, because events are read in the order of their transactions and only up to the oldest one still
 * open. Those of the steps inside a map are left out, unless it is named by `items`.
 */
export async function* follow(
  ctx: Ctx,
  { id, lastEventId, items }: { id: string; lastEventId?: string | null; items?: string },
  signal: AbortSignal | undefined,
) {
  authorize(ctx, "workspace.read");
  const { plan } = await findRun(ctx, id);
  const body = items === undefined ? [] : (bodyOf(plan, items) ?? []);
  const ofItems = body.length > 0 ? sql`or node in ${body}` : sql``;
  let [tx, last] = readCursor(lastEventId ?? "0-0");
  for (;;) {
    // What is left out moves the cursor all the same: it is not read again.
    const events = await ctx.db.execute<
      { tx: string; id: string; wanted: boolean } & Omit<RunEvent, "id">
    >(sql`
      select tx::text, id::text, type, node, item, attempt, at, wanted, case when wanted then data end as data
      from (
        select *, coalesce(item, '') = '' ${ofItems} as wanted from run_event
        where run_id = ${id} and (tx, id) > (${tx}::xid8, ${last}::bigint)
          and tx < pg_snapshot_xmin(pg_current_snapshot())
        order by tx, id limit ${BATCH}
      ) e order by e.tx, e.id
    `);
    const wanted: RunEvent[] = [];
    for (const { tx: eventTx, id: eventId, wanted: isWanted, ...event } of events) {
      [tx, last] = [eventTx, eventId];
      if (isWanted) wanted.push({ id: `${tx}-${last}`, ...event });
    }
    if (wanted.length > 0) yield tracked(wanted.at(-1)!.id, wanted);
    if (signal?.aborted) return;
    if (events.length < BATCH)
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

export function readCursor(cursor: string): [string, string] {
  const match = /^(\d{1,20})-(\d{1,18})$/.exec(cursor);
  return match ? [match[1]!, match[2]!] : ["0", "0"];
}
