import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { pipeline } from "../../db/schema/pipelines.ts";
import { OPEN_STATUSES, run } from "../../db/schema/runs.ts";
import { trigger } from "../../db/schema/triggers.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { pauseArchived } from "../triggers/pause.ts";
import { lockPipelineNamed } from "./find.ts";
import { tell } from "./tell.ts";

/**
 * Puts a pipeline away: its triggers start nothing any more, and nobody runs, publishes or edits it until it is restored.
 * Its runs that go on end by themselves, and its versions, runs and models stay as they are. Twice is once.
 */
export async function archive(
  ctx: Ctx,
  { name }: { name: string },
): Promise<{ name: string; triggers: string[]; openRuns: number }> {
  authorize(ctx, "pipelines.write");
  const { id, triggers, openRuns } = await ctx.db.transaction(async (tx) => {
    const { id, archivedAt } = await lockPipelineNamed(ctx, name, tx);
    const triggers = await tx
      .select({ name: trigger.name })
      .from(trigger)
      .where(and(eq(trigger.pipelineId, id), isNull(trigger.removedAt)))
      .orderBy(trigger.name);
    const openRuns = await tx.$count(
      run,
      and(eq(run.pipelineId, id), inArray(run.status, OPEN_STATUSES)),
    );
    if (archivedAt === null) {
      await tx
        .update(pipeline)
        .set({ archivedAt: sql`now()` })
        .where(eq(pipeline.id, id));
      await tell(tx, { pipelineId: id });
      await audit(tx, ctx.actor, {
        action: "pipeline.archive",
        entity: "pipeline",
        entityId: name,
        after: { triggers: triggers.map((one) => one.name), openRuns },
      });
    }
    return { id, triggers, openRuns };
  });
  // The pipeline's row counts: with Temporal away, what a schedule does starts no run.
  await pauseArchived(ctx, id);
  return { name, triggers: triggers.map((one) => one.name), openRuns };
}
