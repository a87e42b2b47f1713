import { sql } from "drizzle-orm";
import type { ReviewFunction, Role } from "../../db/schema/auth.ts";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import type { Person } from "../person.ts";

interface Row extends Record<string, unknown> {
  id: string;
  email: string;
  role: Role;
  functions: ReviewFunction[];
  state: "open" | "accepted" | "expired" | "revoked";
  by: Person;
  createdAt: string;
  expiresAt: string;
}

/** Invitations to the workspace, newest first, a page at a time; never a link. */
export async function list(ctx: Ctx, { limit, cursor }: { limit: number; cursor?: string | null }) {
  authorize(ctx, "members.write");
  const [at = "", key = ""] = (cursor ?? "").split("|");
  const after = Number.isNaN(Date.parse(at))
    ? sql`true`
    : sql`(i.created_at, i.id) < (${at}::timestamptz, ${key})`;
  const rows = await ctx.db.execute<Row & { mark: string }>(sql`
    select i.id, i.email, i.role, to_jsonb(i.functions) as functions,
      case when i.accepted_at is not null then 'accepted' when i.revoked_at is not null then 'revoked'
        when i.expires_at <= now() then 'expired' else 'open' end as state,
      jsonb_build_object('id', u.id, 'name', u.name) as by,
      ${iso("i.created_at")} as "createdAt", to_jsonb(i.created_at) #>> '{}' as mark, ${iso("i.expires_at")} as "expiresAt"
    from invitation i join "user" u on u.id = i.invited_by
    where i.workspace_id = ${ctx.actor.workspaceId} and ${after}
    order by i.created_at desc, i.id desc limit ${limit + 1}
  `);
  const items = rows.slice(0, limit).map(({ mark: _mark, ...row }) => row);
  const last = rows[limit - 1];
  return { items, nextCursor: rows.length > limit && last ? `${last.mark}|${last.id}` : null };
}
