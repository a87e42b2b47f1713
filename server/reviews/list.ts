import { sql } from "drizzle-orm";
import type { JsonObject } from "../../workflows/core/json.ts";
import type { REVIEW_STATUSES } from "../../db/schema/models.ts";
import { authorize, type Ctx } from "../context.ts";
import { mayDecide } from "./may-decide.ts";
import type { Person } from "../person.ts";

export type ReviewStatus = (typeof REVIEW_STATUSES)[number];

interface Row extends Record<string, unknown> {
  id: string;
  status: ReviewStatus;
  title: string;
  model: string;
  version: number;
  metrics: JsonObject;
  pipeline: string;
  runId: string;
  author: Person;
  startedBy: Person;
  openedAt: string;
  decidedAt: string | null;
  /** Seconds it has been waiting, or had been when it was closed. */
  ageSeconds: number;
  decision: { outcome: string; by: Person } | null;
  cursor: string;
}

/** The inbox: what waits first, the longest waiting on top; then what is closed, the latest on top. */
export async function list(
  ctx: Ctx,
  {
    status,
    limit,
    cursor,
  }: { status: "open" | "closed" | "all"; limit: number; cursor?: string | null },
) {
  authorize(ctx, "workspace.read");
  // The place in the list is one text that sorts as the list does.
  const place = sql`case when v.status = 'open'
    then '0' || to_char(v.opened_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS')
    else '1' || to_char(99999999999999 - extract(epoch from coalesce(v.decided_at, v.opened_at)) * 1000, 'FM00000000000000') end || v.id`;
  const wanted =
    status === "all"
      ? sql`true`
      : status === "open"
        ? sql`v.status = 'open'`
        : sql`v.status <> 'open'`;
  const rows = await ctx.db.execute<Row>(sql`
    select * from (
      select v.id, v.status, v.title, m.name as model, mv.number as version, mv.metrics, r.name as pipeline,
        r.id as "runId", jsonb_build_object('id', a.id, 'name', a.name) as author,
        jsonb_build_object('id', s.id, 'name', s.name) as "startedBy",
        to_jsonb(v.opened_at) #>> '{}' as "openedAt", to_jsonb(v.decided_at) #>> '{}' as "decidedAt",
        extract(epoch from coalesce(v.decided_at, now()) - v.opened_at)::int as "ageSeconds",
        (select jsonb_build_object('outcome', d.outcome, 'by', jsonb_build_object('id', u.id, 'name', u.name)) from review_decision d
          join "user" u on u.id = d.user_id where d.review_id = v.id) as decision,
        (${place}) collate "C" as cursor
      from review v
      join model_version mv on mv.id = v.model_version_id
      join model m on m.id = mv.model_id
      join run r on r.id = v.run_id
      join "user" a on a.id = v.author
      join "user" s on s.id = v.started_by
      where v.workspace_id = ${ctx.actor.workspaceId} and ${wanted}
    ) as inbox
    where cursor > ${cursor ?? ""}
    order by cursor limit ${limit + 1}
  `);
  const items = rows.slice(0, limit).map(({ cursor: _place, ...row }) => ({
    ...row,
    ...mayDecide(ctx.actor, {
      status: row.status,
      authorId: row.author.id,
      startedById: row.startedBy.id,
    }),
  }));
  return { items, nextCursor: rows.length > limit ? rows[limit - 1]!.cursor : null };
}
