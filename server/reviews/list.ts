import { sql } from "drizzle-orm";
import type { REVIEW_STATUSES } from "../../db/schema/models.ts";
import type { Tier } from "../../db/schema/tiers.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import type { Person } from "../person.ts";
import { queueStandings } from "../desk/queue-standings.ts";
import type { QueueInput } from "../desk/schemas.ts";
import { waitsForMe } from "../desk/waits-for-me.ts";

export type ReviewStatus = (typeof REVIEW_STATUSES)[number];

export interface ListedReview extends Record<string, unknown> {
  id: string;
  status: ReviewStatus;
  kind: "first" | "re-review";
  title: string;
  model: string;
  version: number;
  metrics: JsonObject;
  pipeline: string;
  runId: string;
  tier: Tier;
  round: number;
  /** ISO 8601: when the stage at work must be decided; null without a deadline. */
  dueAt: string | null;
  escalatedAt: string | null;
  priority: "low" | "normal" | "high";
  assignee: Person | null;
  author: Person;
  startedBy: Person;
  openedAt: string;
  decidedAt: string | null;
  /** Seconds it has been waiting, or had been when it was closed. */
  ageSeconds: number;
  /** The decision that closed it, or the last one. */
  decision: { outcome: string; by: Person } | null;
}

/**
 * The reviewers' queue: what waits first, in the order asked for; then what is closed, the latest on top. With each, the
 * stage at work, whom it waits for, and whether that is the reader.
 */
export async function list(ctx: Ctx, { limit, cursor, ...wanted }: QueueInput) {
  authorize(ctx, "workspace.read");
  const { workspaceId } = ctx.actor;
  // The place in the list is one text that sorts as the list does.
  const waiting = {
    age: sql`''`,
    due: sql`to_char(coalesce(v.due_at, '9999-01-01') at time zone 'UTC', 'YYYYMMDDHH24MISS')`,
    tier: sql`case v.tier when 'high' then '0' when 'medium' then '1' when 'low' then '2' else '3' end`,
  }[wanted.sort ?? "age"];
  const urgent = sql`case v.priority when 'high' then '0' when 'normal' then '1' else '2' end`;
  const place = sql`case when v.status = 'open'
    then '0' || ${urgent} || ${waiting} || to_char(v.opened_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS')
    else '1' || to_char(99999999999999 - extract(epoch from coalesce(v.decided_at, v.opened_at)) * 1000, 'FM00000000000000') end || v.id`;
  const found = await ctx.db.execute<{ id: string; cursor: string }>(sql`
    select id, cursor from (
      select v.id, (${place}) collate "C" as cursor
      from review v
      join model_version mv on mv.id = v.model_version_id
      join model m on m.id = mv.model_id
      where v.workspace_id = ${workspaceId} and ${await condition(ctx, wanted)}
    ) as queue
    where cursor > ${cursor ?? ""}
    order by cursor limit ${limit + 1}
  `);
  const page = found.slice(0, limit);
  const rows = await details(
    ctx,
    page.map(({ id }) => id),
  );
  const standings = await queueStandings(ctx, [...rows.keys()]);
  const items = page.flatMap(({ id }) => {
    const row = rows.get(id);
    const standing = standings.get(id);
    return row && standing ? [{ ...row, ...standing }] : [];
  });
  return { items, nextCursor: found.length > limit ? page.at(-1)!.cursor : null };
}

async function condition(
  ctx: Ctx,
  { status, waitingFor, tier, stands, assignee, overdue, text }: Omit<QueueInput, "limit" | "sort">,
) {
  const mine = waitingFor === undefined ? null : await waitsForMe(ctx);
  const pattern = `%${(text ?? "").replace(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql.join(
    [
      status === "open" ? sql`v.status = 'open'` : null,
      status === "closed" ? sql`v.status <> 'open'` : null,
      mine && waitingFor === "me" ? mine : null,
      mine && waitingFor === "others" ? sql`v.status = 'open' and not (${mine})` : null,
      tier === undefined ? null : sql`v.tier = ${tier}`,
      stands === undefined ? null : sql`v.status = 'open' and v.stage_function = ${stands}`,
      assignee === undefined ? null : sql`v.assignee = ${assignee}`,
      overdue ? sql`v.status = 'open' and v.due_at < now()` : null,
      text ? sql`(m.name ilike ${pattern} or v.title ilike ${pattern})` : null,
    ]
      .flatMap((one) => (one === null ? [] : [sql`(${one})`]))
      .concat([sql`true`]),
    sql` and `,
  );
}

async function details(ctx: Ctx, ids: string[]): Promise<Map<string, ListedReview>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.db.execute<ListedReview>(sql`
    select v.id, v.status, v.kind, v.title, m.name as model, mv.number as version, mv.metrics, r.name as pipeline,
      r.id as "runId", v.tier, v.round, ${iso("v.due_at")} as "dueAt", ${iso("v.escalated_at")} as "escalatedAt",
      v.priority, case when g.id is not null then jsonb_build_object('id', g.id, 'name', g.name) end as assignee,
      jsonb_build_object('id', a.id, 'name', a.name) as author, jsonb_build_object('id', s.id, 'name', s.name) as "startedBy",
      ${iso("v.opened_at")} as "openedAt", ${iso("v.decided_at")} as "decidedAt",
      extract(epoch from coalesce(v.decided_at, now()) - v.opened_at)::int as "ageSeconds",
      (select jsonb_build_object('outcome', d.outcome, 'by', jsonb_build_object('id', u.id, 'name', u.name)) from review_decision d
        join "user" u on u.id = d.user_id where d.review_id = v.id order by d.decided_at desc limit 1) as decision
    from review v
    join model_version mv on mv.id = v.model_version_id
    join model m on m.id = mv.model_id
    join run r on r.id = v.run_id
    join "user" a on a.id = v.author
    join "user" s on s.id = v.started_by
    left join "user" g on g.id = v.assignee
    where v.workspace_id = ${ctx.actor.workspaceId} and v.id in ${ids}
  `);
  return new Map(rows.map((row) => [row.id, row]));
}
