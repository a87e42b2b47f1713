import { and, eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { user } from "../../db/schema/auth.ts";
import { run as runTable, stepRun } from "../../db/schema/runs.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import type { StepContext } from "../../workflows/core/step-context.ts";
import { deploymentReady } from "../deployments/readiness.ts";
import { readEnv } from "../env.ts";
import type { RunFacts } from "./run-facts.ts";

/** What a step may read of the workspace, outside the transaction that records it. */
export function lookups(db: Database, run: RunFacts): Omit<StepContext["lookup"], "itemResults"> {
  return {
    runRecord: async () => {
      const [row] = await db
        .select({ params: runTable.params, planHash: runTable.planHash, plan: runTable.plan })
        .from(runTable)
        .where(eq(runTable.id, run.id));
      return row as unknown as JsonObject;
    },
    runSummary: async () => {
      const [row] = await db
        .select({ params: runTable.params, startedBy: user.name })
        .from(runTable)
        .innerJoin(user, eq(user.id, runTable.startedBy))
        .where(eq(runTable.id, run.id));
      const { webUrl } = readEnv();
      const url = webUrl === undefined ? "" : new URL(`/runs/${run.id}`, webUrl).href;
      return { ...row!, url };
    },
    childOutput: async (runId, node, port) => {
      const [row] = await db
        .select({ outputs: stepRun.outputs })
        .from(stepRun)
        .innerJoin(runTable, eq(runTable.id, stepRun.runId))
        .where(
          and(
            eq(runTable.id, runId),
            eq(runTable.parentRunId, run.id),
            eq(stepRun.node, node),
            eq(stepRun.item, ""),
            eq(stepRun.status, "done"),
          ),
        );
      return row?.outputs?.[port] ?? null;
    },
    deploymentReady: (endpoint, revision) =>
      deploymentReady(db, run.workspaceId, endpoint, revision),
  };
}
