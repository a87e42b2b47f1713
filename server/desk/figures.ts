import { sql } from "drizzle-orm";
import type { Tier } from "../../db/schema/tiers.ts";
import { authorize, type Ctx } from "../context.ts";

interface Totals extends Record<string, unknown> {
  opened: number;
  decided: number;
  approved: number;
  rejected: number;
  changesRequested: number;
  /** Of the decided, hours from opening to the last decision; null when there are none. */
  medianHours: number | null;
  p90Hours: number | null;
  /** Of the decided: how many had to come back, because changes were requested or an approval was suspended. */
  reopened: number;
  /** Waiting at this moment. */
  waiting: number;
  overdue: number;
}

interface TierFigures extends Record<string, unknown> {
  tier: Tier;
  decided: number;
  medianHours: number;
}

/** Weeks in which nothing happened are among them. */
interface WeekFigures extends Record<string, unknown> {
  /** Its Monday, ISO 8601. */
  week: string;
  opened: number;
  decided: number;
}

interface FunctionFigures extends Record<string, unknown> {
  /** What the deciders stood for; null for any reviewer. */
  function: string | null;
  decisions: number;
}

/**
 * Figures for the head of risk over the last days. A review counts as reopened when a later one answers the changes that it
 * requested, or when the approval that it gave was suspended afterwards.
 */
export async function figures(ctx: Ctx, { days }: { days: number }) {
  authorize(ctx, "workspace.read");
  const { workspaceId } = ctx.actor;
  const since = sql`(now() - make_interval(days => ${days}))`;
  const decided = sql`r.status in ('approved', 'rejected', 'changes-requested') and r.decided_at >= ${since}`;
  const hours = sql`extract(epoch from r.decided_at - r.opened_at) / 3600`;
  const weekOf = (at: ReturnType<typeof sql>) => sql`date_trunc('week', ${at} at time zone 'UTC')`;
  const own = sql`r.workspace_id = ${workspaceId}`;
  const [totals, tiers, weeks, functions] = await Promise.all([
    ctx.db.execute<Totals>(sql`
      select (count(*) filter (where r.opened_at >= ${since}))::int as opened,
        (count(*) filter (where ${decided}))::int as decided,
        (count(*) filter (where ${decided} and r.status = 'approved'))::int as approved,
        (count(*) filter (where ${decided} and r.status = 'rejected'))::int as rejected,
        (count(*) filter (where ${decided} and r.status = 'changes-requested'))::int as "changesRequested",
        percentile_cont(0.5) within group (order by ${hours}) filter (where ${decided}) as "medianHours",
        percentile_cont(0.9) within group (order by ${hours}) filter (where ${decided}) as "p90Hours",
        (count(*) filter (where ${decided} and (r.status = 'changes-requested' and exists (select 1 from review n where n.previous_id = r.id)
          or exists (select 1 from suspension s where s.model_version_id = r.model_version_id and r.status = 'approved' and s.suspended_at > r.decided_at))))::int as reopened,
        (count(*) filter (where r.status = 'open'))::int as waiting,
        (count(*) filter (where r.status = 'open' and r.due_at < now()))::int as overdue
      from review r where ${own}
    `),
    ctx.db.execute<TierFigures>(sql`
      select r.tier, count(*)::int as decided, percentile_cont(0.5) within group (order by ${hours}) as "medianHours"
      from review r where ${own} and ${decided} group by r.tier order by r.tier
    `),
    ctx.db.execute<WeekFigures>(sql`
      select to_char(week, 'YYYY-MM-DD') as week, coalesce(sum(opened), 0)::int as opened, coalesce(sum(decided), 0)::int as decided
      from generate_series(${weekOf(since)}, ${weekOf(sql`now()`)}, interval '1 week') as week
      left join (
        select ${weekOf(sql`r.opened_at`)} as week, 1 as opened, 0 as decided from review r where ${own} and r.opened_at >= ${since}
        union all
        select ${weekOf(sql`r.decided_at`)}, 0, 1 from review r where ${own} and ${decided}
      ) as acts using (week) group by week order by week
    `),
    ctx.db.execute<FunctionFigures>(sql`
      select d.function, count(*)::int as decisions from review_decision d join review r on r.id = d.review_id
      where ${own} and d.outcome <> 'recused' and d.decided_at >= ${since} group by d.function order by count(*) desc
    `),
  ]);
  return { days, ...totals[0]!, tiers: [...tiers], weeks: [...weeks], functions: [...functions] };
}
