import { isMap } from "./define-step.ts";
import type { DocumentNode } from "./document.ts";
import type { CheckedNode } from "./plan-nodes.ts";
import type { Report } from "./problems.ts";

type Placed = Pick<CheckedNode, "node" | "step" | "parent">;

/** That nodes stand inside maps alone. One that cannot stand where it does counts as outside from here on. */
export function checkParents(nodes: ReadonlyMap<string, Placed>, report: Report): void {
  for (const checked of nodes.values()) {
    const { id, parent } = checked.node;
    if (parent === undefined) continue;
    const why = parentRefusal(checked, nodes.get(parent));
    if (why === null) continue;
    report(
      "P026",
      { node: id, field: "parent" },
      `'${id}' cannot stand inside '${parent}': ${why}.`,
    );
    checked.parent = null;
  }
}

/** Why a node cannot stand inside its parent, as the end of a sentence; null when it can. */
function parentRefusal({ node, step }: Placed, map: Placed | undefined): string | null {
  if (!map?.step || !isMap(map.step)) return `'${node.parent}' is no map`;
  if (map.node.parent !== undefined) return "a map cannot stand inside another";
  if (step && isMap(step))
    return "a map cannot stand inside another; put it into a pipeline of its own and run that for each item";
  if (node.policy?.phase)
    return "a step with a phase belongs to the run as a whole, not to an item";
  return null;
}

/** That something stands inside each map. */
export function checkMapsFilled(
  nodes: ReadonlyMap<string, CheckedNode>,
  all: readonly DocumentNode[],
  report: Report,
): void {
  const parents = new Set(all.map(({ parent }) => parent));
  for (const [id, { step }] of nodes)
    if (step && isMap(step) && !parents.has(id))
      report(
        "P029",
        { node: id },
        `The map '${id}' is empty: put the steps into it that shall run for each item.`,
      );
}
