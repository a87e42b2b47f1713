import { and, eq, max } from "drizzle-orm";
import { user } from "../../db/schema/auth.ts";
import { policyVersion } from "../../db/schema/governance.ts";
import type { Tier } from "../../db/schema/tiers.ts";
import { METRIC_NAMES } from "../../workflows/core/metrics.ts";
import { authorize, type Ctx } from "../context.ts";
import { SECTIONS } from "../documentation/sections.ts";
import { PenstockError } from "../errors.ts";
import type { Person } from "../person.ts";
import { EVIDENCE_KINDS, type EvidenceKind } from "./evidence-kinds.ts";
import { builtIn, type PolicyInForce } from "./policy-for.ts";
import type { PolicyDocument } from "./policy.ts";
import { writeSource } from "./read-source.ts";

interface PolicyVersion extends PolicyInForce {
  /** The number of the one in force. */
  latest: number;
  /** As it was written; the built-in one as YAML. */
  source: string;
  note: string;
  author: Person | null;
  createdAt: string | null;
}

/** What a form needs to know to offer a choice. */
const CATALOGUE = {
  kinds: (Object.keys(EVIDENCE_KINDS) as EvidenceKind[]).map((kind) => ({
    kind,
    ...EVIDENCE_KINDS[kind],
  })),
  metrics: METRIC_NAMES,
  sections: SECTIONS.map(({ id, title }) => ({ id, title })),
};

/** A version of a tier's policy, the one in force when no number is given. */
export async function get(
  ctx: Ctx,
  { tier, number }: { tier: Tier; number?: number },
): Promise<PolicyVersion & { catalogue: typeof CATALOGUE }> {
  authorize(ctx, "workspace.read");
  const mine = and(
    eq(policyVersion.workspaceId, ctx.actor.workspaceId),
    eq(policyVersion.tier, tier),
  );
  const [last] = await ctx.db
    .select({ number: max(policyVersion.number) })
    .from(policyVersion)
    .where(mine);
  const latest = last?.number ?? 0;
  const wanted = number ?? latest;
  if (wanted === 0) {
    const policy = builtIn(tier);
    return {
      ...policy,
      latest,
      source: writeSource(policy.document),
      note: "",
      author: null,
      createdAt: null,
      catalogue: CATALOGUE,
    };
  }
  const [found] = await ctx.db
    .select({ version: policyVersion, author: { id: user.id, name: user.name } })
    .from(policyVersion)
    .innerJoin(user, eq(user.id, policyVersion.author))
    .where(and(mine, eq(policyVersion.number, wanted)));
  if (!found)
    throw new PenstockError(
      "not-found",
      `The policy of the tier '${tier}' has no version ${wanted}; the newest is ${latest}.`,
    );
  const { version, author } = found;
  return {
    tier,
    number: version.number,
    hash: version.hash,
    document: version.document as unknown as PolicyDocument,
    latest,
    source: version.source,
    note: version.note,
    author,
    createdAt: version.createdAt.toISOString(),
    catalogue: CATALOGUE,
  };
}
