import { and, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { modelVersion, review } from "../../db/schema/models.ts";
import type { ReviewOutcome } from "../../workflows/core/step-context.ts";
import { PenstockError } from "../errors.ts";
import type { StepOfRun } from "../runs/step-transaction.ts";

/**
 * Reads how a review of this run was decided: from the database, whatever the event that woke the step said.
 * @throws PenstockError `conflict` when it was not decided.
 */
export async function reviewOutcome(
  tx: Transaction,
  source: Pick<StepOfRun, "id">,
  reviewId: string,
): Promise<ReviewOutcome> {
  const [found] = await tx
    .select({ outcome: review.status, status: modelVersion.status })
    .from(review)
    .innerJoin(modelVersion, eq(modelVersion.id, review.modelVersionId))
    .where(and(eq(review.id, reviewId), eq(review.runId, source.id)));
  if (!found) throw new PenstockError("not-found", `This run has opened no review '${reviewId}'.`);
  const { outcome, status } = found;
  if (outcome === "open" || outcome === "cancelled")
    throw new PenstockError(
      "conflict",
      outcome === "open"
        ? `The review '${reviewId}' has not been decided.`
        : `The review '${reviewId}' was cancelled with its run.`,
    );
  return { outcome, status };
}
