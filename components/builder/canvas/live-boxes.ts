import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { around, type Box } from "../../graph/geometry.ts";
import { collapsedOf, groupFrame } from "../layout/group-boxes.ts";
import { nestingOf } from "../../graph/inside.ts";
import { placeNodes } from "../../graph/place.ts";
import { groupKey } from "../store/canvas-key.ts";
import { groupingOf } from "../store/groups.ts";
import type { FlowNode } from "./flow-types.ts";

/**
 * What is drawn elsewhere while something is dragged, as React Flow counts: from the corner of the map around it. Frames of
 * groups follow their steps. The document is not touched before the drag ends.
 */
export function liveBoxes(
  document: PipelineDocument,
  moved: ReadonlyMap<string, Box>,
): Map<string, Box> {
  const places = placeNodes(document, registry);
  const { parentOf } = nestingOf(document, registry);
  const live = new Map<string, Box>();
  for (const [id, box] of moved) {
    const parent = parentOf.get(id);
    // What moves with its map stays where it is within it.
    if (parent !== undefined && moved.has(parent)) continue;
    const corner = (parent === undefined ? undefined : places.get(parent)) ?? { x: 0, y: 0 };
    live.set(id, { ...box, x: box.x - corner.x, y: box.y - corner.y });
  }
  const { members } = groupingOf(document);
  if (members.size === 0) return live;
  const { ports } = collapsedOf(document, registry);
  for (const [group, ids] of members) {
    if (!ids.some((id) => moved.has(id))) continue;
    const boxes = ids.map((id) => moved.get(id) ?? places.get(id)!);
    const { x, y } = around(boxes);
    live.set(groupKey(group), ports.has(group) ? { x, y, width: 0, height: 0 } : groupFrame(boxes));
  }
  return live;
}

/** The nodes with those that are dragged where they are now. */
export function withLive(nodes: readonly FlowNode[], live: ReadonlyMap<string, Box>): FlowNode[] {
  return nodes.map((node): FlowNode => {
    const box = live.get(node.id);
    if (!box) return node;
    const moved = { ...node, position: { x: box.x, y: box.y } };
    if (node.type !== "frame" && node.type !== "note") return moved as FlowNode;
    const size = { width: box.width, height: box.height };
    return { ...moved, ...size, measured: size } as FlowNode;
  });
}
