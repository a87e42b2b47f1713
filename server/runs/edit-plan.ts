import type { ParamValues } from "../../workflows/core/document.ts";
import { canonicalJson } from "../../workflows/core/json.ts";
import type { PinnedOutputs, PlanNode, RunPlan } from "../../workflows/core/plan.ts";
import { namedParams, upstreamOf } from "../../workflows/core/upstream.ts";
import { PenstockError } from "../errors.ts";

/** These nodes and all that depends on what they give. */
export function behind({ nodes }: RunPlan, ids: Iterable<string>): Set<string> {
  const found = new Set(ids);
  // Every node comes after what it needs, but for steps that only an expression names.
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const node of nodes)
      if ([...upstreamOf(node)].some((id) => found.has(id))) found.add(node.id);
  }
  return found;
}

/** The node of the plan that has this id, or the map that it stands inside. Throws `bad-request`. */
export function nodeOrItsMap({ nodes }: RunPlan, id: string, of: "pipeline" | "run"): PlanNode {
  const found = nodes.find(
    (node) => node.id === id || node.map?.body.some((inner) => inner.id === id),
  );
  if (!found) throw new PenstockError("bad-request", `The ${of} has no step '${id}'.`);
  return found;
}

/** The plan of one node, or of the map it stands inside, and of what it needs. */
export function upTo(plan: RunPlan, target: PlanNode): RunPlan {
  if (target.phase)
    throw new PenstockError(
      "bad-request",
      `'${target.id}' runs when the rest has ended: run the whole pipeline, or name another step.`,
    );
  const byId = new Map(plan.nodes.map((node) => [node.id, node]));
  const wanted = new Set([target.id]);
  for (const id of wanted)
    for (const needed of upstreamOf(byId.get(id)!)) if (byId.has(needed)) wanted.add(needed);
  return { ...plan, nodes: plan.nodes.filter(({ id }) => wanted.has(id)) };
}

/** For `refreshed`: every node. */
export const ALL = { has: () => true };

/** The plan with nodes that run anew whatever is cached; those inside a map with it. */
export function refreshed(plan: RunPlan, ids: { has: (id: string) => boolean }): RunPlan {
  const refresh = (node: PlanNode, all: boolean): PlanNode => {
    const own = all || ids.has(node.id);
    const body = node.map?.body.map((inner) => refresh(inner, own));
    return {
      ...node,
      ...(own && node.cache === true && !node.pinned ? { cache: "refresh" as const } : {}),
      ...(body ? { map: { ...node.map!, body } } : {}),
    };
  };
  return { ...plan, nodes: plan.nodes.map((node) => refresh(node, false)) };
}

/** The plan with outputs of earlier runs in the place of nodes. */
export function pinned(plan: RunPlan, pins: ReadonlyMap<string, PinnedOutputs>): RunPlan {
  const pin = (node: PlanNode): PlanNode => {
    const found = pins.get(node.id);
    return found ? { ...node, pinned: found } : node;
  };
  return { ...plan, nodes: plan.nodes.map(pin) };
}

/** Ids of nodes that are not, or not the same, in the other plan: what they gave there is no result of theirs here. */
export function changedNodes(plan: RunPlan, other: RunPlan): string[] {
  const meanings = new Map(other.nodes.map((node) => [node.id, meaning(node, other.params)]));
  return plan.nodes
    .filter((node) => meanings.get(node.id) !== meaning(node, plan.params))
    .map(({ id }) => id);
}

/** A config has its params filled in; an expression reads them in the run. */
function meaning(node: PlanNode, params: ParamValues): string {
  const { kind, stepVersion, config, needs, when, map } = node;
  const read = namedParams(node, params);
  const inside = map && {
    body: map.body.map((inner) => meaning(inner, params)),
    result: map.result,
  };
  return canonicalJson({ kind, stepVersion, config, needs, when, read, inside: inside ?? null });
}
