import { and, desc, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { modelVersion, review } from "../../db/schema/models.ts";
import { stepRun } from "../../db/schema/runs.ts";
import type { GovernedVersion } from "../approvals/version.ts";
import { gatherEvidence } from "../../workflows/core/gather-evidence.ts";
import type { EvidenceItem } from "../../workflows/core/step-context.ts";
import type { Actor } from "../context.ts";
import { beginReview } from "./begin.ts";
import { readPack } from "./read-pack.ts";

/** The id of a version's open review; null when it has none. */
export async function openReviewOf(tx: Transaction, versionId: string): Promise<string | null> {
  const [open] = await tx
    .select({ id: review.id })
    .from(review)
    .where(and(eq(review.modelVersionId, versionId), eq(review.status, "open")));
  return open?.id ?? null;
}

/**
 * Opens a review that no step waits for, of a version that the caller has locked and that is under none. Its evidence is
 * what steps made of it and what people attached.
 */
export async function openWithoutStep(
  tx: Transaction,
  actor: Actor,
  version: GovernedVersion,
  { title, instructions }: { title?: string; instructions?: string },
  now: Date,
) {
  const kind = version.status === "pending" ? ("first" as const) : ("re-review" as const);
  const [last] = await tx
    .select({ evidence: review.evidence })
    .from(review)
    .where(eq(review.modelVersionId, version.id))
    .orderBy(desc(review.openedAt))
    .limit(1);
  const [made] = await tx
    .select({
      runId: modelVersion.runId,
      node: modelVersion.node,
      hash: modelVersion.hash,
      evaluation: modelVersion.evaluationHash,
    })
    .from(modelVersion)
    .where(eq(modelVersion.id, version.id));
  const items = last
    ? readPack(last.evidence).items.filter(({ by }) => by === "step")
    : await fromRegister(tx, made!);
  const opened = await beginReview(
    tx,
    actor,
    {
      version,
      kind,
      runId: made!.runId,
      node: null,
      title: title || `${version.name} version ${version.number}`,
      instructions: instructions ?? "",
      items,
    },
    now,
  );
  return { ...opened, kind };
}

/** What the step that registered the version had in hand. */
async function fromRegister(
  tx: Transaction,
  {
    runId,
    node,
    hash,
    evaluation,
  }: { runId: string; node: string; hash: string; evaluation: string | null },
): Promise<EvidenceItem[]> {
  const [step] = await tx
    .select({ outputs: stepRun.outputs })
    .from(stepRun)
    .where(and(eq(stepRun.runId, runId), eq(stepRun.node, node), eq(stepRun.status, "done")))
    .orderBy(desc(stepRun.attempt))
    .limit(1);
  const registered = step?.outputs?.["version"];
  if (registered) return gatherEvidence({ version: [registered] });
  return [
    { title: "Model (ONNX)", type: "model", hash, meta: {} },
    ...(evaluation
      ? [{ title: "Evaluation", type: "evaluation" as const, hash: evaluation, meta: {} }]
      : []),
  ];
}
