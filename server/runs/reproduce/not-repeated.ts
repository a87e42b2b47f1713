import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { PlanNode } from "../../../workflows/core/plan.ts";
import { registry } from "../../../workflows/steps/index.ts";

/** Kinds that act on the workspace or the world, or wait for it: their recorded outputs stand in for them. */
const KINDS = new Set([
  "model.register",
  "model.deploy",
  "notify.webhook",
  "notify.email",
  "control.wait",
  "control.subpipeline",
]);

/** Whether a reproduction leaves a node out: by its own kind, or by that of one inside it. */
export function isNotRepeated({ kind, map }: PlanNode): boolean {
  if (KINDS.has(kind) || registry.get(kind)?.category === "governance") return true;
  return map?.body.some(isNotRepeated) ?? false;
}

/** The nodes that a document pins to what an earlier run gave: the run did not compute them, and neither does its reproduction. */
export function pinnedIn({ nodes }: PipelineDocument): ReadonlySet<string> {
  return new Set(nodes.filter(({ pin }) => pin).map(({ id }) => id));
}
