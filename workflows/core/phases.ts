import type { NodeOnCanvas } from "./check-wires.ts";
import type { DocumentNode } from "./document.ts";
import type { PlanNode } from "./plan.ts";
import type { Report } from "./problems.ts";

const PHASES = ["main", "on-failure", "finally"] as const;
export type Phase = (typeof PHASES)[number];

/**
 * The phase of each node: its own, or the latest of what it is wired to, a map with what stands inside it; what stands inside a
 * map runs in the map's. A node cannot run in an earlier phase than what it needs.
 */
export function checkPhases(
  nodes: ReadonlyMap<string, NodeOnCanvas & { node: DocumentNode }>,
  needs: ReadonlyMap<string, PlanNode["needs"]>,
  report: Report,
): Map<string, Phase> {
  const phases = new Map<string, Phase>();
  const visiting = new Set<string>();
  const endsOf = (id: string) => Object.values(needs.get(id) ?? {}).flat();
  const intoMap = new Map<string, PlanNode["needs"][string]>();
  for (const [id, { parent }] of nodes) {
    if (parent === null) continue;
    const outside = endsOf(id).filter(({ node }) => nodes.get(node)?.parent !== parent);
    intoMap.set(parent, [...(intoMap.get(parent) ?? []), ...outside]);
  }
  for (const id of nodes.keys()) phaseOf(id);
  return phases;

  function phaseOf(id: string): Phase {
    const known = phases.get(id);
    if (known) return known;
    // A cycle is a problem of its own.
    if (visiting.has(id)) return "main";
    visiting.add(id);
    const phase = findPhase(id);
    phases.set(id, phase);
    return phase;
  }

  function findPhase(id: string): Phase {
    const { node, parent } = nodes.get(id)!;
    if (parent !== null) return phaseOf(parent);
    const own = node.policy?.phase;
    const ends = [...endsOf(id), ...(intoMap.get(id) ?? [])];
    const latest = ends.map(({ node }) => phaseOf(node)).reduce(later, "main");
    if (own && PHASES.indexOf(own) < PHASES.indexOf(latest))
      report(
        "P028",
        { node: id, field: "policy.phase" },
        `'${id}' is to run in the phase '${own}', but needs a step that runs later, in '${latest}': give it that phase, or remove the wire.`,
      );
    return own ?? latest;
  }
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
