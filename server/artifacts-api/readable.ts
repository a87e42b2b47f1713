import { and, eq } from "drizzle-orm";
import { dataset, datasetVersion } from "../../db/schema/datasets.ts";
import { artifact } from "../../db/schema/runs.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

/**
 * The path of content that the actor's workspace holds, by a run, an upload or a dataset. Throws `not-found` for any
 * other, and as `Artifacts.whole` does.
 */
export async function readable(ctx: Ctx, hash: string): Promise<string> {
  const { workspaceId } = ctx.actor;
  const [made] = await ctx.db
    .select({ hash: artifact.hash })
    .from(artifact)
    .where(and(eq(artifact.workspaceId, workspaceId), eq(artifact.hash, hash)))
    .limit(1);
  const [registered] = made
    ? [made]
    : await ctx.db
        .select({ hash: datasetVersion.hash })
        .from(datasetVersion)
        .innerJoin(dataset, eq(dataset.id, datasetVersion.datasetId))
        .where(and(eq(dataset.workspaceId, workspaceId), eq(datasetVersion.hash, hash)))
        .limit(1);
  if (!registered)
    throw new PenstockError("not-found", `This workspace holds nothing with the hash ${hash}.`);
  return ctx.artifacts.whole(hash);
}
