import { eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { run as runTable } from "../../db/schema/runs.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import type { StepContext } from "../../workflows/core/step-context.ts";
import { deploymentReady } from "../deployments/readiness.ts";
import type { RunFacts } from "./run-facts.ts";

/** What a step may read of the workspace, outside the transaction that records it. */
export function lookups(db: Database, run: RunFacts): StepContext["lookup"] {
  return {
    runRecord: async () => {
      const [row] = await db
        .select({ params: runTable.params, planHash: runTable.planHash, plan: runTable.plan })
        .from(runTable)
        .where(eq(runTable.id, run.id));
      return row as unknown as JsonObject;
    },
    deploymentReady: (endpoint, revision) =>
      deploymentReady(db, run.workspaceId, endpoint, revision),
  };
}
