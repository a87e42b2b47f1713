import { sql } from "drizzle-orm";
import { authorize, type Ctx } from "../context.ts";
import { findDeployment } from "./find.ts";

interface Traffic extends Record<string, unknown> {
  count: number;
  rows: number;
  p50: number | null;
  p95: number | null;
}

/**
 * An endpoint's predictions of the last 24 hours; latencies in milliseconds, null when there were none. It reads all of
 * them, half a second for half a million: whoever follows it asks once a minute.
 */
export async function traffic(ctx: Ctx, { name }: { name: string }): Promise<Traffic> {
  authorize(ctx, "workspace.read");
  const { id } = await findDeployment(ctx, name);
  const [found] = await ctx.db.execute<Traffic>(sql`
    select count(*)::float8 as count, coalesce(sum(p.rows), 0)::float8 as rows,
      percentile_cont(0.5) within group (order by p.latency_ms) as p50,
      percentile_cont(0.95) within group (order by p.latency_ms) as p95
    from prediction p where p.deployment_id = ${id} and p.at > now() - interval '24 hours'
  `);
  return found!;
}
