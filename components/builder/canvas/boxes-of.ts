import type { Node } from "@xyflow/react";
import type { Box } from "../layout/geometry.ts";

/** Where nodes of given sizes stand; what stands in another is not counted. */
export function boxesOf(nodes: readonly Node[]): Box[] {
  return nodes.flatMap(({ parentId, position, width = 0, height = 0 }) =>
    parentId === undefined ? [{ ...position, width, height }] : [],
  );
}
