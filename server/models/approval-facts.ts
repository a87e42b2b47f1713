import { sql } from "drizzle-orm";

/** How the approval of a version stands beyond its state. */
export interface ApprovalFacts {
  /** Whether its last decided review asked for changes, and none is open: a review that was withdrawn since answers nothing. */
  changesRequested: boolean;
  /** How many conditions of its approval are not closed. */
  openConditions: number;
}

/** The last review of the version `v`, for a `from`: one that ended without a decision only where there is no other. */
export const lastReview = sql`(select id, status, decided_at from review
  where model_version_id = v.id order by status in ('withdrawn', 'cancelled'), opened_at desc limit 1)`;

/** Of the version `v`, see {@link ApprovalFacts}. */
export const changesRequested = sql`(v.status = 'pending' and coalesce((select w.status = 'changes-requested' from ${lastReview} w), false))`;

/** Of the version `v`, see {@link ApprovalFacts}. */
export const openConditions = sql`(select count(*)::int from finding f
  where f.model_version_id = v.id and f.condition and f.closed_at is null)`;
