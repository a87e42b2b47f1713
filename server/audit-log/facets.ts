import { sql } from "drizzle-orm";
import { audit } from "../../db/schema/audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { distinct } from "./distinct.ts";

/** What the record can be narrowed down to: everything that stands in it. */
export async function facets(ctx: Ctx) {
  authorize(ctx, "audit.read");
  const { workspaceId } = ctx.actor;
  const of = (column: Parameters<typeof distinct>[2]) => distinct(ctx.db, workspaceId, column);
  const [ids, roles, actions, entities, sources] = await Promise.all([
    of(audit.actorId),
    of(audit.role),
    of(audit.action),
    of(audit.entity),
    of(audit.source),
  ]);
  return { actors: await named(ctx, ids), roles, actions, entities, sources };
}

/** People under the names they had last. */
async function named(ctx: Ctx, ids: string[]): Promise<{ id: string; name: string }[]> {
  const rows = await ctx.db.execute<{ id: string; name: string }>(sql`
    select one.id, last.name from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as one(id)
    cross join lateral (
      select actor_name as name from ${audit} where workspace_id = ${ctx.actor.workspaceId} and actor_id = one.id
      order by at desc, id desc limit 1
    ) as last
    order by last.name, one.id
  `);
  return [...rows];
}
