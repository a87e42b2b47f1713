import { nodeHeight, NODE_WIDTH, type Box, type Point } from "./geometry.ts";
import type { NodePorts } from "./node-ports.ts";

/** Room between a map's border and what stands inside it. */
const FRAME_PAD = 24;
/** Room at the right for the input that gathers results. */
const INNER_ROOM = 72;
const EMPTY_HEIGHT = 112;

/** Where the inside of a map begins, from its upper edge: below its title and its own ports. */
export function bodyTop(ports: NodePorts | null): number {
  return nodeHeight(ports);
}

/** Middle of the inner input in row `index` of a map of this height, from its upper edge. */
export function innerY(ports: NodePorts | null, height: number, index: number): number {
  const top = bodyTop(ports);
  return top + (height - top) / 2 + index * 22;
}

/** The box of a map around what stands inside it, or at `place` while nothing does. */
export function frameOf(
  inside: readonly Box[],
  ports: NodePorts | null,
  place: Point = { x: 0, y: 0 },
): Box {
  const top = bodyTop(ports);
  const around = 2 * FRAME_PAD + INNER_ROOM;
  if (inside.length === 0)
    return { ...place, width: NODE_WIDTH + around, height: top + EMPTY_HEIGHT + FRAME_PAD };
  const left = Math.min(...inside.map(({ x }) => x));
  const upper = Math.min(...inside.map(({ y }) => y));
  const right = Math.max(...inside.map(({ x, width }) => x + width));
  const lower = Math.max(...inside.map(({ y, height }) => y + height));
  return {
    x: left - FRAME_PAD,
    y: upper - FRAME_PAD - top,
    width: right - left + around,
    height: lower - upper + 2 * FRAME_PAD + top,
  };
}

/** Where the first node inside a map goes. */
export function firstInside({ x, y }: Point, ports: NodePorts | null): Point {
  return { x: x + FRAME_PAD, y: y + bodyTop(ports) + FRAME_PAD };
}
