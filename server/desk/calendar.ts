import { sql } from "drizzle-orm";
import { ofWaivedFinding } from "../approvals/waivers-of.ts";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";

export interface CalendarEntry extends Record<string, unknown> {
  kind: "approval-ends" | "condition-due" | "finding-due" | "waiver-ends" | "review-due";
  /** ISO 8601. */
  at: string;
  title: string;
  model: string;
  version: number;
  /** The path of the page it is about. */
  link: string;
}

/** What ends or falls due between two days (UTC, both included): approvals, conditions, findings, waivers, reviews. */
export async function calendar(ctx: Ctx, { from, to }: { from: string; to: string }) {
  authorize(ctx, "workspace.read");
  const { workspaceId } = ctx.actor;
  const within = (column: ReturnType<typeof sql>) =>
    sql`${column} >= ${from}::date and ${column} < ${to}::date + 1`;
  const version = sql`join model_version mv on mv.id = x.model_version_id join model m on m.id = mv.model_id`;
  const rows = await ctx.db.execute<CalendarEntry>(sql`
    select kind, ${iso("at")} as at, title, model, version, link from (
      select 'approval-ends' as kind, mv.approved_until as at, 'Approval of ' || m.name || ' version ' || mv.number || ' ends' as title,
        m.name as model, mv.number as version, '/models/' || m.name || '/' || mv.number as link
      from model_version mv join model m on m.id = mv.model_id
      where m.workspace_id = ${workspaceId} and mv.status in ('approved', 'suspended') and ${within(sql`mv.approved_until`)}
      union all
      select case when x.condition then 'condition-due' else 'finding-due' end, x.due_at, x.title, m.name, mv.number, '/reviews/' || x.review_id
      from finding x ${version}
      where x.workspace_id = ${workspaceId} and x.closed_at is null and ${within(sql`x.due_at`)}
      union all
      select 'waiver-ends', x.expires_at, 'Waiver of ' || coalesce(${ofWaivedFinding(sql`x.scope`, sql`'F' || f.number`)}, x.scope) || ' ends', m.name, mv.number, '/models/' || m.name || '/' || mv.number
      from waiver x ${version}
      where x.workspace_id = ${workspaceId} and x.approved_at is not null and x.revoked_at is null and ${within(sql`x.expires_at`)}
      union all
      select 'review-due', x.due_at, x.title || ': ' || coalesce(x.stage_title, 'decision') || ' is due', m.name, mv.number, '/reviews/' || x.id
      from review x ${version}
      where x.workspace_id = ${workspaceId} and x.status = 'open' and ${within(sql`x.due_at`)}
    ) as entries order by entries.at, title limit 2000
  `);
  return { entries: [...rows] };
}
