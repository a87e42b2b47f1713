import { sql } from "drizzle-orm";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import type { Person } from "../person.ts";
import type { Right } from "../rights.ts";

interface Row extends Record<string, unknown> {
  id: string;
  name: string;
  scope: "api" | "inference";
  /** What it is held to; null for all that its owner may. */
  rights: Right[] | null;
  /** The token's first characters. */
  prefix: string;
  state: "active" | "expired" | "revoked";
  by: Person;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

/** Keys, newest first, a page at a time; never a token. */
export async function list(ctx: Ctx, { limit, cursor }: { limit: number; cursor?: string | null }) {
  authorize(ctx, "keys.write");
  const [at = "", key = ""] = (cursor ?? "").split("|");
  const after = Number.isNaN(Date.parse(at))
    ? sql`true`
    : sql`(k.created_at, k.id) < (${at}::timestamptz, ${key})`;
  const rows = await ctx.db.execute<Row & { mark: string }>(sql`
    select k.id, k.name, k.scope, to_jsonb(k.rights) as rights, k.prefix, jsonb_build_object('id', u.id, 'name', u.name) as by,
      case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'expired' else 'active' end as state,
      ${iso("k.created_at")} as "createdAt", to_jsonb(k.created_at) #>> '{}' as mark, ${iso("k.expires_at")} as "expiresAt",
      ${iso("k.last_used_at")} as "lastUsedAt", ${iso("k.revoked_at")} as "revokedAt"
    from api_key k join "user" u on u.id = k.user_id
    where k.workspace_id = ${ctx.actor.workspaceId} and ${after}
    order by k.created_at desc, k.id desc limit ${limit + 1}
  `);
  const items = rows.slice(0, limit).map(({ mark: _mark, ...row }) => row);
  const last = rows[limit - 1];
  return { items, nextCursor: rows.length > limit && last ? `${last.mark}|${last.id}` : null };
}
