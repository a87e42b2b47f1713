import { sql } from "drizzle-orm";
import type { Inputs, Outputs } from "../../workflows/core/artifact.ts";
import { canonicalJson } from "../../workflows/core/json.ts";
import type { PlanNode, RunPlan } from "../../workflows/core/plan.ts";
import { registry } from "../../workflows/steps/index.ts";
import type { Ctx } from "../context.ts";
import { changedNodes } from "./edit-plan.ts";
import { endedSteps } from "./pins.ts";

/**
 * What a step gave when its pipeline last ran it as it is now, on the same inputs: for steps of which nothing is cached. A
 * map must have had the same inside it, and its steps the same from outside; a sub-pipeline must have run the version that it
 * would run now. What a folder holds nobody knows.
 * @param outputs what each earlier step of the plan gives
 */
export async function newestResult(
  ctx: Pick<Ctx, "db" | "actor">,
  plan: RunPlan,
  node: PlanNode,
  { inputs, outputs }: { inputs: Inputs; outputs: (node: string) => Outputs | undefined },
): Promise<{ outputs: Outputs; runId: string } | null> {
  const { id, kind, config, map } = node;
  const [found] = await ctx.db.execute<{
    id: string;
    plan: RunPlan;
    outputs: Outputs;
    runId: string;
  }>(sql`
    select r.id, r.plan, s.outputs, coalesce(s.cached_from, r.id) as "runId"
    from run r join step_run s on s.run_id = r.id
    where r.workspace_id = ${ctx.actor.workspaceId} and r.name = ${plan.pipeline}
      and s.node = ${id} and s.item = '' and s.status = 'done' and s.kind = ${kind}
      and s.config = ${JSON.stringify(config)}::jsonb and s.inputs = ${JSON.stringify(inputs)}::jsonb
    order by r.created_at desc, r.id desc limit 1
  `);
  if (!found || changedNodes({ ...plan, nodes: [node] }, found.plan).length > 0) return null;
  if (map && config["over"] === "files") return null;
  if (await ranAnOlderVersion(ctx, found.runId, node)) return null;
  if (map) {
    const then = await endedSteps(ctx, found.id);
    const same = (outer: string) =>
      canonicalJson(then.get(outer)?.pin?.outputs ?? {}) === canonicalJson(outputs(outer) ?? {});
    if (!map.outer.every(same)) return null;
  }
  return found;
}

/** Whether a run of another pipeline that the step began, or one inside it, was of a version that is not the newest any more. */
async function ranAnOlderVersion(
  { db }: Pick<Ctx, "db">,
  runId: string,
  node: PlanNode,
): Promise<boolean> {
  const newest = [node, ...(node.map?.body ?? [])]
    .filter(
      ({ kind, config }) => registry.get(kind)?.asks === "child" && config["version"] === undefined,
    )
    .map(({ id }) => id);
  if (newest.length === 0) return false;
  const rows = await db.execute(sql`
    select 1 from run child where child.parent_run_id = ${runId} and child.parent_node in ${newest}
      and child.pipeline_version is distinct from (
        select max(number) from pipeline_version v where v.pipeline_id = child.pipeline_id) limit 1`);
  return rows.length > 0;
}
