import { and, eq, isNotNull, isNull, sql, type SQL } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { pipeline } from "../../db/schema/pipelines.ts";
import { trigger } from "../../db/schema/triggers.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx, type Services } from "../context.ts";
import { log } from "../log.ts";
import { findTrigger, lockPipeline, type Trigger } from "./find.ts";
import { pauseSchedule, putSchedule } from "./schedule.ts";

/** What Temporal's own pages say of the schedule of an archived pipeline. */
const ARCHIVED = "The pipeline is archived.";

/** Pauses a trigger: nothing starts by it, also while Temporal is away, until it is resumed. */
export async function pause(ctx: Ctx, { id, note }: { id: string; note: string }) {
  authorize(ctx, "runs.control");
  const found = await ctx.db.transaction(async (tx) => {
    const found = await findToChange(ctx, id, tx);
    await tx
      .update(trigger)
      .set({ paused: true, pauseNote: note, pausedBy: ctx.actor.userId, pausedAt: sql`now()` })
      .where(eq(trigger.id, found.id));
    await audit(tx, ctx.actor, {
      action: "trigger.pause",
      entity: "trigger",
      entityId: found.id,
      before: { paused: found.paused },
      after: { paused: true, trigger: `${found.pipeline}/${found.name}` },
      why: note,
    });
    return found;
  });
  const { scheduleId } = found;
  if (scheduleId !== null)
    try {
      await pauseSchedule(await ctx.temporal(), scheduleId, note);
    } catch (error) {
      // The row counts: whatever the schedule starts meanwhile starts no run.
      log.warn({ err: error, scheduleId }, "the schedule could not be paused");
    }
  return { id: found.id, paused: true };
}

/** Lets a paused trigger go on. Times that passed meanwhile are not made up for: a backfill does that. */
export async function resume(ctx: Ctx, { id }: { id: string }) {
  authorize(ctx, "runs.control");
  return ctx.db.transaction(async (tx) => {
    const found = await findToChange(ctx, id, tx);
    const { scheduleId } = found;
    if (scheduleId !== null) {
      const going = { ...found, scheduleId, paused: false, pauseNote: null };
      await putSchedule(await ctx.temporal(), going, found.spec);
    }
    await tx
      .update(trigger)
      .set({ paused: false, pauseNote: null, pausedBy: null, pausedAt: null })
      .where(eq(trigger.id, found.id));
    await audit(tx, ctx.actor, {
      action: "trigger.resume",
      entity: "trigger",
      entityId: found.id,
      before: { paused: found.paused, note: found.pauseNote },
      after: { paused: false, trigger: `${found.pipeline}/${found.name}` },
    });
    return { id: found.id, paused: false };
  });
}

/** Pauses the schedules of an archived pipeline. One that cannot be reached is paused when it comes to act. */
export async function pauseArchived(ctx: Ctx, pipelineId: string): Promise<void> {
  try {
    await ctx.db.transaction(async (tx) => {
      await lockPipeline(tx, pipelineId);
      await pauseIfArchived(tx, ctx, eq(trigger.pipelineId, pipelineId));
    });
  } catch (error) {
    log.warn(
      { err: error, pipelineId },
      "the schedules of an archived pipeline could not be paused",
    );
  }
}

/**
 * Pauses those schedules whose pipeline is archived: what runs by them, and what waits in them, counts on when it is restored.
 * Returns their ids. The pipeline is locked.
 */
export async function pauseIfArchived(
  tx: Transaction,
  { temporal }: Pick<Services, "temporal">,
  which: SQL,
): Promise<string[]> {
  const found = await tx
    .select({ id: trigger.scheduleId })
    .from(trigger)
    .innerJoin(pipeline, eq(pipeline.id, trigger.pipelineId))
    .where(
      and(
        which,
        isNull(trigger.removedAt),
        isNotNull(trigger.scheduleId),
        isNotNull(pipeline.archivedAt),
      ),
    );
  const ids = found.map(({ id }) => id!);
  for (const id of ids) await pauseSchedule(await temporal(), id, ARCHIVED);
  return ids;
}

/** No version takes the trigger over meanwhile, with the pause that it had before. */
async function findToChange(ctx: Ctx, id: string, tx: Transaction): Promise<Trigger> {
  const { pipelineId } = await findTrigger(ctx, id, tx);
  await lockPipeline(tx, pipelineId);
  return findTrigger(ctx, id, tx);
}
