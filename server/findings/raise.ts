import { and, eq } from "drizzle-orm";
import { member } from "../../db/schema/auth.ts";
import { finding } from "../../db/schema/governance.ts";
import { model, modelVersion, review } from "../../db/schema/models.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { tell } from "../notices/tell.ts";
import { endOf, nextNumber } from "./add-conditions.ts";
import type { raiseInput } from "./schemas.ts";
import type { z } from "zod";
import { noReview } from "../reviews/find.ts";

/** Writes down something in a review that has to be put right, and tells whoever has to. */
export async function raise(ctx: Ctx, input: z.output<typeof raiseInput>, now = new Date()) {
  authorize(ctx, "reviews.comment");
  const { actor } = ctx;
  const { workspaceId } = actor;
  const { reviewId, severity, title, description, remedy } = input;
  return ctx.db.transaction(async (tx) => {
    const [about] = await tx
      .select({
        versionId: modelVersion.id,
        version: modelVersion.number,
        model: model.name,
        author: review.author,
      })
      .from(review)
      .innerJoin(modelVersion, eq(modelVersion.id, review.modelVersionId))
      .innerJoin(model, eq(model.id, modelVersion.modelId))
      .where(and(eq(review.id, reviewId), eq(review.workspaceId, workspaceId)))
      .for("update", { of: review });
    if (!about) throw noReview(reviewId);
    const owner = input.owner ?? about.author;
    const [known] = await tx
      .select({ id: member.userId })
      .from(member)
      .where(and(eq(member.workspaceId, workspaceId), eq(member.userId, owner)));
    if (!known)
      throw new PenstockError("not-found", "Whom you name as the owner is not in this workspace.");
    const id = newId("fnd");
    const number = await nextNumber(tx, reviewId);
    const dueAt = input.dueAt === null ? null : endOf(input.dueAt);
    await tx.insert(finding).values({
      id,
      workspaceId,
      reviewId,
      modelVersionId: about.versionId,
      number,
      severity,
      title,
      description,
      remedy,
      owner,
      dueAt,
      raisedBy: actor.userId,
      raisedAt: now,
    });
    if (owner !== actor.userId)
      await tell(
        tx,
        workspaceId,
        { users: [owner] },
        {
          kind: "finding.yours",
          key: `finding:${id}:${owner}`,
          title: `A finding on ${about.model} version ${about.version} is yours`,
          body: title,
          link: `/reviews/${reviewId}`,
        },
      );
    await audit(tx, actor, {
      action: "finding.raise",
      entity: "finding",
      entityId: id,
      after: { reviewId, number, severity, title, owner, dueAt: dueAt?.toISOString() ?? null },
    });
    return { id, number };
  });
}
