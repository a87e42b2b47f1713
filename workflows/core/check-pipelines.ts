import type { CheckedNode } from "./plan-nodes.ts";
import { namedPipelines } from "./check-config.ts";
import type { PipelineDocument } from "./document.ts";
import { nearest } from "./nearest.ts";
import type { Report } from "./problems.ts";

/**
 * Checks the names of other pipelines in configs and triggers against those that have a published version. One that is not
 * there is a warning: it may come until the run, and the step says so then. Names that params or items give are not judged.
 */
export function checkPipelines(
  document: PipelineDocument,
  nodes: ReadonlyMap<string, CheckedNode>,
  published: ReadonlySet<string>,
  report: Report,
): void {
  for (const [id, { node, step }] of nodes) {
    if (!step) continue;
    for (const { field, name } of namedPipelines(step, node.config ?? {})) {
      if (published.has(name)) continue;
      report(
        "P075",
        { node: id, field },
        unknown(name, published, "publish it before a run, or choose another."),
        "warning",
      );
    }
  }
  const others = otherPipelines(document, published);
  for (const [index, spec] of (document.triggers ?? []).entries()) {
    // It is published with its own triggers.
    if (spec.type !== "pipeline" || ["", document.name].includes(spec.pipeline)) continue;
    if (published.has(spec.pipeline)) continue;
    report(
      "P075",
      { field: `triggers.${index}.pipeline` },
      unknown(
        spec.pipeline,
        others,
        "the trigger starts nothing until it is published; or choose another.",
      ),
      "warning",
    );
  }
}

/** The published pipelines that a trigger of this one may be meant for: after its own runs it would start itself. */
export function otherPipelines(
  { name: own }: PipelineDocument,
  published: ReadonlySet<string>,
): Set<string> {
  return new Set([...published].filter((name) => name !== own));
}

function unknown(name: string, published: ReadonlySet<string>, remedy: string): string {
  const near = nearest(name, published);
  return `There is no published pipeline '${name}' in this workspace; ${
    near ? `did you mean '${near}'?` : remedy
  }`;
}
