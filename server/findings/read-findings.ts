import { sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import type { Severity } from "../../db/schema/severities.ts";
import { iso } from "../iso.ts";
import type { Person } from "../person.ts";

/** Something that has to be put right, or a condition of an approval. */
export interface Finding extends Record<string, unknown> {
  id: string;
  /** Counts within its review: F1, F2. */
  number: number;
  reviewId: string;
  model: string;
  version: number;
  /** Whether an approval hangs on it. */
  condition: boolean;
  severity: Severity;
  title: string;
  description: string;
  remedy: string;
  owner: Person;
  dueAt: string | null;
  isOverdue: boolean;
  /** `answered`: its owner says that it is done, and a reviewer has to look. */
  state: "open" | "answered" | "closed";
  raisedBy: Person;
  raisedAt: string;
  answeredAt: string | null;
  answer: string | null;
  /** The run that shows that it is done. */
  retest: { runId: string; name: string; status: string; createdAt: string } | null;
  closedBy: Person | null;
  closedAt: string | null;
  closingNote: string | null;
}

/**
 * Findings of a workspace that meet a condition on `f` (finding), `v` (model_version) and `m` (model): all of them, open
 * ones first; or, page by page, the newest first.
 */
export async function readFindings(
  db: Database | Transaction,
  workspaceId: string,
  condition: ReturnType<typeof sql>,
  now: Date,
  page?: { after: string | null; limit: number },
): Promise<Finding[]> {
  const order = page
    ? sql`and (${page.after}::text is null or (f.raised_at, f.id) < (select p.raised_at, p.id from finding p where p.id = ${page.after}))
      order by f.raised_at desc, f.id desc limit ${page.limit}`
    : sql`order by f.closed_at is not null, f.due_at nulls last, f.raised_at, f.id`;
  const rows = await db.execute<Finding>(sql`
    select f.id, f.number, f.review_id as "reviewId", m.name as model, v.number as version, f.condition, f.severity,
      f.title, f.description, f.remedy, jsonb_build_object('id', o.id, 'name', o.name) as owner,
      ${iso("f.due_at")} as "dueAt", f.closed_at is null and coalesce(f.due_at < ${now.toISOString()}::timestamptz, false) as "isOverdue",
      case when f.closed_at is not null then 'closed' when f.answered_at is not null then 'answered' else 'open' end as state,
      jsonb_build_object('id', r.id, 'name', r.name) as "raisedBy", ${iso("f.raised_at")} as "raisedAt",
      ${iso("f.answered_at")} as "answeredAt", f.answer,
      case when t.id is not null then jsonb_build_object('runId', t.id, 'name', t.name, 'status', t.status, 'createdAt', ${iso("t.created_at")}) end as retest,
      case when c.id is not null then jsonb_build_object('id', c.id, 'name', c.name) end as "closedBy",
      ${iso("f.closed_at")} as "closedAt", f.closing_note as "closingNote"
    from finding f
    join model_version v on v.id = f.model_version_id
    join model m on m.id = v.model_id
    join "user" o on o.id = f.owner
    join "user" r on r.id = f.raised_by
    left join "user" c on c.id = f.closed_by
    left join run t on t.id = f.retest_run_id
    where f.workspace_id = ${workspaceId} and ${condition} ${order}
  `);
  return [...rows];
}
