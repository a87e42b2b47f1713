import { and, desc, eq } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { pipeline, pipelineDraft, pipelineVersion } from "../../db/schema/pipelines.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

type Executor = Database | Transaction;

/** The workspace's pipeline of that name. Throws `not-found`. */
export async function findPipeline(
  ctx: Pick<Ctx, "actor"> & { db: Executor },
  name: string,
  db: Executor = ctx.db,
) {
  const [found] = await db
    .select()
    .from(pipeline)
    .where(and(eq(pipeline.workspaceId, ctx.actor.workspaceId), eq(pipeline.name, name)));
  if (!found)
    throw new PenstockError("not-found", `There is no pipeline '${name}' in this workspace.`);
  return found;
}

/** The version of that number, or the newest; null when there is none. */
export async function findVersion(db: Executor, pipelineId: string, number?: number) {
  const [found] = await db
    .select()
    .from(pipelineVersion)
    .where(
      and(
        eq(pipelineVersion.pipelineId, pipelineId),
        ...(number === undefined ? [] : [eq(pipelineVersion.number, number)]),
      ),
    )
    .orderBy(desc(pipelineVersion.number))
    .limit(1);
  return found ?? null;
}

export async function findDraft(db: Executor, pipelineId: string, userId: string) {
  const [found] = await db
    .select()
    .from(pipelineDraft)
    .where(and(eq(pipelineDraft.pipelineId, pipelineId), eq(pipelineDraft.userId, userId)));
  return found ?? null;
}

/** The document of the draft that was saved last, whoever's it is; null when there is none. */
export async function newestDraft(db: Executor, pipelineId: string) {
  const [found] = await db
    .select({ document: pipelineDraft.document })
    .from(pipelineDraft)
    .where(eq(pipelineDraft.pipelineId, pipelineId))
    .orderBy(desc(pipelineDraft.updatedAt))
    .limit(1);
  return found?.document ?? null;
}
