import { and, desc, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { review } from "../../db/schema/models.ts";
import { policyFor } from "../policies/policy-for.ts";
import type { PolicyDocument } from "../policies/policy.ts";
import type { GovernedVersion } from "./version.ts";

/** The review that approved a version last; null when none did. */
export async function lastApproval(tx: Transaction, modelVersionId: string) {
  const [found] = await tx
    .select({
      id: review.id,
      tier: review.tier,
      decidedAt: review.decidedAt,
      evidence: review.evidence,
    })
    .from(review)
    .where(and(eq(review.modelVersionId, modelVersionId), eq(review.status, "approved")))
    .orderBy(desc(review.decidedAt))
    .limit(1);
  return found ?? null;
}

/** The policy in force now for the tier in which the version was approved. */
export async function approvalPolicy(
  tx: Transaction,
  version: Pick<GovernedVersion, "id" | "workspaceId">,
): Promise<PolicyDocument> {
  const approval = await lastApproval(tx, version.id);
  return (await policyFor(tx, version.workspaceId, approval?.tier ?? "unassessed")).document;
}
