import type { NodeProps } from "@xyflow/react";

/** A node that only moves is not rendered again: React Flow moves the element around it. */
export function sameButPlace(before: NodeProps, after: NodeProps): boolean {
  return (
    before.data === after.data &&
    before.selected === after.selected &&
    before.width === after.width &&
    before.height === after.height
  );
}
