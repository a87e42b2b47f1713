import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { attachedEvidence } from "../../db/schema/governance.ts";
import { review } from "../../db/schema/models.ts";
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
 * @throws PenstockError `not-found` when no pack of the workspace holds it
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
