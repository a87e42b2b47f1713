import { sql } from "drizzle-orm";
import type { VersionStatus } from "../../workflows/core/step-context.ts";

/** How the approval of what an endpoint answers with stands. */
export interface ApprovalInForce {
  status: VersionStatus;
  onSuspension: "block" | "warn";
  /** Why it is suspended, in sentences; null when it is not. */
  reason: string | null;
}

/** SQL: the same for the deployment `d`, as JSON. */
export const approvalInForce = sql`(
  select jsonb_build_object('status', va.status, 'onSuspension', va.on_suspension, 'reason', (
    select string_agg(s.reason, ' ' order by s.suspended_at, s.id) from suspension s
    where s.model_version_id = va.id and s.lifted_at is null))
  from deployment_revision ra join model_version va on va.id = ra.model_version_id
  where ra.deployment_id = d.id and ra.number = d.revision)`;
