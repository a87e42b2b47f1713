import type { Box, Point } from "../../graph/geometry.ts";

/** Where a wire begins and ends on the canvas. */
export interface Span {
  id: string;
  from: Point;
  to: Point;
}

const STEPS = 20;
/** As React Flow's `curvature` of the drawn wires. */
export const CURVATURE = 0.3;

/** The wire nearest to a point of the canvas, no further away than `reach`; null when there is none. */
export function wireAt(spans: readonly Span[], point: Point, reach: number): string | null {
  let nearest: string | null = null;
  let least = reach;
  for (const { id, from, to } of spans) {
    const bend = controlOffset(to.x - from.x);
    // A curve lies within the box of its four control points.
    if (
      point.x < Math.min(from.x, to.x - bend) - reach ||
      point.x > Math.max(to.x, from.x + bend) + reach ||
      point.y < Math.min(from.y, to.y) - reach ||
      point.y > Math.max(from.y, to.y) + reach
    )
      continue;
    const distance = distanceTo(from, to, point);
    if (distance <= least) [nearest, least] = [id, distance];
  }
  return nearest;
}

/** How far the control points of React Flow's bezier lie from its ends, for a wire that leaves to the right. */
function controlOffset(distance: number): number {
  return distance >= 0 ? 0.5 * distance : CURVATURE * 25 * Math.sqrt(-distance);
}

/** Points along a wire as it is drawn; `down` where it leaves its step at the lower edge. */
export function curveOf(
  from: Point,
  to: Point,
  { down = false, steps = STEPS }: { down?: boolean; steps?: number } = {},
): Point[] {
  const [right, below] = down
    ? [0, controlOffset(to.y - from.y)]
    : [controlOffset(to.x - from.x), 0];
  const bend = controlOffset(to.x - from.x);
  return Array.from({ length: steps + 1 }, (_, step) => {
    const t = step / steps;
    const u = 1 - t;
    const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
    return {
      x: a * from.x + b * (from.x + right) + c * (to.x - bend) + d * to.x,
      y: a * from.y + b * (from.y + below) + (c + d) * to.y,
    };
  });
}

function distanceTo(from: Point, to: Point, point: Point): number {
  const points = curveOf(from, to);
  let least = Infinity;
  for (let step = 1; step < points.length; step++)
    least = Math.min(least, toSegment(points[step - 1]!, points[step]!, point));
  return least;
}

function toSegment(a: Point, b: Point, p: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : ((p.x - a.x) * dx + (p.y - a.y) * dy) / length;
  const at = Math.max(0, Math.min(1, t));
  return Math.hypot(p.x - a.x - at * dx, p.y - a.y - at * dy);
}

/** Whether two boxes lie over each other. */
export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
