import { sql } from "drizzle-orm";
import { TIERS, type Tier } from "../../db/schema/tiers.ts";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import type { Person } from "../person.ts";
import { builtIn } from "./policy-for.ts";
import type { PolicyDocument } from "./policy.ts";

interface Row extends Record<string, unknown> {
  tier: Tier;
  number: number;
  hash: string;
  document: PolicyDocument;
  note: string;
  author: Person;
  createdAt: string;
  models: number;
}

/** The policy in force of each tier, from `unassessed` up; number 0 is the built-in one. */
export async function list(ctx: Ctx) {
  authorize(ctx, "workspace.read");
  const rows = await ctx.db.execute<Row>(sql`
    select distinct on (p.tier) p.tier, p.number, p.hash, p.document, p.note,
      jsonb_build_object('id', u.id, 'name', u.name) as author, ${iso("p.created_at")} as "createdAt"
    from policy_version p join "user" u on u.id = p.author
    where p.workspace_id = ${ctx.actor.workspaceId} order by p.tier, p.number desc
  `);
  return {
    items: TIERS.map((tier) => {
      const written = rows.find((row) => row.tier === tier);
      if (!written)
        return { ...builtIn(tier), note: "", author: null, createdAt: null as string | null };
      const { number, hash, document, note, author, createdAt } = written;
      return { tier, number, hash, document, note, author, createdAt };
    }),
  };
}
