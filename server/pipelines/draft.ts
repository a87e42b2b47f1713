import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { user } from "../../db/schema/auth.ts";
import { pipelineDraft } from "../../db/schema/pipelines.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findPipeline } from "./find.ts";
import type { draftInput } from "./schemas.ts";

/** A person's draft of a pipeline as it was saved last. */
export async function draft(ctx: Ctx, { name, user: userId }: z.output<typeof draftInput>) {
  authorize(ctx, "workspace.read");
  const { id } = await findPipeline(ctx, name);
  const [found] = await ctx.db
    .select({
      user: { id: user.id, name: user.name },
      document: pipelineDraft.document,
      source: pipelineDraft.source,
      revision: pipelineDraft.revision,
      baseVersion: pipelineDraft.baseVersion,
      merged: pipelineDraft.merged,
      savedAt: pipelineDraft.updatedAt,
    })
    .from(pipelineDraft)
    .innerJoin(user, eq(user.id, pipelineDraft.userId))
    .where(and(eq(pipelineDraft.pipelineId, id), eq(pipelineDraft.userId, userId)));
  if (!found)
    throw new PenstockError("not-found", `That person has no draft of '${name}' any more.`);
  return found;
}
