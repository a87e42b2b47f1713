import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import { registry } from "../../../workflows/steps/index.ts";
import type { Point } from "../../graph/geometry.ts";
import type { Span } from "../layout/wire-at.ts";
import { portsFor } from "../store/fitting-steps.ts";
import type { FlowNode, FlowWire } from "./flow-types.ts";

/** The wires in which a step of this kind could stand, with where they run on the canvas. */
export function spansFor(
  step: StepDefinition,
  document: PipelineDocument,
  nodes: readonly FlowNode[],
  wires: readonly FlowWire[],
): Span[] {
  return spansOf(
    nodes,
    wires.filter(({ id }) => portsFor(document, registry, id, step)),
  );
}

/** Where wires run on the canvas, in their order; those that end at nothing are left out. */
export function spansOf(nodes: readonly FlowNode[], wires: readonly FlowWire[]): Span[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const end = (id: string, handle: string | null | undefined, type: string): Point | null => {
    const node = byId.get(id);
    const found = node?.handles?.find((one) => one.id === handle && one.type === type);
    if (!node || !found) return null;
    const corner = (node.parentId && byId.get(node.parentId)?.position) || { x: 0, y: 0 };
    return {
      x: node.position.x + corner.x + found.x + 5,
      y: node.position.y + corner.y + found.y + 5,
    };
  };
  return wires.flatMap(({ id, source, sourceHandle, target, targetHandle }) => {
    const from = end(source, sourceHandle, "source");
    const to = end(target, targetHandle, "target");
    return from && to ? [{ id, from, to }] : [];
  });
}
