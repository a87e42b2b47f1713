import { and, eq } from "drizzle-orm";
import { model, modelVersion, outbox, review, reviewDecision } from "../../db/schema/models.ts";
import { run } from "../../db/schema/runs.ts";
import type { Transaction } from "../../db/client.ts";
import type { VersionStatus } from "../../workflows/core/step-context.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { fromDatabase, PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { mayDecide } from "./may-decide.ts";
import type { DecideInput } from "./schemas.ts";

/**
 * Decides a review: the decision, the version's status, the message to the waiting workflow and the audit row are one
 * transaction. Who wrote or started what is reviewed, or
 * lacks the right, is refused, and the attempt is written down.
 * @throws PenstockError `forbidden`, `not-found`, or `conflict` when it is closed or the evidence is another than was read.
 */
export async function decide(ctx: Ctx, input: DecideInput) {
  // `mayDecide` asks for the right to decide, where a refusal is written down.
  authorize(ctx, "workspace.read");
  try {
    return await ctx.db.transaction((tx) => record(tx, ctx, input));
  } catch (error) {
    const refusal = fromDatabase(error);
    if (refusal instanceof PenstockError && refusal.code === "forbidden")
      await ctx.db.transaction((tx) =>
        audit(tx, ctx.actor, {
          action: "review.decide-refused",
          entity: "review",
          entityId: input.id,
          after: { outcome: input.outcome, refusal: refusal.message },
          why: input.comment,
        }),
      );
    throw refusal;
  }
}

async function record(
  tx: Transaction,
  { actor }: Ctx,
  { id, outcome, comment, packHash }: DecideInput,
) {
  // The lock makes two who decide at once come one after the other: the second finds the review closed.
  const [found] = await tx
    .select({
      status: review.status,
      authorId: review.author,
      startedById: review.startedBy,
      trainedById: review.trainedBy,
      packHash: review.packHash,
      versionId: modelVersion.id,
      version: modelVersion.number,
      versionStatus: modelVersion.status,
      model: model.name,
      workflowId: run.workflowId,
    })
    .from(review)
    .innerJoin(modelVersion, eq(modelVersion.id, review.modelVersionId))
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .innerJoin(run, eq(run.id, review.runId))
    .where(and(eq(review.id, id), eq(review.workspaceId, actor.workspaceId)))
    .for("update", { of: review });
  if (!found) throw new PenstockError("not-found", `There is no review '${id}' in this workspace.`);
  const { canDecide, why } = mayDecide(actor, found);
  if (!canDecide) throw new PenstockError(found.status === "open" ? "forbidden" : "conflict", why!);
  if (found.packHash !== packHash)
    throw new PenstockError(
      "conflict",
      "The evidence is another than the one you read: reload the review and decide again.",
    );

  const decidedAt = new Date();
  const status: VersionStatus = outcome === "approved" ? "approved" : "rejected";
  await tx.insert(reviewDecision).values({
    id: newId("dec"),
    reviewId: id,
    userId: actor.userId,
    outcome,
    comment,
    packHash,
    decidedAt,
  });
  await tx.update(review).set({ status: outcome, decidedAt }).where(eq(review.id, id));
  await tx.update(modelVersion).set({ status }).where(eq(modelVersion.id, found.versionId));
  const key = `review:${id}`;
  await tx.insert(outbox).values({
    id: newId("out"),
    workflowId: found.workflowId,
    updateId: key,
    event: { key, actorId: actor.userId, payload: { outcome, comment } },
  });
  await audit(tx, actor, {
    action: "review.decide",
    entity: "review",
    entityId: id,
    before: { review: "open", version: found.versionStatus },
    after: {
      review: outcome,
      version: status,
      model: found.model,
      number: found.version,
      packHash,
    },
    why: comment,
  });
  return { id, outcome, decidedAt, model: { name: found.model, version: found.version, status } };
}
