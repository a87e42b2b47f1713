import { sql } from "drizzle-orm";
import { iso } from "../iso.ts";
import { SERVING_ALIVE_SECONDS } from "./readiness.ts";

/** `offline`: no serving process that lives knows the endpoint. */
export type DeploymentState = "ready" | "loading" | "failed" | "offline";

/** What one serving process says of an endpoint. */
export interface ServingReport {
  servingId: string;
  revision: number;
  status: "loading" | "ready" | "failed";
  message: string | null;
  seenAt: string;
}

/** SQL: the reports of the living processes on the deployment `d`, as JSON. */
export const servingReports = sql`coalesce((
  select jsonb_agg(jsonb_build_object('servingId', s.serving_id, 'revision', s.revision, 'status', s.status,
    'message', s.message, 'seenAt', ${iso("s.seen_at")}) order by s.serving_id)
  from serving_state s
  where s.deployment_id = d.id and s.seen_at > now() - make_interval(secs => ${SERVING_ALIVE_SECONDS})), '[]')`;

/** One word for an endpoint whose revision in force is this, and the sentence of a failure. */
export function deploymentState(
  revision: number,
  reports: ServingReport[],
): { state: DeploymentState; message: string | null } {
  if (reports.length === 0) return { state: "offline", message: null };
  const own = reports.filter((report) => report.revision === revision);
  const failed = own.find(({ status }) => status === "failed");
  if (failed) return { state: "failed", message: failed.message };
  const ready = own.length === reports.length && own.every(({ status }) => status === "ready");
  return { state: ready ? "ready" : "loading", message: null };
}
