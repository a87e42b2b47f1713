import { ApplicationFailure } from "@temporalio/activity";
import { eq } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "../../db/client.ts";
import { run } from "../../db/schema/runs.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import { holdWithParent } from "./set-paused.ts";

const parent = alias(run, "parent");

/**
 * The plan of a child run as it stands in its record, for its workflow, which has just begun. One that was cancelled before
 * it began does not begin any more; one that is paused, or whose parent is, is told so now that it can hear of it.
 */
export async function loadPlan(db: Database, runId: string): Promise<RunPlan> {
  const [found] = await db
    .select({
      plan: run.plan,
      status: run.status,
      workflowId: run.workflowId,
      parentStatus: parent.status,
    })
    .from(run)
    .leftJoin(parent, eq(parent.id, run.parentRunId))
    .where(eq(run.id, runId));
  if (!found) throw new Error(`There is no run '${runId}' in the database.`);
  if (found.status === "cancelled")
    throw ApplicationFailure.nonRetryable("It was cancelled before it began.", "cancelled");
  if (found.status === "paused" || found.parentStatus === "paused")
    await holdWithParent(db, { id: runId, workflowId: found.workflowId });
  return found.plan;
}
