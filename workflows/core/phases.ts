import type { NodeOnCanvas } from "./check-wires.ts";
import type { DocumentNode } from "./document.ts";
import { topologicalOrder, type Graph } from "./graph.ts";
import type { Report } from "./problems.ts";

const PHASES = ["main", "on-failure", "finally"] as const;
export type Phase = (typeof PHASES)[number];

/**
 * The phase of each node: its own, or the latest of what it comes after; what stands inside a map runs in the map's. A node
 * cannot run in an earlier phase than what it needs.
 * @param successors who has to end before whom; nodes that wait for each other have no phase
 */
export function checkPhases(
  nodes: ReadonlyMap<string, NodeOnCanvas & { node: DocumentNode }>,
  successors: Graph,
  report: Report,
): Map<string, Phase> {
  const phases = new Map<string, Phase>();
  const needed = new Map<string, Phase>();
  for (const id of topologicalOrder(successors)) {
    const { node, parent } = nodes.get(id)!;
    const own = node.policy?.phase;
    const latest = needed.get(id) ?? "main";
    if (parent === null && own && later(own, latest) !== own)
      report(
        "P028",
        { node: id, field: "policy.phase" },
        `'${id}' is to run in the phase '${own}', but needs a step that runs later, in '${latest}': give it that phase, or remove the wire from it or the expression that names it.`,
      );
    const phase = parent === null ? (own ?? latest) : (phases.get(parent) ?? "main");
    phases.set(id, phase);
    for (const next of successors.get(id)!)
      needed.set(next, later(needed.get(next) ?? "main", phase));
  }
  return phases;
}

/**
 * Nodes whose failure is handled where their `error` port leads: not where it leads only to steps that run when the run has
 * failed, since without its failure they would not.
 */
export function handledNodes(
  errors: ReadonlyMap<string, readonly string[]>,
  phases: ReadonlyMap<string, Phase>,
): Set<string> {
  const isLate = (id: string) => phases.get(id) === "on-failure";
  const handled = [...errors].filter(([id, targets]) => isLate(id) || !targets.every(isLate));
  return new Set(handled.map(([id]) => id));
}

function later(a: Phase, b: Phase): Phase {
  return PHASES.indexOf(a) >= PHASES.indexOf(b) ? a : b;
}
