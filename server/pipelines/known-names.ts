import { eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { dataset } from "../../db/schema/datasets.ts";
import { pipeline, pipelineVersion } from "../../db/schema/pipelines.ts";
import type { Ctx } from "../context.ts";

/** The names in the workspace that those in a document are checked against. */
export async function knownNames(
  ctx: Ctx,
): Promise<{ datasets: Set<string>; pipelines: Set<string> }> {
  const [datasets, pipelines] = await Promise.all([
    ctx.db
      .select({ name: dataset.name })
      .from(dataset)
      .where(eq(dataset.workspaceId, ctx.actor.workspaceId)),
    publishedNames(ctx),
  ]);
  return { datasets: new Set(datasets.map(({ name }) => name)), pipelines: new Set(pipelines) };
}

/** Names of the pipelines that have a published version. */
export async function publishedNames({
  actor,
  db,
}: Pick<Ctx, "actor"> & { db: Pick<Transaction, "selectDistinct"> }): Promise<string[]> {
  const rows = await db
    .selectDistinct({ name: pipeline.name })
    .from(pipeline)
    .innerJoin(pipelineVersion, eq(pipelineVersion.pipelineId, pipeline.id))
    .where(eq(pipeline.workspaceId, actor.workspaceId));
  return rows.map(({ name }) => name);
}
