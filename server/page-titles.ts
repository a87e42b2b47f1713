import { and, eq } from "drizzle-orm";
import { model, modelVersion, review } from "../db/schema/models.ts";
import { run } from "../db/schema/runs.ts";
import { authorize, type Ctx } from "./context.ts";

type Reader = Pick<Ctx, "db" | "actor">;

/** What a run is called in the browser's tab and history; null when there is none in the workspace. */
export async function runTitle(ctx: Reader, id: string): Promise<string | null> {
  authorize(ctx, "workspace.read");
  const [found] = await ctx.db
    .select({ name: run.name })
    .from(run)
    .where(and(eq(run.id, id), eq(run.workspaceId, ctx.actor.workspaceId)));
  return found ? `${found.name}, ${id}` : null;
}

/** What a review is called in the browser's tab and history; null when there is none in the workspace. */
export async function reviewTitle(ctx: Reader, id: string): Promise<string | null> {
  authorize(ctx, "workspace.read");
  const [found] = await ctx.db
    .select({ name: model.name, number: modelVersion.number })
    .from(review)
    .innerJoin(modelVersion, eq(modelVersion.id, review.modelVersionId))
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(and(eq(review.id, id), eq(review.workspaceId, ctx.actor.workspaceId)));
  return found ? `${found.name} version ${found.number}, review` : null;
}
