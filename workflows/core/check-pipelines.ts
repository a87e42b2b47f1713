import type { CheckedNode } from "./plan-nodes.ts";
import { namedPipelines } from "./check-config.ts";
import { nearest } from "./nearest.ts";
import type { Report } from "./problems.ts";

/**
 * Checks the names of other pipelines in configs against those that have a published version. One that is not there is a
 * warning: it may come until the run, and the step says so then. Names that params or items give are not judged.
 */
export function checkPipelines(
  nodes: ReadonlyMap<string, CheckedNode>,
  published: ReadonlySet<string>,
  report: Report,
): void {
  for (const [id, { node, step }] of nodes) {
    if (!step) continue;
    for (const { field, name } of namedPipelines(step, node.config ?? {})) {
      if (published.has(name)) continue;
      const near = nearest(name, published);
      report(
        "P075",
        { node: id, field },
        `There is no published pipeline '${name}' in this workspace; ${
          near ? `did you mean '${near}'?` : "publish it before a run, or choose another."
        }`,
        "warning",
      );
    }
  }
}
