import { and, desc, eq, getTableColumns, sql, type SQL } from "drizzle-orm";
import { audit } from "../../db/schema/audit.ts";
import { auditLink } from "../../db/schema/governance.ts";
import { authorize, type Ctx } from "../context.ts";
import { conditions, type Narrowed } from "./conditions.ts";
import { actionsLike } from "./distinct.ts";
import { keyOf, namesOf } from "./names.ts";
import type { AuditFilters } from "./schemas.ts";

const { workspaceId: _workspace, ...columns } = getTableColumns(audit);

interface Page {
  workspaceId: string;
  /** The id of the last entry of the page before. */
  before: number | null;
  limit: number;
}

/** Entries of the workspace's record with their places in the chain, and what their things are called, newest first, a page at a time. */
export async function list(
  ctx: Ctx,
  {
    limit,
    cursor,
    action,
    ...filters
  }: AuditFilters & { limit: number; cursor?: string | null | undefined },
) {
  authorize(ctx, "audit.read");
  const { workspaceId } = ctx.actor;
  const actions = action ? await actionsLike(ctx.db, workspaceId, action) : null;
  if (actions?.length === 0) return { items: [], nextCursor: null };
  const page = { workspaceId, before: cursor ? Number(cursor) || 0 : null, limit: limit + 1 };
  const rows = await ctx.db
    .select({ ...columns, seq: auditLink.seq, hash: auditLink.hash })
    .from(audit)
    .leftJoin(auditLink, eq(auditLink.auditId, audit.id))
    .where(onPage(page, { ...filters, actions }))
    .orderBy(desc(audit.at), desc(audit.id))
    .limit(page.limit);
  const shown = rows.slice(0, limit);
  const names = await namesOf(ctx.db, workspaceId, shown);
  /** `entityName`: what the thing is called now; null where it has no name, or is gone. */
  const items = shown.map((row) => ({ ...row, entityName: names.get(keyOf(row)) ?? null }));
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)!.id) : null };
}

function onPage(page: Page, filters: Narrowed): SQL {
  const { actions, text, entityId } = filters;
  if (text) return sql`${audit.id} in (${search(page, filters)})`;
  if (!actions || actions.length === 1 || entityId) return following(page, filters);
  // Each action's index is read from its end, where one scan would sort all their entries, or pass over all others.
  const each = actions.map(
    (action) =>
      sql`(select ${audit.id} from ${audit} where ${following(page, { ...filters, actions: [action] })}
        order by ${audit.at} desc, ${audit.id} desc limit ${page.limit})`,
  );
  return sql`${audit.id} in (${sql.join(each, sql` union all `)})`;
}

function following({ workspaceId, before }: Page, filters: Narrowed): SQL {
  return and(
    conditions(workspaceId, filters),
    before === null
      ? undefined
      : sql`(${audit.at}, ${audit.id}) < ((select at from ${audit} b where b.id = ${before} and b.workspace_id = ${workspaceId}), ${before}::bigint)`,
  )!;
}

function search({ workspaceId, before, limit }: Page, filters: Narrowed): SQL {
  const { text, actor, role, actions, entity, entityId, from, to, source } = filters;
  const list =
    actions &&
    sql`array[${sql.join(
      actions.map((one) => sql`${one}`),
      sql`, `,
    )}]::text[]`;
  return sql`select audit_search(${workspaceId}, ${text}, ${actor ?? null}, ${role ?? null}, ${list}, ${entity ?? null},
    ${entityId ?? null}, ${from ?? null}::timestamptz, ${to ?? null}::timestamptz, ${source ?? null}, ${before}::bigint, ${limit}::int)`;
}
