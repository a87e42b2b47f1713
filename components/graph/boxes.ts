import type { Node } from "@xyflow/react";
import { around, type Box } from "./geometry.ts";

/** Where nodes of given sizes stand; what stands in another is not counted. */
export function boxesOf(nodes: readonly Node[]): Box[] {
  return nodes.flatMap(({ parentId, position, width = 0, height = 0 }) =>
    parentId === undefined ? [{ ...position, width, height }] : [],
  );
}

/** The smallest box around all of them; null where there are none. */
export function boundsOf(nodes: readonly Node[]): Box | null {
  const boxes = boxesOf(nodes);
  return boxes.length === 0 ? null : around(boxes);
}
