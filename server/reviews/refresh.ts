import { and, eq } from "drizzle-orm";
import { modelVersion, review, reviewPack } from "../../db/schema/models.ts";
import { lockVersionById } from "../approvals/version.ts";
import { wakeReview } from "../approvals/wake.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { settleNotices } from "../notices/settle.ts";
import { freeze } from "./freeze.ts";
import { readReview } from "./read-review.ts";
import { stageClock, tellDeciders } from "./stage-begins.ts";
import { staleRisk, standing } from "./standing.ts";
import { noReview } from "./find.ts";

/**
 * Begins the next round of a stale review: its evidence is frozen as it stands now and its stages begin anew. What was
 * decided before stays shown and does not count any more.
 * @throws PenstockError `conflict` when it is closed, nothing has changed, or the risk has to be assessed first
 */
export async function refresh(ctx: Ctx, { id }: { id: string }, now = new Date()) {
  authorize(ctx, "reviews.open");
  const { actor } = ctx;
  const { workspaceId } = actor;
  return ctx.db.transaction(async (tx) => {
    const [locked] = await tx
      .select({ versionId: review.modelVersionId })
      .from(review)
      .where(and(eq(review.id, id), eq(review.workspaceId, workspaceId)))
      .for("update");
    if (!locked) throw noReview(id);
    await lockVersionById(tx, locked.versionId);
    const seen = await readReview(tx, workspaceId, id);
    if (seen.status !== "open")
      throw new PenstockError("conflict", "The review is closed: its evidence stays as it was.");
    const risk = await staleRisk(tx, seen.pack);
    if (risk.length > 0)
      throw new PenstockError(
        "conflict",
        `Assess the model's risk again first: ${risk.map(({ sentence }) => sentence).join(" ")}`,
      );
    const changes = await standing(tx, workspaceId, seen.pack);
    if (changes.length === 0)
      throw new PenstockError(
        "conflict",
        "Nothing has changed since the evidence was frozen: the review goes on as it is.",
      );
    const reason = changes.map(({ sentence }) => sentence).join(" ");
    const round = seen.round + 1;
    const { pack, evidence, packHash } = await freeze(tx, {
      modelVersionId: seen.versionId,
      workspaceId,
      round,
      title: seen.pack.title,
      instructions: seen.pack.instructions,
      items: seen.pack.items.filter(({ by }) => by === "step"),
    });
    const { document, tier } = pack.policy;
    await tx
      .update(review)
      .set({ round, evidence, packHash, tier, ...stageClock(document, 0, now) })
      .where(eq(review.id, id));
    await tx.insert(reviewPack).values({
      reviewId: id,
      workspaceId,
      round,
      evidence,
      packHash,
      reason,
      frozenBy: actor.userId,
    });
    if (seen.kind === "first")
      await tx
        .update(modelVersion)
        .set({ unapproved: document.deployment.unapproved })
        .where(eq(modelVersion.id, seen.versionId));
    await settleNotices(tx, id, `Round ${round} has begun, on other evidence.`);
    await tellDeciders(tx, workspaceId, id);
    await wakeReview(tx, id);
    await audit(tx, actor, {
      action: "review.refresh",
      entity: "review",
      entityId: id,
      before: { round: seen.round, packHash: seen.packHash },
      after: { round, packHash },
      why: reason,
    });
    return { id, round, packHash, changes };
  });
}
