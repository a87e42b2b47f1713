import { and, eq } from "drizzle-orm";
import { run } from "../../db/schema/runs.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

export function noRun(id: string): PenstockError {
  return new PenstockError(
    "not-found",
    `There is no run '${id}' in this workspace: see those there are under Runs, or with 'penstock runs list'.`,
  );
}

/** The workspace's run of that id. Throws `not-found`. */
export async function findRun(ctx: Ctx, id: string) {
  const [found] = await ctx.db
    .select()
    .from(run)
    .where(and(eq(run.id, id), eq(run.workspaceId, ctx.actor.workspaceId)));
  if (!found) throw noRun(id);
  return found;
}

/** When the workspace's run of that id ended; null while it goes on. Throws `not-found`. */
export async function findEnd(ctx: Ctx, id: string): Promise<Date | null> {
  const [found] = await ctx.db
    .select({ finishedAt: run.finishedAt })
    .from(run)
    .where(and(eq(run.id, id), eq(run.workspaceId, ctx.actor.workspaceId)));
  if (!found) throw noRun(id);
  return found.finishedAt;
}
