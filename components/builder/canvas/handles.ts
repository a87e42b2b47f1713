import { Position, type NodeHandle } from "@xyflow/react";
import { ERROR_PORT } from "../../../workflows/core/ports.ts";
import { innerY } from "../../graph/frame.ts";
import { errorX, portY } from "../../graph/geometry.ts";
import type { NodePorts } from "../../graph/node-ports.ts";

interface Size {
  width: number;
  height: number;
}

/** Where a node's ports stand, so that wires need no measuring. */
export function handlesOf(ports: NodePorts, size: Size, withError = true): NodeHandle[] {
  const handle = (
    id: string,
    type: "source" | "target",
    position: Position,
    x: number,
    y: number,
  ): NodeHandle => ({ id, type, position, x: x - 5, y: y - 5, width: 10, height: 10 });
  const { width, height } = size;
  return [
    ...ports.inputs.map(([id], row) => handle(id, "target", Position.Left, 0, portY(row))),
    ...ports.inner.map(([id], row) =>
      handle(id, "target", Position.Left, width, innerY(ports, height, row)),
    ),
    ...ports.outputs.map(([id], row) => handle(id, "source", Position.Right, width, portY(row))),
    ...(withError ? [handle(ERROR_PORT, "source", Position.Bottom, errorX(width), height)] : []),
  ];
}
