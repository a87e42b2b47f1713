import { setImmediate } from "node:timers/promises";
import type { ArtifactRef, Outputs } from "../../workflows/core/artifact.ts";
import { joined, waysOut } from "../../workflows/core/branch.ts";
import { evaluateCel } from "../../workflows/core/cel.ts";
import { factsOf, gather, type NodeResult } from "../../workflows/core/gather.ts";
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
  const results = new Map<string, NodeResult>();
  for (const node of plan.nodes) {
    const prospect = await prospectOf(ctx, plan, node, { found, results, newest });
    found.set(node.id, prospect);
    const result = resultOf(prospect);
    if (result) results.set(node.id, result);
    await setImmediate();
  }
  return found;
}

/** How a node will have ended, where that is known. */
function resultOf({ will, outputs, why }: Prospect): NodeResult | undefined {
  if (outputs) return { status: "done", outputs };
  return will === "skip" ? { status: "skipped", why } : undefined;
}

interface Walk {
  /** Of the nodes before this one. */
  found: ReadonlyMap<string, Prospect>;
  /** Of those whose end is known. */
  results: ReadonlyMap<string, NodeResult>;
  newest: boolean;
}

async function prospectOf(
  ctx: Ctx,
  plan: RunPlan,
  node: PlanNode,
  { found, results, newest }: Walk,
): Promise<Prospect> {
  const { pinned, when, mode, cache } = node;
  if (node.phase) return open("it runs when the rest has ended");
  const unknown = [...upstreamOf(node)].find((id) => found.has(id) && !results.has(id));
  if (unknown !== undefined) return open(`it depends on what '${unknown}' gives`);
  const gathered = gather(node, results);
  if ("skip" in gathered) return skip(`nothing arrives at its input '${gathered.port}'`);
  const { inputs } = gathered;
  const decide = (expression: string, more: Record<string, Json> = {}) => {
    const outcome = evaluateCel(expression, { ...bindings(plan, results), ...more }, LOOK_COST);
    return outcome.ok && typeof outcome.value === "boolean" ? outcome.value : null;
  };
  if (when !== null) {
    const holds = decide(when);
    if (holds === null) return open(`its condition '${when}' is decided in the run`);
    if (!holds) return skip(`its condition '${when}' is false`);
  }
  if (pinned)
    return { will: "pinned", run: pinned.run, why: "it is pinned", outputs: pinned.outputs };
  if (mode === "join") return goes("passes on what comes in", joined(inputs));
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
  node: PlanNode,
  value: ArtifactRef,
  decide: (expression: string, more: Record<string, Json>) => boolean | null,
): Prospect {
  const ways = waysOut(node);
  if ("fault" in ways) return runs(ways.fault);
  const input = { input: value.meta };
  const goesTo = (port: string) => goes(`goes to '${port}'`, { [port]: value });
  for (const { port, when } of ways.cases) {
    const holds = decide(when, input);
    if (holds === null) return open(`'${when}' is decided in the run`);
    if (holds) return goesTo(port);
  }
  return goesTo(ways.otherwise.port);
}

function bindings(
  { params }: RunPlan,
  results: ReadonlyMap<string, NodeResult>,
): Record<string, Json> {
  const run = { id: "", status: "running", error: null, failed: [] };
  return { params, steps: factsOf(results), run };
}

const open = (why: string): Prospect => ({ will: "open", run: null, why });
const skip = (why: string): Prospect => ({ will: "skip", run: null, why });
const runs = (why: string): Prospect => ({ will: "run", run: null, why });
/** Decided by the run itself, without a worker. */
const goes = (why: string, outputs: Outputs): Prospect => ({ ...runs(why), outputs });
