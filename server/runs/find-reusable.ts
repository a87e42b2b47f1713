import { hostname } from "node:os";
import type { Outputs } from "../../workflows/core/artifact.ts";
import type { StepCall } from "../../workflows/pipelines/messages.ts";
import { cacheKey } from "./cache-key.ts";
import { contentsExist } from "./contents-exist.ts";
import type { StepServices } from "./execute-step.ts";
import { findCached } from "./record-step.ts";
import { runFacts } from "./run-facts.ts";

/** The outputs of earlier results for calls of one run, recorded as this run's; null where there is none. */
export async function findReusable(
  { db, artifacts, results }: Pick<StepServices, "db" | "artifacts" | "results">,
  calls: readonly StepCall[],
): Promise<(Outputs | null)[]> {
  if (calls.length === 0) return [];
  const { workspaceId } = await runFacts(db, calls[0]!.runId);
  const keys = calls.map(cacheKey);
  const found = await findCached(db, workspaceId, keys);
  const usable = await Promise.all(
    keys.map(async (key) => {
      const earlier = found.get(key);
      return earlier && (await contentsExist(artifacts, earlier.outputs)) ? earlier : null;
    }),
  );
  const host = hostname();
  return Promise.all(
    calls.map(async ({ runId, node, inputs, item = "" }, index) => {
      const earlier = usable[index];
      if (!earlier) return null;
      const { id, kind, queue, config } = node;
      const start = { runId, node: id, item, kind, queue, host, config, inputs };
      return results.write({
        start: { ...start, cacheKey: keys[index]!, resumes: false },
        outputs: earlier.outputs,
        artifacts: [],
        cachedFrom: earlier.runId,
        workspaceId,
        tookMs: 0,
      });
    }),
  );
}
