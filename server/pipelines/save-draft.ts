import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { pipelineDraft } from "../../db/schema/pipelines.ts";
import { documentSchema } from "../../workflows/core/document.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findUnarchived, findVersion } from "./find.ts";
import type { saveDraftInput } from "./schemas.ts";
import { tell } from "./tell.ts";

const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Saves the actor's draft and tells all who have the pipeline open. A save on an older revision than the newest (another tab
 * of theirs) is refused, and nothing is lost; so is a document of another shape than penstock/v1, which no builder could open.
 */
export async function saveDraft(
  ctx: Ctx,
  { name, document, revision, source, merged, baseVersion }: z.output<typeof saveDraftInput>,
) {
  authorize(ctx, "pipelines.write");
  if (document["name"] !== name)
    throw new PenstockError(
      "bad-request",
      `The document's name must stay '${name}': it is the pipeline's own.`,
    );
  if (JSON.stringify(document).length > MAX_BYTES)
    throw new PenstockError("too-large", "The document is larger than 4 MB: split the pipeline.");
  const issue = documentSchema.safeParse(document).error?.issues[0];
  if (issue)
    throw new PenstockError(
      "bad-request",
      `The draft could not be opened again as it is: ${issue.path.join(".")}: ${issue.message}. Correct this, and it is saved.`,
    );
  return ctx.db.transaction(async (tx) => {
    const { id: pipelineId } = await findUnarchived(ctx, name, tx);
    if (baseVersion && !(await findVersion(tx, pipelineId, baseVersion)))
      throw new PenstockError("not-found", `'${name}' has no version ${baseVersion}.`);
    // Told when the transaction commits; forgotten when it does not.
    await tell(tx, { pipelineId });
    if (revision === 0) {
      const latest = baseVersion === undefined ? await findVersion(tx, pipelineId) : null;
      const [created] = await tx
        .insert(pipelineDraft)
        .values({
          pipelineId,
          userId: ctx.actor.userId,
          document,
          source,
          merged,
          baseVersion: baseVersion ?? latest?.number ?? null,
        })
        .onConflictDoNothing()
        .returning({ revision: pipelineDraft.revision });
      if (created) return created;
    }
    const [saved] = await tx
      .update(pipelineDraft)
      .set({
        document,
        source,
        merged,
        baseVersion,
        revision: revision + 1,
        updatedAt: new Date(),
      })
      .where(
        and(
          eq(pipelineDraft.pipelineId, pipelineId),
          eq(pipelineDraft.userId, ctx.actor.userId),
          eq(pipelineDraft.revision, revision),
        ),
      )
      .returning({ revision: pipelineDraft.revision });
    if (!saved)
      throw new PenstockError(
        "conflict",
        "This draft was changed in another tab or window meanwhile: bring both together and save again.",
      );
    return saved;
  });
}
