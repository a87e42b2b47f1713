import { and, asc, eq, isNull, or, sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { pipeline } from "../../db/schema/pipelines.ts";
import { trigger } from "../../db/schema/triggers.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

/** A trigger with the name of its pipeline. */
export type Trigger = typeof trigger.$inferSelect & { pipeline: string };

/** The triggers in force: those of the published versions, but for archived pipelines. */
export async function triggersWhere(
  db: Database | Transaction,
  condition: ReturnType<typeof and>,
  limit = 10_000,
): Promise<Trigger[]> {
  const rows = await db
    .select({ row: trigger, pipeline: pipeline.name })
    .from(trigger)
    .innerJoin(pipeline, eq(pipeline.id, trigger.pipelineId))
    .where(and(isNull(trigger.removedAt), isNull(pipeline.archivedAt), condition))
    .orderBy(asc(trigger.id))
    .limit(limit);
  return rows.map(({ row, pipeline }) => ({ ...row, pipeline }));
}

/** Until the transaction ends nobody else publishes a version of the pipeline, archives it, moves its triggers, or pauses one. */
export async function lockPipeline(tx: Transaction, pipelineId: string): Promise<void> {
  // Runs of the pipeline may start meanwhile.
  await tx.execute(sql`select 1 from pipeline where id = ${pipelineId} for no key update`);
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
