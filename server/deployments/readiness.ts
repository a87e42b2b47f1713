import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { deployment, servingState } from "../../db/schema/deployments.ts";
import type { DeploymentReadiness } from "../../workflows/core/step-context.ts";

/** A serving process that has said nothing for longer than this counts as gone, in seconds. */
export const SERVING_ALIVE_SECONDS = 45;

/** SQL: the row of `serving_state` comes from a process that lives. */
const servingAlive = sql<boolean>`${servingState.seenAt} > now() - make_interval(secs => ${SERVING_ALIVE_SECONDS})`;

/** How far the serving processes that live have come with a revision; one that is ready is enough. */
export async function deploymentReady(
  db: Database,
  workspaceId: string,
  endpoint: string,
  revision: number,
): Promise<DeploymentReadiness> {
  const reports = await db
    .select({
      status: servingState.status,
      message: servingState.message,
      inForce: deployment.revision,
    })
    .from(deployment)
    .leftJoin(
      servingState,
      and(
        eq(servingState.deploymentId, deployment.id),
        eq(servingState.revision, revision),
        servingAlive,
      ),
    )
    .where(and(eq(deployment.workspaceId, workspaceId), eq(deployment.name, endpoint)));
  for (const state of ["ready", "failed", "loading"] as const) {
    const report = reports.find(({ status }) => status === state);
    if (report) return { state, message: report.message };
  }
  if (reports.some(({ inForce }) => inForce > revision))
    return { state: "overtaken", message: null };
  const alive = await db
    .select({ id: servingState.id })
    .from(servingState)
    .where(servingAlive)
    .limit(1);
  return { state: alive.length > 0 ? "loading" : "absent", message: null };
}
