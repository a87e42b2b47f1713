import { and, desc, eq, lt } from "drizzle-orm";
import { audit } from "../../db/schema/audit.ts";
import { authorize, type Ctx } from "../context.ts";

/** Audit rows of the workspace, newest first, a page at a time. */
export async function list(
  ctx: Ctx,
  {
    entity,
    entityId,
    limit,
    cursor,
  }: { entity?: string; entityId?: string; limit: number; cursor?: string | null },
) {
  authorize(ctx, "audit.read");
  const rows = await ctx.db
    .select()
    .from(audit)
    .where(
      and(
        eq(audit.workspaceId, ctx.actor.workspaceId),
        ...(entity ? [eq(audit.entity, entity)] : []),
        ...(entityId ? [eq(audit.entityId, entityId)] : []),
        ...(cursor ? [lt(audit.id, Number(cursor) || 0)] : []),
      ),
    )
    .orderBy(desc(audit.id))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(({ workspaceId: _workspace, ...row }) => row);
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)!.id) : null };
}
