import { and, arrayContains, eq, exists, inArray, isNull, ne, or, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { attachedEvidence, falseEvidence } from "../../db/schema/governance.ts";
import { model, modelVersion, review } from "../../db/schema/models.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { askForReReview } from "./ask-for-re-review.ts";
import { lastApproval } from "./last-approval.ts";
import { suspend } from "./suspend.ts";
import { lockVersionById } from "./version.ts";

/**
 * Declares that evidence is false: what a step or a person gave turned out not to be so. Every approval that stands on it
 * is suspended; a review that is open on it is out of date.
 * @param input.evidence SHA-256 of the item in the evidence packs, or the id of what was attached
 * @throws PenstockError `not-found` when no pack of the workspace holds it; `forbidden` where a maker would rid their own
 * version of what somebody else decides on
 */
export async function declareFalse(
  ctx: Ctx,
  { evidence, reason }: { evidence: string; reason: string },
  now = new Date(),
) {
  authorize(ctx, "approvals.suspend");
  const { actor } = ctx;
  return ctx.db.transaction(async (tx) => {
    const hash = await hashOf(tx, actor.workspaceId, evidence);
    const holding = await tx
      .select({ id: review.id, status: review.status, versionId: review.modelVersionId })
      .from(review)
      .where(
        and(
          eq(review.workspaceId, actor.workspaceId),
          sql`${review.evidence} -> 'items' @> ${JSON.stringify([{ hash }])}::jsonb`,
        ),
      )
      .orderBy(review.modelVersionId);
    await refuseMaker(tx, ctx, hash, holding);
    const attached = await tx
      .update(attachedEvidence)
      .set({
        withdrawnBy: actor.userId,
        withdrawnAt: now,
        withdrawnWhy: `Declared false: ${reason}`,
      })
      .where(
        and(
          eq(attachedEvidence.workspaceId, actor.workspaceId),
          eq(attachedEvidence.hash, hash),
          isNull(attachedEvidence.withdrawnAt),
        ),
      )
      .returning({ id: attachedEvidence.id });
    if (holding.length === 0 && attached.length === 0)
      throw new PenstockError(
        "not-found",
        `No evidence pack of this workspace holds '${evidence.slice(0, 24)}': copy the hash from the review.`,
      );
    await tx
      .insert(falseEvidence)
      .values({ workspaceId: actor.workspaceId, hash, reason, declaredBy: actor.userId });
    const suspended: { model: string; version: number }[] = [];
    for (const versionId of new Set(holding.map((one) => one.versionId))) {
      const version = await lockVersionById(tx, versionId);
      const approval = await lastApproval(tx, versionId);
      if (!version || !holding.some(({ id }) => id === approval?.id)) continue;
      const made = await suspend(tx, actor, version, {
        cause: "evidence-false",
        subject: `${hash}:${approval!.id}`,
        reason: `Evidence that the approval stands on was declared false: ${reason}`,
        facts: { hash },
      });
      if (!made) continue;
      suspended.push({ model: version.name, version: version.number });
      await askForReReview(tx, actor, version, {
        key: `evidence:${hash}`,
        why: "Its approval stood on evidence that is false.",
        // What a step made wrong is made anew by another version alone.
        opens: attached.length > 0,
      });
    }
    const stale = holding.filter(({ status }) => status === "open").map(({ id }) => id);
    await audit(tx, actor, {
      action: "evidence.declare-false",
      entity: "evidence",
      entityId: hash,
      after: { suspended, stale, attached: attached.map(({ id }) => id) },
      why: reason,
    });
    return { hash, suspended, stale };
  });
}

async function hashOf(tx: Transaction, workspaceId: string, evidence: string): Promise<string> {
  const [attached] = await tx
    .select({ hash: attachedEvidence.hash })
    .from(attachedEvidence)
    .where(and(eq(attachedEvidence.id, evidence), eq(attachedEvidence.workspaceId, workspaceId)));
  return attached?.hash ?? evidence;
}

/** A maker may take the approval of their own version away, but nothing out of what an approval is yet to stand on. */
async function refuseMaker(
  tx: Transaction,
  { actor }: Ctx,
  hash: string,
  holding: readonly { status: string; versionId: string }[],
): Promise<void> {
  const held = holding.map(({ versionId }) => versionId);
  const open = holding.filter(({ status }) => status === "open").map(({ versionId }) => versionId);
  const byOthers = tx
    .select({ id: attachedEvidence.id })
    .from(attachedEvidence)
    .where(
      and(
        eq(attachedEvidence.modelVersionId, modelVersion.id),
        eq(attachedEvidence.hash, hash),
        isNull(attachedEvidence.withdrawnAt),
        ne(attachedEvidence.attachedBy, actor.userId),
      ),
    );
  const [own] = await tx
    .select({ name: model.name, number: modelVersion.number })
    .from(modelVersion)
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(
      and(
        eq(model.workspaceId, actor.workspaceId),
        arrayContains(modelVersion.makers, [actor.userId]),
        or(
          inArray(modelVersion.id, open),
          and(
            inArray(modelVersion.status, ["pending", "in-review", "suspended"]),
            or(inArray(modelVersion.id, held), exists(byOthers)),
          ),
        ),
      ),
    )
    .limit(1);
  if (own)
    throw new PenstockError(
      "forbidden",
      `Four eyes: you made ${own.name} version ${own.number}, which is reviewed on this evidence, so somebody else declares it false: tell a reviewer.`,
    );
}
