import type { NodeChange } from "@xyflow/react";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { contains, type Box, type Point } from "../../graph/geometry.ts";
import { nestingOf } from "../../graph/inside.ts";
import { isMap } from "../../graph/node-ports.ts";
import { placeAll } from "../layout/place-drawn.ts";
import { groupKey } from "../store/canvas-key.ts";
import { groupingOf } from "../store/groups.ts";
import type { FlowNode } from "./flow-types.ts";
import { carried } from "./make-room.ts";

/**
 * Where React Flow's changes put what lies on the canvas, in places of the canvas: React Flow counts from the corner of the
 * map that a node stands in, and what is in a map or a group that moves goes along.
 */
export function movedBoxes(
  changes: readonly NodeChange<FlowNode>[],
  document: PipelineDocument,
): { moved: Map<string, Box>; dragging: boolean } {
  let dragging = false;
  const positions = changes.filter((change) => change.type === "position");
  if (positions.length === 0) return { moved: new Map(), dragging };
  const places = placeAll(document, registry);
  const { parentOf } = nestingOf(document, registry);
  const targets = new Map<string, Point>();
  const ids = new Set(positions.map(({ id }) => id));
  for (const { id, position, dragging: held } of positions) {
    const parent = parentOf.get(id);
    if (!position || !places.has(id) || (parent !== undefined && ids.has(parent))) continue;
    if (held) dragging = true;
    const corner = (parent === undefined ? undefined : places.get(parent)) ?? { x: 0, y: 0 };
    targets.set(id, { x: position.x + corner.x, y: position.y + corner.y });
  }
  const moved = new Map<string, Box>();
  for (const [id, at] of carried(document, places, targets, registry))
    moved.set(id, { ...places.get(id)!, ...at });
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

/** The expanded group whose frame lies under a point; null for none. */
export function groupAt(point: Point, document: PipelineDocument): string | null {
  const places = placeAll(document, registry);
  const found = [...groupingOf(document).members.keys()].find(
    (id) => !document.layout?.groups?.[id]?.collapsed && contains(places.get(groupKey(id))!, point),
  );
  return found ?? null;
}
