import { and, eq, isNull, lt, not, or, sql } from "drizzle-orm";
import { run } from "../../db/schema/runs.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import type { Services } from "../context.ts";
import { startWorkflow } from "./launch.ts";
import { readLimits, type Limits } from "./limits.ts";
import { standsInLine } from "./slots.ts";

/** Starts the runs that were written down while Temporal could not be reached, or had to wait for others to end. Starting one twice changes nothing. */
export async function startQueuedRuns(services: Pick<Services, "db" | "temporal">): Promise<void> {
  const queued = await services.db
    .select({ id: run.id, plan: run.plan, workspaceId: run.workspaceId })
    .from(run)
    .where(
      and(
        eq(run.status, "queued"),
        isNull(run.parentRunId),
        not(standsInLine()),
        or(
          lt(run.createdAt, sql`now() - interval '5 seconds'`),
          sql`exists (select 1 from slot where run_id = ${run.id} and node = '')`,
        ),
      ),
    )
    .orderBy(run.createdAt)
    .limit(100);
  const limits = new Map<string, Limits>();
  for (const { id, plan, workspaceId } of queued) {
    const known = limits.get(workspaceId) ?? (await readLimits(services.db, workspaceId));
    limits.set(workspaceId, known);
    await startWorkflow(services, { id, plan: plan as unknown as RunPlan }, known);
  }
}
