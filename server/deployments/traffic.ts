import { sql, type SQL } from "drizzle-orm";

/** Predictions of the last 24 hours; latencies in milliseconds, null when there were none. */
export interface Traffic {
  count: number;
  rows: number;
  p50: number | null;
  p95: number | null;
}

/** SQL: the traffic of the deployment with this id over the last 24 hours, as JSON. */
export function trafficOf(deploymentId: SQL): SQL {
  return sql`(
    select jsonb_build_object('count', count(*), 'rows', coalesce(sum(p.rows), 0),
      'p50', percentile_cont(0.5) within group (order by p.latency_ms),
      'p95', percentile_cont(0.95) within group (order by p.latency_ms))
    from prediction p where p.deployment_id = ${deploymentId} and p.at > now() - interval '24 hours')`;
}
