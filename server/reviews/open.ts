import { and, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { model, modelVersion, review } from "../../db/schema/models.ts";
import type { JsonRecord } from "../../db/types.ts";
import type { OpenedReview, OpenReview } from "../../workflows/core/step-context.ts";
import { audit } from "../audit.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Lineage } from "../models/lineage.ts";
import { runActor } from "../runs/run-actor.ts";
import type { StepOfRun } from "../runs/step-transaction.ts";
import { hashPack, type EvidencePack } from "./pack.ts";

/**
 * Opens a review of a pending version on frozen evidence. A step of a run opens one, however often it is called.
 * @throws PenstockError `conflict` when the version is under review or decided already.
 */
export async function openReview(
  tx: Transaction,
  source: StepOfRun,
  input: OpenReview,
): Promise<OpenedReview> {
  const [version] = await tx
    .select({
      id: modelVersion.id,
      name: model.name,
      number: modelVersion.number,
      hash: modelVersion.hash,
      status: modelVersion.status,
      metrics: modelVersion.metrics,
      lineage: modelVersion.lineage,
      intendedUse: modelVersion.intendedUse,
      author: modelVersion.author,
      startedBy: modelVersion.startedBy,
    })
    .from(modelVersion)
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(
      and(eq(modelVersion.id, input.modelVersionId), eq(model.workspaceId, source.workspaceId)),
    )
    .for("update", { of: modelVersion });
  if (!version)
    throw new PenstockError(
      "not-found",
      `There is no model version '${input.modelVersionId}' in this workspace.`,
    );
  const refuse = [...new Set([version.author, version.startedBy])];
  const [earlier] = await tx
    .select({ reviewId: review.id, packHash: review.packHash })
    .from(review)
    .where(and(eq(review.runId, source.id), eq(review.node, source.node)));
  if (earlier) return { ...earlier, refuse };
  if (version.status !== "pending")
    throw new PenstockError(
      "conflict",
      `${version.name} version ${version.number} is ${STATUS_WORDS[version.status]}: a version is reviewed once; register a new one.`,
    );

  const pack: EvidencePack = {
    format: 1,
    model: { id: version.id, name: version.name, version: version.number, hash: version.hash },
    title: input.title,
    instructions: input.instructions,
    intendedUse: version.intendedUse,
    metrics: version.metrics,
    lineage: version.lineage as unknown as Lineage,
    items: input.evidence,
  };
  const evidence = JSON.parse(JSON.stringify(pack)) as JsonRecord;
  const id = newId("rev");
  const packHash = hashPack(evidence);
  await tx.insert(review).values({
    id,
    workspaceId: source.workspaceId,
    modelVersionId: version.id,
    runId: source.id,
    node: source.node,
    title: input.title,
    instructions: input.instructions,
    evidence,
    packHash,
    author: version.author,
    startedBy: version.startedBy,
  });
  await tx.update(modelVersion).set({ status: "in-review" }).where(eq(modelVersion.id, version.id));
  await audit(tx, await runActor(tx, source), {
    action: "review.open",
    entity: "review",
    entityId: id,
    after: { model: version.name, version: version.number, packHash, items: input.evidence.length },
  });
  return { reviewId: id, refuse, packHash };
}

const STATUS_WORDS = {
  pending: "pending",
  "in-review": "under review already",
  approved: "approved already",
  suspended: "approved, and suspended",
  rejected: "rejected",
  retired: "retired",
};
