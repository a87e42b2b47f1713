import { and, asc, eq, isNull, or, sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { pipeline } from "../../db/schema/pipelines.ts";
import { trigger } from "../../db/schema/triggers.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

/** A trigger with the name of its pipeline. */
export type Trigger = typeof trigger.$inferSelect & { pipeline: string };

/** The triggers in force: those of the published versions, but for archived pipelines. */
export function triggersWhere(
  db: Database | Transaction,
  condition: ReturnType<typeof and>,
  limit = 10_000,
): Promise<Trigger[]> {
  return publishedWhere(db, and(isNull(pipeline.archivedAt), condition), limit);
}

/** The triggers of a pipeline's published version, also where it is archived. */
export function triggersOf(tx: Transaction, pipelineId: string): Promise<Trigger[]> {
  return publishedWhere(tx, eq(trigger.pipelineId, pipelineId), 10_000);
}

async function publishedWhere(
  db: Database | Transaction,
  condition: ReturnType<typeof and>,
  limit: number,
): Promise<Trigger[]> {
  const rows = await db
    .select({ row: trigger, pipeline: pipeline.name })
    .from(trigger)
    .innerJoin(pipeline, eq(pipeline.id, trigger.pipelineId))
    .where(and(isNull(trigger.removedAt), condition))
    .orderBy(asc(trigger.id))
    .limit(limit);
  return rows.map(({ row, pipeline }) => ({ ...row, pipeline }));
}

/**
 * Until the transaction ends nobody else publishes a version of the pipeline, archives it, moves its triggers, or pauses one.
 * Runs of it may start meanwhile.
 *
 * The lock is kept over calls to Temporal, which may hang. The events of all runs are read only up to the oldest open transaction
 * that has an id, and a transaction gets one as it writes, or locks a row: so this locks no row, and who holds it asks
 * Temporal first and writes then. Take it before anything is written, too, as whoever waits for it waits for Temporal.
 */
export async function lockPipeline(tx: Transaction, pipelineId: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`pipeline:${pipelineId}`}, 0))`,
  );
}

/** The workspace's trigger by its id, or by `PIPELINE/TRIGGER`. Throws `not-found`. */
export async function findTrigger(
  ctx: Ctx,
  id: string,
  db: Database | Transaction = ctx.db,
): Promise<Trigger> {
  const [of, name] = id.split("/");
  const [found] = await triggersWhere(
    db,
    and(
      eq(trigger.workspaceId, ctx.actor.workspaceId),
      or(
        eq(trigger.id, id),
        name === undefined ? undefined : and(eq(pipeline.name, of!), eq(trigger.name, name)),
      ),
    ),
  );
  if (!found)
    throw new PenstockError(
      "not-found",
      `No published pipeline here has a trigger '${id}' in force: see whether it is archived.`,
    );
  return found;
}
