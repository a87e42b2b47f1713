import type { NodePorts } from "./node-ports.ts";

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  width: number;
  height: number;
}

/** Sizes of a node in pixels at zoom 1. Fixed, so that wires, layout and viewport need no measuring. */
export const NODE_WIDTH = 216;
export const HEADER_HEIGHT = 48;
const SUMMARY_HEIGHT = 26;
const PORT_HEIGHT = 22;
const BOTTOM = 8;
export const GRID = 8;
/** Room between a step and the one put behind it. */
export const COLUMN_GAP = 72;

export const TRIGGER_WIDTH = 184;
export const TRIGGER_HEIGHT = 48;

/** Height of a node with these ports; an unknown kind has none. */
export function nodeHeight(ports: NodePorts | null): number {
  const rows = ports ? Math.max(ports.inputs.length, ports.outputs.length) : 1;
  return HEADER_HEIGHT + SUMMARY_HEIGHT + rows * PORT_HEIGHT + BOTTOM;
}

/** Middle of the port in row `index`, from the node's upper edge. */
export function portY(index: number): number {
  return HEADER_HEIGHT + SUMMARY_HEIGHT + (index + 0.5) * PORT_HEIGHT;
}

/** Where the port `error` stands on the lower edge of a node of this width. */
export function errorX(width: number): number {
  return width - 18;
}

export function snap({ x, y }: Point): Point {
  return { x: Math.round(x / GRID) * GRID, y: Math.round(y / GRID) * GRID };
}

export function center({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

export function contains(box: Box, { x, y }: Point): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

/** The smallest box around some. */
export function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}
