import { setImmediate } from "node:timers/promises";
import type { ArtifactRef, Inputs, Outputs } from "../../workflows/core/artifact.ts";
import { evaluateCel } from "../../workflows/core/cel.ts";
import type { Json } from "../../workflows/core/json.ts";
import type { PlanNode, RunPlan } from "../../workflows/core/plan.ts";
import { upstreamOf } from "../../workflows/core/upstream.ts";
import type { Ctx } from "../context.ts";
import { cacheKey } from "./cache-key.ts";
import { contentsExist } from "./contents-exist.ts";
import { newestResult } from "./newest-result.ts";
import { findCached } from "./record-step.ts";

/** What would become of a node if the plan ran now. */
export interface Prospect {
  /** `open`: what comes in is known only when an earlier step has run; it may still be reused then. */
  will: "pinned" | "reuse" | "run" | "skip" | "open";
  /** Whose result it takes. */
  run: string | null;
  why: string;
  /** Known before it runs. */
  outputs?: Outputs;
}

/** What an expression may take here, where requests wait for it; a run may take ten times as long. */
const LOOK_COST = 100_000;

/**
 * Goes through a plan as a run would, as far as everything is known before anything runs. Starts nothing.
 * @param newest the newest result of a step is taken even where its kind, or its policy, reuses none
 */
export async function walkPlan(
  ctx: Ctx,
  plan: RunPlan,
  { newest = false } = {},
): Promise<Map<string, Prospect>> {
  const found = new Map<string, Prospect>();
  for (const node of plan.nodes) {
    found.set(node.id, await prospectOf(ctx, plan, node, { found, newest }));
    await setImmediate();
  }
  return found;
}

async function prospectOf(
  ctx: Ctx,
  plan: RunPlan,
  node: PlanNode,
  { found, newest }: { found: ReadonlyMap<string, Prospect>; newest: boolean },
): Promise<Prospect> {
  const { pinned, when, mode, cache } = node;
  if (node.phase) return open("it runs when the rest has ended");
  const unknown = [...upstreamOf(node)].find((id) => {
    const before = found.get(id);
    return before && !before.outputs && before.will !== "skip";
  });
  if (unknown !== undefined) return open(`it depends on what '${unknown}' gives`);
  const inputs: Inputs = {};
  for (const [port, ends] of Object.entries(node.needs)) {
    const refs = ends.flatMap((end) => found.get(end.node)?.outputs?.[end.port] ?? []);
    if (refs.length > 0) inputs[port] = refs;
    else if (node.required.includes(port)) return skip(`nothing arrives at its input '${port}'`);
  }
  const decide = (expression: string, more: Record<string, Json> = {}) => {
    const outcome = evaluateCel(expression, { ...bindings(plan, found), ...more }, LOOK_COST);
    return outcome.ok && typeof outcome.value === "boolean" ? outcome.value : null;
  };
  if (when !== null) {
    const holds = decide(when);
    if (holds === null) return open(`its condition '${when}' is decided in the run`);
    if (!holds) return skip(`its condition '${when}' is false`);
  }
  if (pinned)
    return { will: "pinned", run: pinned.run, why: "it is pinned", outputs: pinned.outputs };
  if (mode === "join") return goes("passes on what comes in", { out: inputs["in"]![0]! });
  if (mode !== "activity") return branch(node, inputs["value"]![0]!, decide);
  if (cache === false && !newest)
    return runs("its kind of step, or its policy, never reuses a result");
  if (cache === "refresh" && !newest) return runs("it is to run anew");
  const outputs = (id: string) => found.get(id)?.outputs;
  const cached = async () => {
    const key = cacheKey({ node, inputs });
    return (await findCached(ctx.db, ctx.actor.workspaceId, [key])).get(key);
  };
  const earlier =
    cache === false ? await newestResult(ctx, plan, node, { inputs, outputs }) : await cached();
  if (!earlier) return runs("nothing was made from the same inputs and config before");
  if (!(await contentsExist(ctx.artifacts, earlier.outputs)))
    return runs("the content of its earlier result is gone");
  return {
    will: "reuse",
    run: earlier.runId,
    why: "the same inputs and config gave it before",
    outputs: earlier.outputs,
  };
}

function branch(
  { mode, config }: PlanNode,
  value: ArtifactRef,
  decide: (expression: string, more: Record<string, Json>) => boolean | null,
): Prospect {
  const input = { input: value.meta };
  const cases =
    mode === "condition"
      ? [{ name: "true", when: String(config["expression"]) }]
      : (config["cases"] as { name: string; when: string }[]);
  for (const { name, when } of cases) {
    const holds = decide(when, input);
    if (holds === null) return open(`'${when}' is decided in the run`);
    if (holds) return goes(`goes to '${name}'`, { [name]: value });
  }
  const rest = mode === "condition" ? "false" : "otherwise";
  return goes(`goes to '${rest}'`, { [rest]: value });
}

function bindings({ params }: RunPlan, found: ReadonlyMap<string, Prospect>): Record<string, Json> {
  const steps: Record<string, Json> = {};
  for (const [id, { outputs }] of found)
    if (outputs)
      steps[id] = Object.fromEntries(
        Object.entries(outputs).map(([port, { meta }]) => [port, meta]),
      );
  return { params, steps, run: { id: "", status: "running", error: null, failed: [] } };
}

const open = (why: string): Prospect => ({ will: "open", run: null, why });
const skip = (why: string): Prospect => ({ will: "skip", run: null, why });
const runs = (why: string): Prospect => ({ will: "run", run: null, why });
/** Decided by the run itself, without a worker. */
const goes = (why: string, outputs: Outputs): Prospect => ({ ...runs(why), outputs });
