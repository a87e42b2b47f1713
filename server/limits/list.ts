import { sql } from "drizzle-orm";
import { authorize, type Ctx } from "../context.ts";

interface Limit {
  /** `workspace` and `pipeline:NAME` count runs, `queue:NAME` and `key:NAME` steps. */
  key: string;
  /** Null for a queue whose limit was taken away while steps held it. */
  limit: number | null;
  /** Set here; otherwise it comes from a pipeline's document or a step's concurrency key. */
  own: boolean;
  held: number;
  waiting: number;
}

/** The limits that are set in the workspace, and those that its runs hold or wait for now. */
export async function list(ctx: Ctx): Promise<{ items: Limit[] }> {
  authorize(ctx, "workspace.read");
  const { workspaceId } = ctx.actor;
  const items = await ctx.db.execute<Record<keyof Limit, never>>(sql`
    with used as (
      select key, max("limit") as most, (count(*) filter (where granted_at is not null))::int as held,
        (count(*) filter (where granted_at is null))::int as waiting
      from slot where workspace_id = ${workspaceId} group by key
    ), own as (select key, "limit" from slot_limit where workspace_id = ${workspaceId})
    select key, coalesce(own.limit, case when key like 'queue:%' then null else most end) as "limit",
      own.key is not null as own, coalesce(held, 0) as held, coalesce(waiting, 0) as waiting
    from own full join used using (key) order by key`);
  return { items: [...items] as unknown as Limit[] };
}
