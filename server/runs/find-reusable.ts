import { hostname } from "node:os";
import type { Database } from "../../db/client.ts";
import type { Outputs } from "../../workflows/core/artifact.ts";
import type { StepCall } from "../../workflows/pipelines/messages.ts";
import type { Artifacts } from "../artifacts.ts";
import { cacheKey } from "./cache-key.ts";
import { contentsExist } from "./contents-exist.ts";
import { findCached, recordDone } from "./record-step.ts";
import { runFacts } from "./run-facts.ts";

/** The outputs of earlier results for calls of one run, recorded as this run's; null where there is none. */
export async function findReusable(
  db: Database,
  artifacts: Artifacts,
  calls: readonly StepCall[],
): Promise<(Outputs | null)[]> {
  return Promise.all(
    calls.map(async (call) => {
      const { runId, node, inputs, item = "" } = call;
      const { workspaceId } = await runFacts(db, runId);
      const key = cacheKey(call);
      const found = await findCached(db, workspaceId, key);
      if (!found || !(await contentsExist(artifacts, found.outputs))) return null;
      const { id, kind, queue, config } = node;
      const start = { runId, node: id, item, kind, queue, host: hostname(), config, inputs };
      return await recordDone(
        db,
        { ...start, cacheKey: key, resumes: false },
        { outputs: found.outputs, artifacts: [], cachedFrom: found.runId, workspaceId, tookMs: 0 },
      );
    }),
  );
}
