import { and, eq, inArray, sql } from "drizzle-orm";
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
  await enter(ctx, id, tab, { node });
}

/**
 * Adds a connection's row, or one of the tab alone where it has none, and renews those of the tab; without a node the one that
 * was selected stays. The others hear of it only where there is something new to see.
 */
export async function enter(
  ctx: Ctx,
  pipelineId: string,
  tab: string,
  { connection, node }: { connection?: string; node?: string | null },
): Promise<void> {
  const { userId } = ctx.actor;
  const ofTab = and(
    eq(pipelinePresence.pipelineId, pipelineId),
    eq(pipelinePresence.userId, userId),
    sql`${TAB} = ${tab}`,
  );
  const known = await ctx.db
    .select({
      node: pipelinePresence.node,
      gone: sql<boolean>`${pipelinePresence.seenAt} < now() - make_interval(secs => ${GONE_AFTER_S})`,
    })
    .from(pipelinePresence)
    .where(ofTab);
  if (known.length > 0)
    await ctx.db
      .update(pipelinePresence)
      .set({ ...(node === undefined ? {} : { node }), seenAt: sql`now()` })
      .where(ofTab);
  if (connection !== undefined || known.length === 0)
    await ctx.db
      .insert(pipelinePresence)
      .values({
        tab: rowOf(tab, connection),
        pipelineId,
        userId,
        node: node === undefined ? known[0]?.node : node,
      })
      .onConflictDoNothing();
  if (known.some((row) => !row.gone && (node === undefined || row.node === node))) return;
  await ctx.db.execute(
    sql`delete from ${pipelinePresence} where pipeline_id = ${pipelineId} and seen_at < now() - make_interval(secs => ${2 * GONE_AFTER_S})`,
  );
  await tell(ctx.db, { pipelineId });
}

/** Takes away what a connection that has ended left: never the row of a newer one of the same tab, in whichever process. */
export async function leave(
  ctx: Ctx,
  pipelineId: string,
  tab: string,
  connection: string,
): Promise<void> {
  await ctx.db
    .delete(pipelinePresence)
    .where(
      and(
        inArray(pipelinePresence.tab, [rowOf(tab, connection), rowOf(tab)]),
        eq(pipelinePresence.userId, ctx.actor.userId),
      ),
    );
  await tell(ctx.db, { pipelineId });
}

/** The tab of a row. */
export const TAB = sql.raw("split_part(tab, '/', 1)");

function rowOf(tab: string, connection?: string): string {
  return connection === undefined ? tab : `${tab}/${connection}`;
}

/** Says to another person that of two values of one field the actor keeps their own. Changes nothing. */
export async function keep(ctx: Ctx, { name, to, field }: z.output<typeof keptInput>) {
  authorize(ctx, "pipelines.write");
  const { id: pipelineId } = await findPipeline(ctx, name);
  const { userId, name: by } = ctx.actor;
  await tell(ctx.db, { pipelineId, kept: { user: { id: userId, name: by }, to, field } });
}
