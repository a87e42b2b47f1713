import { and, desc, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { review } from "../../db/schema/models.ts";
import { policyFor } from "../policies/policy-for.ts";
import type { PolicyDocument, Requirement } from "../policies/policy.ts";
import { tierOf } from "../risk/tier-of.ts";
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

type Version = Pick<GovernedVersion, "id" | "modelId" | "workspaceId">;

/** The policy in force now for the tier in which the version was approved, or will be reviewed where it has not been. */
export async function approvalPolicy(tx: Transaction, version: Version): Promise<PolicyDocument> {
  const approval = await lastApproval(tx, version.id);
  const tier = approval?.tier ?? (await tierOf(tx, version.modelId)).tier;
  return (await policyFor(tx, version.workspaceId, tier)).document;
}

/**
 * What may be waived: what the version's approval hangs on, and what a review of it asks for now.
 * @param inForce see {@link approvalPolicy}
 */
export async function waivable(
  tx: Transaction,
  { workspaceId, modelId }: Version,
  inForce: PolicyDocument,
): Promise<Requirement[]> {
  const { tier } = await tierOf(tx, modelId);
  const next = (await policyFor(tx, workspaceId, tier)).document;
  const all = [...inForce.evidence, ...next.evidence];
  return [...new Map(all.map((one) => [one.id, one])).values()];
}
