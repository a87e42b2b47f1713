import { sql } from "drizzle-orm";
import type { Inputs, Outputs } from "../../workflows/core/artifact.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import type { StepCall } from "../../workflows/pipelines/messages.ts";
import { cacheKey } from "./cache-key.ts";
import { contentsExist } from "./contents-exist.ts";
import { earlierRuns } from "./earlier-runs.ts";
import type { StepServices } from "./execute-step.ts";
import type { RunFacts } from "./run-facts.ts";

/**
 * What a step inside a map gave for its item in the run of which this one runs only what failed, when it would do the same
 * there again; null where it has to run. A map that failed runs again as a whole, the steps of its items that were done do not.
 */
export async function keptOfItem(
  { db, artifacts }: Pick<StepServices, "db" | "artifacts">,
  { id: runId, trigger }: RunFacts,
  { node, inputs, item, event, ending }: StepCall,
): Promise<{ outputs: Outputs; cachedFrom: string } | null> {
  // What runs at the end of a run runs at the end of each.
  if (item === undefined || event || ending || !runsOnlyFailed(trigger)) return null;
  const [found] = await db.execute<{
    run: string;
    kind: string;
    stepVersion: number;
    config: JsonObject;
    inputs: Inputs;
    outputs: Outputs;
  }>(sql`
    with recursive earlier(id, distance) as (
      -- One that came between may not have come as far.
      ${earlierRuns(runId, sql`r.trigger ->> 'type' = 'rerun' and r.trigger ->> 'mode' = 'failed'`)})
    select coalesce(s.cached_from, s.run_id) as run, s.kind, s.config, s.inputs, s.outputs, jsonb_path_query_first(r.plan,
      '$.nodes[*].map.body[*] ? (@.id == $node).stepVersion', jsonb_build_object('node', s.node)) as "stepVersion"
    from earlier e join run r on r.id = e.id join step_run s on s.run_id = e.id
    where s.node = ${node.id} and s.item = ${item} and s.status = 'done'
    order by e.distance limit 1`);
  if (!found) return null;
  const { run, outputs, ...then } = found;
  const isSame =
    cacheKey({ node: { ...node, ...then }, inputs: then.inputs }) === cacheKey({ node, inputs });
  if (!isSame || !(await contentsExist(artifacts, outputs))) return null;
  return { outputs, cachedFrom: run };
}

function runsOnlyFailed(trigger: RunFacts["trigger"]): boolean {
  return trigger.type === "rerun" && trigger.mode === "failed";
}
