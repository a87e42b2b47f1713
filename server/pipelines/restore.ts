import { eq } from "drizzle-orm";
import { pipeline } from "../../db/schema/pipelines.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { triggersOf, type Trigger } from "../triggers/find.ts";
import { hasSchedule, noteRefusal, putUnlessRefused } from "../triggers/restore-schedules.ts";
import { lockPipelineNamed } from "./find.ts";
import { tell } from "./tell.ts";

/**
 * Brings an archived pipeline back as it was: its triggers start runs again, but for those that were paused. Times that
 * passed meanwhile are not made up for; files that came into a watched folder have their run now, as after a pause.
 * @throws PenstockError `forbidden` where a trigger starts runs again and the actor may start none;
 * `unavailable` while Temporal, which keeps its schedules, is away: it stays archived then
 */
export async function restore(
  ctx: Ctx,
  { name }: { name: string },
): Promise<{ name: string; triggers: string[] }> {
  authorize(ctx, "pipelines.write");
  return ctx.db.transaction(async (tx) => {
    const { id, archivedAt } = await lockPipelineNamed(ctx, name, tx);
    const triggers = await triggersOf(tx, id);
    const names = triggers.map((one) => one.name).toSorted();
    if (archivedAt === null) return { name, triggers: names };
    const starting = triggers.find(({ paused }) => !paused);
    if (starting)
      authorize(ctx, "runs.start", `The trigger '${starting.name}' would start runs again. `);
    const put: [Trigger, string | null][] = [];
    for (const one of triggers.filter(hasSchedule))
      put.push([one, await putUnlessRefused(await ctx.temporal(), one)]);
    for (const [one, refusal] of put) await noteRefusal(tx, one, refusal);
    await tx.update(pipeline).set({ archivedAt: null }).where(eq(pipeline.id, id));
    await tell(tx, { pipelineId: id });
    await audit(tx, ctx.actor, {
      action: "pipeline.restore",
      entity: "pipeline",
      entityId: name,
      before: { archivedAt: archivedAt.toISOString() },
      after: { triggers: names },
    });
    return { name, triggers: names };
  });
}
