import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { RunStatus } from "../../db/schema/runs.ts";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import { listExamples } from "./examples.ts";
import type { listInput } from "./schemas.ts";

interface Row extends Record<string, unknown> {
  name: string;
  title: string | null;
  description: string | null;
  updatedAt: string;
  archivedAt: string | null;
  author: string;
  latestVersion: number | null;
  hasDraft: boolean;
  lastRun: { id: string; status: RunStatus; createdAt: string } | null;
}

/** Pipelines by name, a page at a time: those in use, or those that are archived. */
export async function list(ctx: Ctx, { limit, cursor, archived }: z.output<typeof listInput>) {
  authorize(ctx, "workspace.read");
  const rows = await ctx.db.execute<Row>(sql`
    select p.name, doc ->> 'title' as title, doc ->> 'description' as description,
      greatest(p.updated_at, d.updated_at) as "updatedAt", p.archived_at as "archivedAt", u.name as author, v.number as "latestVersion",
      d.pipeline_id is not null as "hasDraft",
      case when r.id is not null then jsonb_build_object('id', r.id, 'status', r.status, 'createdAt', ${iso("r.created_at")}) end as "lastRun"
    from pipeline p
    join "user" u on u.id = p.created_by
    left join pipeline_draft d on d.pipeline_id = p.id and d.user_id = ${ctx.actor.userId}
    left join lateral (select number, document from pipeline_version where pipeline_id = p.id order by number desc limit 1) v on true
    left join lateral (select id, status, created_at from run where pipeline_id = p.id order by created_at desc limit 1) r on true
    cross join lateral (select coalesce(d.document, v.document) as doc) as documents
    where p.workspace_id = ${ctx.actor.workspaceId} and p.archived_at is ${archived ? sql`not null` : sql`null`} and p.name > ${cursor ?? ""}
    order by p.name limit ${limit + 1}
  `);
  const items = rows.slice(0, limit).map(({ author, updatedAt, archivedAt, ...row }) => ({
    ...row,
    updatedAt: new Date(updatedAt),
    archivedAt: archivedAt === null ? null : new Date(archivedAt),
    createdBy: { name: author },
  }));
  return { items, nextCursor: rows.length > limit ? items.at(-1)!.name : null };
}

/** The examples, as cards. */
export async function gallery(ctx: Ctx) {
  authorize(ctx, "workspace.read");
  return (await listExamples()).map(({ name, document }) => {
    const [description = "", ...reason] = (document.description ?? "").split("\n\n");
    return {
      name,
      title: document.title ?? document.name,
      description: description.replaceAll("\n", " "),
      reason: reason.join(" ").replaceAll("\n", " "),
      document,
      steps: document.nodes.map((node) => node.kind),
    };
  });
}
