import { and, desc, eq } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { pipeline, pipelineDraft, pipelineVersion } from "../../db/schema/pipelines.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { lockPipeline } from "../triggers/find.ts";

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
    throw new PenstockError(
      "not-found",
      `There is no pipeline '${name}' in this workspace: see those there are under Pipelines, or with 'penstock pipelines list'.`,
    );
  return found;
}

/** The same, of one that is not archived. Throws `forbidden` where it is. */
export async function findUnarchived(...given: Parameters<typeof findPipeline>) {
  const found = await findPipeline(...given);
  refuseArchived(found);
  return found;
}

/** The workspace's pipeline of that name; until the transaction ends nobody else publishes, archives or restores it. */
export async function lockPipelineNamed(ctx: Ctx, name: string, tx: Transaction) {
  const { id } = await findPipeline(ctx, name, tx);
  await lockPipeline(tx, id);
  return findPipeline(ctx, name, tx);
}

/** @throws PenstockError where it is archived: nothing of it is changed or started until it is restored. */
export function refuseArchived({
  name,
  archivedAt,
}: Pick<typeof pipeline.$inferSelect, "name" | "archivedAt">): void {
  if (archivedAt !== null)
    // A conflict would be something to merge for whoever is editing it.
    throw new PenstockError(
      "forbidden",
      `'${name}' is archived: restore it first, with 'penstock pipelines restore ${name}' or under Pipelines.`,
    );
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

/** The same; until the transaction ends nobody else saves it. */
export async function lockDraft(tx: Transaction, pipelineId: string, userId: string) {
  const [found] = await tx
    .select()
    .from(pipelineDraft)
    .where(and(eq(pipelineDraft.pipelineId, pipelineId), eq(pipelineDraft.userId, userId)))
    .for("update");
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
