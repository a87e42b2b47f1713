import { sql } from "drizzle-orm";
import type { ReviewFunction, Role } from "../../db/schema/auth.ts";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import type { Person } from "../person.ts";
import { can } from "../rights.ts";
import { havePasswords } from "../second-factor/has-password.ts";

interface Row extends Record<string, unknown> {
  id: string;
  name: string;
  email: string;
  role: Role;
  functions: ReviewFunction[];
  groups: (Person & { functions: ReviewFunction[] })[];
  since: string;
  /** Null for those who may not change members. */
  secondFactor: boolean | null;
}

/**
 * The people of the workspace by name, a page at a time, with their groups; for those who may change members also how they
 * sign in: `password`, whether they have one here, and `secondFactor`.
 */
export async function list(ctx: Ctx, { limit, cursor }: { limit: number; cursor?: string | null }) {
  authorize(ctx, "workspace.read");
  const mayWrite = can(ctx.actor.role, "members.write");
  const at = cursor?.indexOf("|") ?? -1;
  const after =
    cursor && at >= 0
      ? sql`(u.name, u.id) > (${cursor.slice(at + 1)}, ${cursor.slice(0, at)})`
      : sql`true`;
  const rows = await ctx.db.execute<Row>(sql`
    select u.id, u.name, u.email, m.role, to_jsonb(m.functions) as functions,
      ${iso("m.created_at")} as since,
      ${mayWrite ? sql`u.two_factor_enabled` : sql`null::boolean`} as "secondFactor",
      coalesce((
        select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, 'functions', g.functions) order by g.name)
        from group_member gm join "group" g on g.id = gm.group_id
        where gm.workspace_id = m.workspace_id and gm.user_id = m.user_id
      ), '[]') as groups
    from member m join "user" u on u.id = m.user_id
    where m.workspace_id = ${ctx.actor.workspaceId} and ${after}
    order by u.name, u.id limit ${limit + 1}
  `);
  const found = rows.slice(0, limit);
  const last = found.at(-1);
  const passwords = mayWrite ? await havePasswords(found.map(({ id }) => id)) : null;
  const items = found.map((row) => ({ ...row, password: passwords?.has(row.id) ?? null }));
  return { items, nextCursor: rows.length > limit && last ? `${last.id}|${last.name}` : null };
}
