import { sql } from "drizzle-orm";
import { authorize, type Ctx } from "../context.ts";

/** How many of the newest runs are looked at. */
const RUNS = 20;

interface UsualTime {
  kind: string;
  /** The median, in milliseconds. */
  ms: number;
  /** How many runs it was taken from. */
  runs: number;
}

/** How long the steps of a pipeline usually take, by node: of its newest runs, where the step did its work and reused nothing. */
export async function durations(
  ctx: Ctx,
  { pipeline }: { pipeline: string },
): Promise<Record<string, UsualTime>> {
  authorize(ctx, "workspace.read");
  const rows = await ctx.db.execute<{ node: string; kind: string; ms: number; runs: number }>(sql`
    select s.node, s.kind, count(*)::int as runs,
      percentile_cont(0.5) within group (
        order by extract(epoch from s.finished_at - s.started_at) * 1000
      ) as ms
    from (
      select id from run where workspace_id = ${ctx.actor.workspaceId} and name = ${pipeline}
      order by created_at desc, id desc limit ${RUNS}
    ) newest
    join step_run s on s.run_id = newest.id
    where s.item = '' and s.status = 'done' and not s.cached and s.finished_at is not null
    group by s.node, s.kind
  `);
  return Object.fromEntries(
    rows.map(({ node, kind, ms, runs }) => [node, { kind, ms: Math.round(ms), runs }]),
  );
}
