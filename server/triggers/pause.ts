import { eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { trigger } from "../../db/schema/triggers.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { log } from "../log.ts";
import { findTrigger, lockPipeline, type Trigger } from "./find.ts";
import { promptly, putSchedule } from "./schedule.ts";

/** Pauses a trigger: nothing starts by it, also while Temporal is away, until it is resumed. */
export async function pause(ctx: Ctx, { id, note }: { id: string; note: string }) {
  authorize(ctx, "runs.control");
  const found = await ctx.db.transaction(async (tx) => {
    const found = await findToChange(ctx, id, tx);
    await tx.update(trigger).set({ paused: true, pauseNote: note }).where(eq(trigger.id, found.id));
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
      const client = await ctx.temporal();
      await promptly(client, () => client.schedule.getHandle(scheduleId).pause(note));
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
    await tx
      .update(trigger)
      .set({ paused: false, pauseNote: null })
      .where(eq(trigger.id, found.id));
    await audit(tx, ctx.actor, {
      action: "trigger.resume",
      entity: "trigger",
      entityId: found.id,
      before: { paused: found.paused, note: found.pauseNote },
      after: { paused: false, trigger: `${found.pipeline}/${found.name}` },
    });
    const { scheduleId } = found;
    if (scheduleId !== null) {
      const going = { ...found, scheduleId, paused: false, pauseNote: null };
      await putSchedule(await ctx.temporal(), going, found.spec);
    }
    return { id: found.id, paused: false };
  });
}

/** No version takes the trigger over meanwhile, with the pause that it had before. */
async function findToChange(ctx: Ctx, id: string, tx: Transaction): Promise<Trigger> {
  const { pipelineId } = await findTrigger(ctx, id, tx);
  await lockPipeline(tx, pipelineId);
  return findTrigger(ctx, id, tx);
}
