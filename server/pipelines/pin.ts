import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import type { Transaction } from "../../db/client.ts";
import { pipelineDraft } from "../../db/schema/pipelines.ts";
import { stepRun } from "../../db/schema/runs.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findRun } from "../runs/find.ts";
import { findUnarchived, findVersion, lockDraft } from "./find.ts";
import type { pinInput } from "./schemas.ts";
import { tell } from "./tell.ts";

/** Lets what a node gave in a run stand in for it in the actor's draft, which begins from the newest version if there is none. */
export async function pin(ctx: Ctx, { name, node, run: runId }: z.output<typeof pinInput>) {
  authorize(ctx, "pipelines.write");
  const { id: pipelineId } = await findUnarchived(ctx, name);
  await findRun(ctx, runId);
  const [done] = await ctx.db
    .select({ node: stepRun.node })
    .from(stepRun)
    .where(
      and(
        eq(stepRun.runId, runId),
        eq(stepRun.node, node),
        eq(stepRun.item, ""),
        eq(stepRun.status, "done"),
      ),
    );
  if (!done)
    throw new PenstockError(
      "conflict",
      `'${node}' gave nothing in the run ${runId}: pin a step that is done.`,
    );
  const { userId } = ctx.actor;
  return ctx.db.transaction(async (tx) => {
    const draft =
      (await lockDraft(tx, pipelineId, userId)) ?? (await beginDraft(tx, pipelineId, userId));
    const document = draft?.document as PipelineDocument | undefined;
    if (!draft || !document?.nodes.some(({ id }) => id === node))
      throw new PenstockError(
        "not-found",
        `Your draft of '${name}' has no node '${node}' any more: add it again, or pin another.`,
      );
    const pinned = {
      ...document,
      nodes: document.nodes.map((one) => (one.id === node ? { ...one, pin: { run: runId } } : one)),
    };
    await tx
      .update(pipelineDraft)
      .set({ document: pinned, revision: draft.revision + 1, updatedAt: new Date() })
      .where(and(eq(pipelineDraft.pipelineId, pipelineId), eq(pipelineDraft.userId, userId)));
    await tell(tx, { pipelineId });
    return { name, node };
  });
}

/** The newest version as somebody's draft, unless they have begun one meanwhile; null where nothing is published. */
async function beginDraft(tx: Transaction, pipelineId: string, userId: string) {
  const latest = await findVersion(tx, pipelineId);
  if (!latest) return null;
  const { document, source, number } = latest;
  await tx
    .insert(pipelineDraft)
    .values({ pipelineId, userId, document, source, baseVersion: number })
    .onConflictDoNothing();
  return lockDraft(tx, pipelineId, userId);
}
