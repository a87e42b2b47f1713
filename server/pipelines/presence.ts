import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { pipelinePresence } from "../../db/schema/pipelines.ts";
import { authorize, type Ctx } from "../context.ts";
import { findPipeline } from "./find.ts";
import type { keptInput, presentInput } from "./schemas.ts";
import { tell } from "./tell.ts";

/** After this long without a word from its tab, in seconds, a person counts as gone. */
export const GONE_AFTER_S = 30;

/** A browser tab says that it still has the pipeline open, and which step is selected there. */
export async function present(ctx: Ctx, { name, tab, node }: z.output<typeof presentInput>) {
  authorize(ctx, "workspace.read");
  const { id } = await findPipeline(ctx, name);
  await enter(ctx, id, tab, node);
}

/** Adds or renews a tab's row; without a node the one that was selected stays. The others hear of it only where there is something new to see. */
export async function enter(
  ctx: Ctx,
  pipelineId: string,
  tab: string,
  node?: string | null,
): Promise<void> {
  const [before] = await ctx.db
    .select({
      node: pipelinePresence.node,
      gone: sql<boolean>`${pipelinePresence.seenAt} < now() - make_interval(secs => ${GONE_AFTER_S})`,
    })
    .from(pipelinePresence)
    .where(eq(pipelinePresence.tab, tab));
  await ctx.db
    .insert(pipelinePresence)
    .values({ tab, pipelineId, userId: ctx.actor.userId, node })
    .onConflictDoUpdate({
      target: pipelinePresence.tab,
      set: { ...(node === undefined ? {} : { node }), seenAt: sql`now()` },
      setWhere: sql`${pipelinePresence.userId} = ${ctx.actor.userId} and ${pipelinePresence.pipelineId} = ${pipelineId}`,
    });
  if (before && !before.gone && (node === undefined || before.node === node)) return;
  await ctx.db.execute(
    sql`delete from ${pipelinePresence} where pipeline_id = ${pipelineId} and seen_at < now() - make_interval(secs => ${2 * GONE_AFTER_S})`,
  );
  await tell(ctx.db, { pipelineId });
}

/** Takes away the row of a tab that was closed. */
export async function leave(ctx: Ctx, pipelineId: string, tab: string): Promise<void> {
  await ctx.db
    .delete(pipelinePresence)
    .where(and(eq(pipelinePresence.tab, tab), eq(pipelinePresence.userId, ctx.actor.userId)));
  await tell(ctx.db, { pipelineId });
}

/** Says to another person that of two values of one field the actor keeps their own. Changes nothing. */
export async function keep(ctx: Ctx, { name, to, field }: z.output<typeof keptInput>) {
  authorize(ctx, "pipelines.write");
  const { id: pipelineId } = await findPipeline(ctx, name);
  const { userId, name: by } = ctx.actor;
  await tell(ctx.db, { pipelineId, kept: { user: { id: userId, name: by }, to, field } });
}
