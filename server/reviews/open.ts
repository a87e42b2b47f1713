import { and, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { review } from "../../db/schema/models.ts";
import type { OpenedReview, OpenReview } from "../../workflows/core/step-context.ts";
import { lockVersionById } from "../approvals/version.ts";
import { PenstockError } from "../errors.ts";
import { runActor } from "../actors/run-actor.ts";
import type { StepOfRun } from "../runs/step-transaction.ts";
import { beginReview } from "./begin.ts";
import { noModelVersion } from "../models/find.ts";

/**
 * Opens a review of a pending version on frozen evidence. A step of a run opens one, however often it is called.
 * @throws PenstockError `conflict` when the version is under review or decided already.
 */
export async function openReview(
  tx: Transaction,
  source: StepOfRun,
  { modelVersionId, title, instructions, evidence }: OpenReview,
  now = new Date(),
): Promise<OpenedReview> {
  const version = await lockVersionById(tx, modelVersionId);
  if (version?.workspaceId !== source.workspaceId) throw noModelVersion(modelVersionId);
  const [earlier] = await tx
    .select({ reviewId: review.id, packHash: review.packHash })
    .from(review)
    .where(and(eq(review.runId, source.id), eq(review.node, source.node)));
  if (earlier) return { ...earlier, refuse: version.makers };
  if (version.status !== "pending")
    throw new PenstockError(
      "conflict",
      `${version.name} version ${version.number} is ${STATUS_WORDS[version.status]}: a version is reviewed once; register a new one.`,
    );
  const opened = await beginReview(
    tx,
    await runActor(tx, source),
    {
      version,
      kind: "first",
      runId: source.id,
      node: source.node,
      title,
      instructions,
      items: evidence,
    },
    now,
  );
  return { ...opened, refuse: version.makers };
}

const STATUS_WORDS = {
  pending: "pending",
  "in-review": "under review already",
  approved: "approved already",
  suspended: "approved, and suspended",
  rejected: "rejected",
  retired: "retired",
};
