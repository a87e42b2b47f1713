import { and, eq } from "drizzle-orm";
import { reviewComment } from "../../db/schema/governance.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

/**
 * Resolves a thread, or opens it again: by whoever began it and nobody else.
 * @throws PenstockError `forbidden`
 */
export async function resolve(
  ctx: Ctx,
  { threadId, resolved }: { threadId: string; resolved: boolean },
  now = new Date(),
) {
  authorize(ctx, "reviews.comment");
  const { actor } = ctx;
  return ctx.db.transaction(async (tx) => {
    const [first] = await tx
      .select({
        author: reviewComment.author,
        reviewId: reviewComment.reviewId,
        resolvedAt: reviewComment.resolvedAt,
      })
      .from(reviewComment)
      .where(
        and(
          eq(reviewComment.id, threadId),
          eq(reviewComment.threadId, threadId),
          eq(reviewComment.workspaceId, actor.workspaceId),
        ),
      )
      .for("update");
    if (!first)
      throw new PenstockError("not-found", `There is no thread '${threadId}' in this workspace.`);
    if (first.author !== actor.userId)
      throw new PenstockError(
        "forbidden",
        "Only who began a thread resolves it: answer in it, and ask them to.",
      );
    if ((first.resolvedAt !== null) === resolved) return { threadId, resolved };
    await tx
      .update(reviewComment)
      .set({ resolvedAt: resolved ? now : null })
      .where(eq(reviewComment.id, threadId));
    await audit(tx, actor, {
      action: resolved ? "comment.resolve" : "comment.reopen",
      entity: "review",
      entityId: first.reviewId,
      after: { threadId },
    });
    return { threadId, resolved };
  });
}
