import { and, asc, desc, eq, gte, lte, ne, sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { user } from "../../db/schema/auth.ts";
import { triggerBackfill, triggerFiring } from "../../db/schema/triggers.ts";
import { PenstockError } from "../errors.ts";
import type { Trigger } from "./find.ts";

/** By then Temporal has begun with the times of a backfill, or has lost it. */
const BEGUN_MS = 10 * 60_000;

interface Span {
  from: Date;
  to: Date;
}

/**
 * The backfill that a time of a trigger belongs to: Temporal does not pass on who asked for it. A run of the schedule itself
 * that is so late that its time was asked for meanwhile counts as the backfill's too: rather one starter too many.
 */
export async function backfillOf(db: Database, { id }: Pick<Trigger, "id">, at: Date) {
  const [found] = await db
    .select({ id: triggerBackfill.id, askedBy: triggerBackfill.askedBy, name: user.name })
    .from(triggerBackfill)
    .innerJoin(user, eq(user.id, triggerBackfill.askedBy))
    .where(overlapping(id, { from: at, to: at }))
    .orderBy(desc(triggerBackfill.at), desc(triggerBackfill.id))
    .limit(1);
  return found ?? null;
}

/**
 * A time belongs to one backfill: while another person's goes on, nobody else asks for its times. Which times are missing is
 * not known while any goes on.
 * @param waiting how many runs of the schedule wait for the one before them
 * @param missing whether only those times are wanted that had no run
 * @throws PenstockError `conflict`
 */
export async function refuseDuringAnother(
  tx: Transaction,
  { id }: Trigger,
  span: Span,
  { askedBy, waiting, missing }: { askedBy: string; waiting: number; missing: boolean },
): Promise<void> {
  const asked = await tx
    .select({
      by: triggerBackfill.askedBy,
      name: user.name,
      count: triggerBackfill.count,
      at: triggerBackfill.at,
      fired: sql<number>`(select count(*)::int from ${triggerFiring} f where f.trigger_id = ${id}
        and f.facts #>> '{backfill,id}' = ${triggerBackfill.id})`,
    })
    .from(triggerBackfill)
    .innerJoin(user, eq(user.id, triggerBackfill.askedBy))
    .where(and(overlapping(id, span), missing ? undefined : ne(triggerBackfill.askedBy, askedBy)))
    .orderBy(asc(triggerBackfill.at));
  const open = asked.find(
    ({ count, fired, at }) =>
      waiting > 0 || (fired < count && Date.now() - at.getTime() < BEGUN_MS),
  );
  if (open)
    throw new PenstockError(
      "conflict",
      `${open.by === askedBy ? "You have" : `${open.name} has`} asked for a backfill of these times, which goes on still: ask again when all of its runs have started.`,
    );
}

function overlapping(triggerId: string, { from, to }: Span) {
  return and(
    eq(triggerBackfill.triggerId, triggerId),
    lte(triggerBackfill.from, to),
    gte(triggerBackfill.to, from),
  );
}
