import { sql } from "drizzle-orm";
import type { ReviewFunction } from "../../db/schema/auth.ts";
import { authorize, type Ctx } from "../context.ts";
import type { Person } from "../person.ts";

interface Row extends Record<string, unknown> {
  id: string;
  name: string;
  functions: ReviewFunction[];
  members: Person[];
}

/** The workspace's groups by name, a page at a time, with their members. */
export async function list(ctx: Ctx, { limit, cursor }: { limit: number; cursor?: string | null }) {
  authorize(ctx, "workspace.read");
  // A name is a group's alone in its workspace.
  const after = cursor ? sql`g.name > ${cursor}` : sql`true`;
  const rows = await ctx.db.execute<Row>(sql`
    select g.id, g.name, to_jsonb(g.functions) as functions, coalesce((
      select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by u.name, u.id)
      from group_member gm join "user" u on u.id = gm.user_id where gm.group_id = g.id
    ), '[]') as members
    from "group" g where g.workspace_id = ${ctx.actor.workspaceId} and ${after}
    order by g.name limit ${limit + 1}
  `);
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? items.at(-1)!.name : null };
}
