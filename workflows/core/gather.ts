import type { ArtifactRef, Inputs, Outputs } from "./artifact.ts";
import type { Json } from "./json.ts";
import type { PlanEnd, PlanNode } from "./plan.ts";
import { ERROR_PORT } from "./ports.ts";

/** How a node ended. `why` is the root of a skip, carried along, or what a condition found. */
export type NodeResult =
  | { status: "done"; outputs: Outputs; why?: string }
  | { status: "skipped"; why: string }
  | { status: "failed"; why: string; tolerated?: true };

/**
 * The inputs of a node by port; or why it is skipped, and the port that decided it: something it is wired to failed, or
 * nothing arrived at an input it cannot do without. At an input for several wires, those that carried nothing leave the others. A node that joins any, or
 * runs when the rest has ended, takes what is there.
 */
export function gather(
  { needs, required, join, phase }: Pick<PlanNode, "needs" | "required" | "join" | "phase">,
  results: ReadonlyMap<string, NodeResult>,
): { inputs: Inputs } | { skip: string; port: string } {
  const inputs: Inputs = {};
  for (const [port, ends] of Object.entries(needs)) {
    const found: Inputs[string] = [];
    let absent = "";
    for (const end of ends) {
      const result = results.get(end.node);
      const value = valueAt(end, result);
      if (value) found.push(value);
      else if (result?.status === "failed" && !result.tolerated && !join && !phase)
        return { skip: `'${end.node}' failed`, port };
      else absent = whyAbsent(end, result);
    }
    if (found.length > 0) inputs[port] = found;
    else if (required.includes(port)) return { skip: absent, port };
  }
  return { inputs };
}

/** What expressions read as `steps`: the facts of each output, of the steps that are done. */
export function factsOf(results: Iterable<[string, NodeResult]>): Record<string, Json> {
  const facts: Record<string, Json> = {};
  for (const [id, result] of results)
    if (result.status === "done")
      facts[id] = Object.fromEntries(
        Object.entries(result.outputs).map(([port, ref]) => [port, ref.meta]),
      );
  return facts;
}

/** What an output carried, or undefined: the failure of a node that failed, at its `error` port. */
export function valueAt(
  { node, port }: PlanEnd,
  result: NodeResult | undefined,
): ArtifactRef | undefined {
  if (result?.status === "done") return result.outputs[port];
  if (result?.status === "failed" && port === ERROR_PORT)
    return {
      type: "failure",
      // It has no content beside its facts.
      hash: "0".repeat(64),
      bytes: 0,
      meta: { node, message: result.why },
    };
  return undefined;
}

function whyAbsent({ node, port }: PlanEnd, result: NodeResult | undefined): string {
  if (!result) return `'${node}' did not run to its end`;
  if (result.status === "skipped") return result.why;
  if (result.status === "failed") return `'${node}' failed`;
  if (port === ERROR_PORT) return `'${node}' did not fail`;
  // What a map of no items gives is the list of them, and nothing else.
  if (
    Object.values(result.outputs).some(({ type, meta }) => type === "list" && meta["count"] === 0)
  )
    return `'${node}' produced no '${port}': the map had no items`;
  const taken = Object.keys(result.outputs);
  const turn =
    taken.length > 0 ? `'${node}' went to '${taken.join("', '")}'` : `'${node}' produced nothing`;
  return result.why ? `${turn}: ${result.why}` : turn;
}
