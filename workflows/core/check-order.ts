import { findCycle, reachable, type Graph } from "./graph.ts";
import type { CheckedNode } from "./plan-nodes.ts";
import type { Report } from "./problems.ts";
import { namedSteps } from "./upstream.ts";

/** A node comes after the steps that its expressions name, wired or not; so does the map around it. */
export function waitForNamedSteps(
  nodes: ReadonlyMap<string, CheckedNode>,
  successors: ReadonlyMap<string, string[]>,
): void {
  for (const [id, { node, step, config, parent }] of nodes) {
    if (!step) continue;
    const when = node.policy?.when ?? null;
    for (const named of namedSteps({ when, mode: step.run.mode, config })) {
      const earlier = nodes.get(named);
      if (!earlier || named === id) continue;
      successors.get(named)!.push(id);
      if (parent !== null && earlier.parent !== parent && named !== parent)
        successors.get(named)!.push(parent);
    }
  }
}

/** That no nodes wait for each other, and that data reaches each. */
export function checkOrder(
  nodes: ReadonlyMap<string, CheckedNode>,
  successors: Graph,
  report: Report,
): void {
  const cycle = findCycle(successors);
  if (cycle)
    report(
      "P024",
      { node: cycle[0]! },
      `These nodes wait for each other: ${[...cycle, cycle[0]!].join(" → ")}. Remove one of the wires between them.`,
    );
  const sources = [...nodes]
    .filter(([, { step }]) => !step || Object.values(step.inputs).every((port) => port.optional))
    .map(([id]) => id);
  const reached = reachable(successors, [...sources, ...(cycle ?? [])]);
  for (const [id, { step }] of nodes)
    if (step && !reached.has(id))
      report(
        "P025",
        { node: id },
        `No data reaches '${id}': wire it to a step that leads here, or remove it.`,
        "warning",
      );
}
