import { eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { run } from "../../db/schema/runs.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";

/** The plan of a run as it stands in its record. */
export async function loadPlan(db: Database, runId: string): Promise<RunPlan> {
  const [found] = await db.select({ plan: run.plan }).from(run).where(eq(run.id, runId));
  if (!found) throw new Error(`There is no run '${runId}' in the database.`);
  return found.plan as unknown as RunPlan;
}
