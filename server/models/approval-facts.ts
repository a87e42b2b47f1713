import { sql } from "drizzle-orm";

/** How the approval of a version stands beyond its state. */
export interface ApprovalFacts {
  /** Whether its last review asked for changes, and nobody has submitted it since. */
  changesRequested: boolean;
  /** How many conditions of its approval are not closed. */
  openConditions: number;
}

/** Of the version `v`, see {@link ApprovalFacts}. */
export const changesRequested = sql`(v.status = 'pending' and coalesce((select w.status = 'changes-requested' from review w
  where w.model_version_id = v.id order by w.opened_at desc limit 1), false))`;

/** Of the version `v`, see {@link ApprovalFacts}. */
export const openConditions = sql`(select count(*)::int from finding f
  where f.model_version_id = v.id and f.condition and f.closed_at is null)`;
