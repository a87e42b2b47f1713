import type { StepDefinition } from "../../../workflows/core/define-step.ts";

export interface Point {
  x: number;
  y: number;
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

type PortsOf = Pick<StepDefinition, "inputs" | "outputs">;

/** Height of a node with these ports; an unknown kind has none. */
export function nodeHeight(step: PortsOf | undefined): number {
  const rows = step
    ? Math.max(Object.keys(step.inputs).length, Object.keys(step.outputs).length)
    : 1;
  return HEADER_HEIGHT + SUMMARY_HEIGHT + rows * PORT_HEIGHT + BOTTOM;
}

/** Middle of the port in row `index`, from the node's upper edge. */
export function portY(index: number): number {
  return HEADER_HEIGHT + SUMMARY_HEIGHT + (index + 0.5) * PORT_HEIGHT;
}

export function snap({ x, y }: Point): Point {
  return { x: Math.round(x / GRID) * GRID, y: Math.round(y / GRID) * GRID };
}
