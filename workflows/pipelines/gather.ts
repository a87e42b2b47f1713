import type { Inputs, Outputs } from "../core/artifact.ts";
import type { PlanNode } from "../core/plan.ts";

/** How a node ended. `why` is the root of a skip, carried along, or what a condition found. */
export type NodeResult =
  | { status: "done"; outputs: Outputs; why?: string }
  | { status: "skipped"; why: string }
  | { status: "failed"; why: string };

/**
 * The inputs of a node by port; or why it is skipped: something it is wired to failed, or nothing arrived at an input it
 * cannot do without. At an input for several wires, those that carried nothing leave the others.
 */
export function gather(
  node: Pick<PlanNode, "needs" | "required">,
  results: ReadonlyMap<string, NodeResult>,
): { inputs: Inputs } | { skip: string } {
  const inputs: Inputs = {};
  for (const [port, ends] of Object.entries(node.needs)) {
    const found: Inputs[string] = [];
    let absent = "";
    for (const end of ends) {
      const result = results.get(end.node)!;
      if (result.status === "failed") return { skip: `'${end.node}' failed` };
      const value = result.status === "done" ? result.outputs[end.port] : undefined;
      if (value) found.push(value);
      else absent = whyAbsent(end.node, result);
    }
    if (found.length > 0) inputs[port] = found;
    else if (node.required.includes(port)) return { skip: absent };
  }
  return { inputs };
}

function whyAbsent(node: string, result: NodeResult): string {
  if (result.status === "skipped") return result.why;
  const taken = result.status === "done" ? Object.keys(result.outputs) : [];
  const turn =
    taken.length > 0 ? `'${node}' went to '${taken.join("', '")}'` : `'${node}' produced nothing`;
  return result.why ? `${turn}: ${result.why}` : turn;
}
