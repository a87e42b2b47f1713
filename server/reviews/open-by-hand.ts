import { and, desc, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { modelVersion, review } from "../../db/schema/models.ts";
import { stepRun } from "../../db/schema/runs.ts";
import type { ArtifactRef, Outputs } from "../../workflows/core/artifact.ts";
import type { EvidenceItem } from "../../workflows/core/step-context.ts";
import { gatherEvidence } from "../../workflows/core/gather-evidence.ts";
import { lockVersion } from "../approvals/version.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { beginReview } from "./begin.ts";
import type { OpenInput } from "./decision-schemas.ts";
import { readPack } from "./read-pack.ts";

/**
 * Opens a review of a version by hand: of one that waits, or again of one that has an approval, which holds until the
 * review is decided. Its evidence is what steps made of it and what people attached.
 * @throws PenstockError `conflict` when it is under review, rejected or retired
 */
export async function openByHand(
  ctx: Ctx,
  { model: name, version: number, title = "", instructions = "" }: OpenInput,
  now = new Date(),
) {
  authorize(ctx, "reviews.open");
  return ctx.db.transaction(async (tx) => {
    const version = await lockVersion(tx, ctx.actor.workspaceId, { name, number });
    const kind = version.status === "pending" ? "first" : "re-review";
    const refusal = REFUSALS[version.status];
    if (refusal) throw new PenstockError("conflict", `${name} version ${number} ${refusal}`);
    const [last, ...others] = await tx
      .select({ id: review.id, status: review.status, evidence: review.evidence })
      .from(review)
      .where(eq(review.modelVersionId, version.id))
      .orderBy(desc(review.openedAt));
    const open = [...(last ? [last] : []), ...others].find(({ status }) => status === "open");
    if (open)
      throw new PenstockError(
        "conflict",
        `${name} version ${number} is under review already: see review ${open.id}.`,
      );
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
      ctx.actor,
      {
        version,
        kind,
        runId: made!.runId,
        node: null,
        title: title || `${name} version ${number}`,
        instructions,
        items,
      },
      now,
    );
    return { ...opened, kind };
  });
}

const REFUSALS: Partial<Record<string, string>> = {
  "in-review": "is under review already: open it under Reviews.",
  rejected: "was rejected: register a new version.",
  retired: "is retired: register a new version.",
};

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
  const registered = (step?.outputs as Outputs | null | undefined)?.["version"] as
    | ArtifactRef
    | undefined;
  if (registered) return gatherEvidence({ version: [registered] });
  return [
    { title: "Model (ONNX)", type: "model", hash, meta: {} },
    ...(evaluation
      ? [{ title: "Evaluation", type: "evaluation" as const, hash: evaluation, meta: {} }]
      : []),
  ];
}
