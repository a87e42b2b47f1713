import { and, desc, eq } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { policyVersion } from "../../db/schema/governance.ts";
import type { Tier } from "../../db/schema/tiers.ts";
import { BUILT_IN } from "./built-in.ts";
import { hashPolicy, type PolicyDocument } from "./policy.ts";

export interface PolicyInForce {
  tier: Tier;
  /** 0 is the built-in one. */
  number: number;
  hash: string;
  document: PolicyDocument;
}

/** The policy that a review of a model of this tier opens under now. */
export async function policyFor(
  tx: Transaction | Database,
  workspaceId: string,
  tier: Tier,
): Promise<PolicyInForce> {
  const [newest] = await tx
    .select({
      number: policyVersion.number,
      hash: policyVersion.hash,
      document: policyVersion.document,
    })
    .from(policyVersion)
    .where(and(eq(policyVersion.workspaceId, workspaceId), eq(policyVersion.tier, tier)))
    .orderBy(desc(policyVersion.number))
    .limit(1);
  if (newest) return { tier, ...newest, document: newest.document as unknown as PolicyDocument };
  return builtIn(tier);
}

export function builtIn(tier: Tier): PolicyInForce {
  const document = BUILT_IN[tier];
  return { tier, number: 0, hash: hashPolicy(document), document };
}
