import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { notice } from "../../db/schema/governance.ts";
import { authorize, type Ctx } from "../context.ts";

/** What the reader has been told in this workspace, newest first, a page at a time; and how much of it is unread. */
export async function list(ctx: Ctx, { limit, cursor }: { limit: number; cursor?: string | null }) {
  authorize(ctx, "workspace.read");
  const own = and(
    eq(notice.workspaceId, ctx.actor.workspaceId),
    eq(notice.userId, ctx.actor.userId),
  );
  const [rows, [unread]] = await Promise.all([
    ctx.db
      .select({
        id: notice.id,
        kind: notice.kind,
        title: notice.title,
        body: notice.body,
        link: notice.link,
        createdAt: notice.createdAt,
        readAt: notice.readAt,
      })
      .from(notice)
      .where(and(own, ...(cursor ? [before(cursor)] : [])))
      .orderBy(desc(notice.createdAt), desc(notice.id))
      .limit(limit + 1),
    ctx.db
      .select({ count: sql<number>`count(*)::int` })
      .from(notice)
      .where(and(own, isNull(notice.readAt))),
  ]);
  const items = rows.slice(0, limit);
  return {
    items,
    unread: unread!.count,
    nextCursor: rows.length > limit ? items.at(-1)!.id : null,
  };
}

/** Many notices are written at one moment, so the id is a part of the place in the list. */
const before = (id: string) =>
  sql`(${notice.createdAt}, ${notice.id}) < (select created_at, id from notice where id = ${id})`;
