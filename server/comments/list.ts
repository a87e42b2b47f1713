import { sql } from "drizzle-orm";
import type { COMMENT_ANCHORS } from "../../db/schema/governance.ts";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import type { Person } from "../person.ts";
import { noReview } from "../reviews/find.ts";

interface Row extends Record<string, unknown> {
  id: string;
  threadId: string;
  anchor: (typeof COMMENT_ANCHORS)[number];
  anchorKey: string;
  body: string;
  mentions: Person[];
  by: Person;
  at: string;
  resolvedAt: string | null;
}

/** The threads of a review, the oldest first, each with its remarks in their order. */
export async function list(ctx: Ctx, { reviewId }: { reviewId: string }) {
  authorize(ctx, "workspace.read");
  const { db, actor } = ctx;
  const [known] = await db.execute(
    sql`select 1 from review where id = ${reviewId} and workspace_id = ${actor.workspaceId}`,
  );
  if (!known) throw noReview(reviewId);
  const rows = await db.execute<Row>(sql`
    select c.id, c.thread_id as "threadId", c.anchor, c.anchor_key as "anchorKey", c.body,
      ${iso("c.created_at")} as at, ${iso("c.resolved_at")} as "resolvedAt",
      jsonb_build_object('id', u.id, 'name', u.name) as by,
      coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name)) from "user" p where p.id = any(c.mentions)), '[]') as mentions
    from review_comment c join "user" u on u.id = c.author
    where c.review_id = ${reviewId} and c.workspace_id = ${actor.workspaceId}
    order by c.created_at, c.id
  `);
  return rows
    .filter(({ id, threadId }) => id === threadId)
    .map(({ id, anchor, anchorKey, resolvedAt, by }) => ({
      id,
      anchor,
      anchorKey,
      resolvedAt,
      /** Only who opened a thread resolves it. */
      mayResolve: by.id === actor.userId,
      remarks: rows
        .filter((row) => row.threadId === id)
        .map((row) => ({
          id: row.id,
          body: row.body,
          by: row.by,
          at: row.at,
          mentions: row.mentions,
        })),
    }));
}
