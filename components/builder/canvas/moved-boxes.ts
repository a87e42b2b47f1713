import type { NodeChange } from "@xyflow/react";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import type { Box } from "../layout/geometry.ts";
import { nestingOf } from "../layout/inside.ts";
import { isMap } from "../layout/node-ports.ts";
import { placeNodes } from "../layout/place.ts";
import { placeTriggers } from "../layout/place-triggers.ts";
import type { FlowNode } from "./to-flow.ts";

/**
 * Where React Flow's changes put nodes and triggers, in places of the canvas: React Flow counts from the corner of the map
 * that a node stands in, and what stands in a map that moves goes along.
 */
export function movedBoxes(
  changes: readonly NodeChange<FlowNode>[],
  document: PipelineDocument,
): { moved: Map<string, Box>; dragging: boolean } {
  const moved = new Map<string, Box>();
  let dragging = false;
  const positions = changes.filter((change) => change.type === "position");
  if (positions.length === 0) return { moved, dragging };
  const places = placeNodes(document, registry);
  const triggers = placeTriggers(document, places, registry);
  const { inside, parentOf } = nestingOf(document, registry);
  const ids = new Set(positions.map(({ id }) => id));
  for (const { id, position, dragging: held } of positions) {
    const before = places.get(id) ?? triggers.get(id);
    const parent = parentOf.get(id);
    if (!before || !position || (parent !== undefined && ids.has(parent))) continue;
    if (held) dragging = true;
    const corner = (parent === undefined ? undefined : places.get(parent)) ?? { x: 0, y: 0 };
    const box = { ...before, x: position.x + corner.x, y: position.y + corner.y };
    moved.set(id, box);
    for (const { id: child } of inside.get(id) ?? []) {
      const { x, y, ...size } = places.get(child)!;
      moved.set(child, { ...size, x: x + box.x - before.x, y: y + box.y - before.y });
    }
  }
  return { moved, dragging };
}

/** Of what a drag moves, the steps that may thereby enter or leave a map: neither maps, nor what moves with its map. */
export function loosened(moved: ReadonlyMap<string, Box>, document: PipelineDocument): string[] {
  const { parentOf } = nestingOf(document, registry);
  return document.nodes.flatMap((node) =>
    moved.has(node.id) && !isMap(node, registry) && !moved.has(parentOf.get(node.id) ?? "")
      ? [node.id]
      : [],
  );
}
