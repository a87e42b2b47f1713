import { and, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { review } from "../../db/schema/models.ts";
import { orAuditRefusal } from "../approvals/audit-refusal.ts";
import { systemActor } from "../actors/system-actor.ts";
import { lockVersionById } from "../approvals/version.ts";
import { wakeReview } from "../approvals/wake.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { closeReview } from "./close.ts";
import { readReview } from "./read-review.ts";
import { noReview } from "./find.ts";

/**
 * Takes a review back: its author or whoever opened it does. A version that has not been approved waits again.
 * @throws PenstockError `forbidden` for anybody else, `conflict` when it is closed
 */
export async function withdraw(
  ctx: Ctx,
  { id, why }: { id: string; why: string },
  now = new Date(),
) {
  authorize(ctx, "reviews.open");
  const attempt = {
    action: "review.withdraw",
    entity: "review",
    entityId: id,
    after: {},
    why,
  } as const;
  return orAuditRefusal(ctx, attempt, () =>
    ctx.db.transaction((tx) => take(tx, ctx, { id, why }, now)),
  );
}

async function take(
  tx: Transaction,
  { actor }: Ctx,
  { id, why }: { id: string; why: string },
  now: Date,
) {
  const { workspaceId } = actor;
  const [locked] = await tx
    .select({ versionId: review.modelVersionId })
    .from(review)
    .where(and(eq(review.id, id), eq(review.workspaceId, workspaceId)))
    .for("update");
  if (!locked) throw noReview(id);
  const version = (await lockVersionById(tx, locked.versionId))!;
  const seen = await readReview(tx, workspaceId, id);
  if (seen.status !== "open")
    throw new PenstockError(
      "conflict",
      "The review is closed already: there is nothing to withdraw.",
    );
  if (![seen.author.id, seen.openedBy?.id].includes(actor.userId))
    throw new PenstockError(
      "forbidden",
      `Only ${seen.author.name}, who wrote the pipeline, or who opened this review withdraws it.`,
    );
  const before = { review: seen.status, version: version.status };
  await closeReview(tx, actor, {
    review: seen,
    version,
    outcome: "withdrawn",
    comment: why,
    // The waiting step takes no answer from who made the model; that it was withdrawn it reads in the database.
    sentBy: systemActor(workspaceId).userId,
    now,
  });
  await wakeReview(tx, id);
  const { versionStatus } = await readReview(tx, workspaceId, id);
  await audit(tx, actor, {
    action: "review.withdraw",
    entity: "review",
    entityId: id,
    before,
    after: { review: "withdrawn", version: versionStatus },
    why,
  });
  return { id, status: "withdrawn" as const };
}
