import { and, eq, inArray, isNull } from "drizzle-orm";
import { notice } from "../../db/schema/governance.ts";
import { authorize, type Ctx } from "../context.ts";

/** Marks notices of the reader as read; all of them when none is named. */
export async function markRead(ctx: Ctx, { ids }: { ids?: string[] }) {
  authorize(ctx, "workspace.read");
  const rows = await ctx.db
    .update(notice)
    .set({ readAt: new Date() })
    .where(
      and(
        eq(notice.workspaceId, ctx.actor.workspaceId),
        eq(notice.userId, ctx.actor.userId),
        isNull(notice.readAt),
        ...(ids ? [inArray(notice.id, ids)] : []),
      ),
    )
    .returning({ id: notice.id });
  return { read: rows.length };
}
