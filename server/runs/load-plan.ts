import { ApplicationFailure } from "@temporalio/activity";
import { eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { run } from "../../db/schema/runs.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";

/** The plan of a run as it stands in its record. One that was cancelled before it began does not begin any more. */
export async function loadPlan(db: Database, runId: string): Promise<RunPlan> {
  const [found] = await db
    .select({ plan: run.plan, status: run.status })
    .from(run)
    .where(eq(run.id, runId));
  if (!found) throw new Error(`There is no run '${runId}' in the database.`);
  if (found.status === "cancelled")
    throw ApplicationFailure.nonRetryable("It was cancelled before it began.", "cancelled");
  return found.plan as unknown as RunPlan;
}
