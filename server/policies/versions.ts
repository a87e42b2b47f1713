import { and, desc, eq } from "drizzle-orm";
import { user } from "../../db/schema/auth.ts";
import { policyVersion } from "../../db/schema/governance.ts";
import type { Tier } from "../../db/schema/tiers.ts";
import { authorize, type Ctx } from "../context.ts";

/** What a tier's policy has been, newest first; the built-in one, number 0, was always there. */
export async function versions(ctx: Ctx, { tier }: { tier: Tier }) {
  authorize(ctx, "workspace.read");
  const rows = await ctx.db
    .select({
      number: policyVersion.number,
      hash: policyVersion.hash,
      note: policyVersion.note,
      author: { id: user.id, name: user.name },
      createdAt: policyVersion.createdAt,
    })
    .from(policyVersion)
    .innerJoin(user, eq(user.id, policyVersion.author))
    .where(and(eq(policyVersion.workspaceId, ctx.actor.workspaceId), eq(policyVersion.tier, tier)))
    .orderBy(desc(policyVersion.number))
    .limit(200);
  return { items: rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })) };
}
