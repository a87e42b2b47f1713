import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { PlanNode } from "../../../workflows/core/plan.ts";
import { registry } from "../../../workflows/steps/index.ts";

/** Whether a reproduction leaves a node out, by its own kind or by that of one inside it: its recorded outputs stand in for it. */
export function isNotRepeated({ kind, map }: PlanNode): boolean {
  if (registry.get(kind)?.onReproduce === "keep") return true;
  return map?.body.some(isNotRepeated) ?? false;
}

/** The nodes that a document pins to what an earlier run gave: the run did not compute them, and neither does its reproduction. */
export function pinnedIn({ nodes }: PipelineDocument): ReadonlySet<string> {
  return new Set(nodes.filter(({ pin }) => pin).map(({ id }) => id));
}
