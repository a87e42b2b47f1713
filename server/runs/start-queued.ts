import { and, eq, lt, sql } from "drizzle-orm";
import { run } from "../../db/schema/runs.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import type { Services } from "../context.ts";
import { startWorkflow } from "./start.ts";

/** Starts the runs that were written down while Temporal could not be reached. Starting one twice changes nothing. */
export async function startQueuedRuns(services: Pick<Services, "db" | "temporal">): Promise<void> {
  const queued = await services.db
    .select({ id: run.id, plan: run.plan })
    .from(run)
    .where(and(eq(run.status, "queued"), lt(run.createdAt, sql`now() - interval '5 seconds'`)))
    .orderBy(run.createdAt)
    .limit(100);
  for (const { id, plan } of queued)
    await startWorkflow(services, { id, plan: plan as unknown as RunPlan });
}
