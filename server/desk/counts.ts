import { sql } from "drizzle-orm";
import { authorize, type Ctx } from "../context.ts";
import { waitsForMe } from "./waits-for-me.ts";

interface Counts extends Record<string, unknown> {
  /** Open reviews whose next decision the reader may take. */
  mine: number;
  others: number;
  overdue: number;
  /** Open and given to the reader. */
  assigned: number;
}

/** How much waits, and how much of it for the reader. */
export async function counts(ctx: Ctx): Promise<Counts> {
  authorize(ctx, "workspace.read");
  const mine = await waitsForMe(ctx);
  const [row] = await ctx.db.execute<Counts>(sql`
    select (count(*) filter (where ${mine}))::int as mine, (count(*) filter (where not (${mine})))::int as others,
      (count(*) filter (where v.due_at < now()))::int as overdue,
      (count(*) filter (where v.assignee = ${ctx.actor.userId}))::int as assigned
    from review v where v.workspace_id = ${ctx.actor.workspaceId} and v.status = 'open'
  `);
  return row!;
}
