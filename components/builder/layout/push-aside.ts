import { center, GRID, type Box, type Point } from "../../graph/geometry.ts";
import { overlaps } from "./wire-at.ts";

const GAP = 3 * GRID;

/**
 * Makes room for something new: what lies right of its middle goes to the right, and what that meets goes along. What
 * it was put behind stays.
 */
export function pushedRight(boxes: ReadonlyMap<string, Box>, added: Box): Map<string, Point> {
  const { x } = center(added);
  return pushed(boxes, added, (box) => (center(box).x > x ? "right" : null));
}

/**
 * Makes room for what has grown from `before` to `after`: boxes that it now reaches move out of its way, to the side on
 * which they were, and those they meet move along. Boxes that overlapped it before stay: somebody wanted it so.
 */
export function pushedAside(
  boxes: ReadonlyMap<string, Box>,
  before: Box,
  after: Box,
): Map<string, Point> {
  return pushed(boxes, after, (box) => sideOf(before, box));
}

/** A box moved down until it lies over nothing. */
export function below(boxes: readonly Box[], wanted: Box): Box {
  let box = wanted;
  const hit = () => boxes.find((one) => overlaps(one, box));
  for (let one = hit(); one; one = hit()) box = { ...box, y: one.y + one.height + GAP };
  return box;
}

function pushed(
  boxes: ReadonlyMap<string, Box>,
  after: Box,
  wayOf: (box: Box) => Way | null,
): Map<string, Point> {
  const places = new Map(boxes);
  const moved = new Map<string, Point>();
  const queue: { box: Box; way: Way | null }[] = [{ box: after, way: null }];
  for (let pushes = 0; queue.length > 0 && pushes < 4 * boxes.size + 4; pushes++) {
    const { box: pusher, way: along } = queue.shift()!;
    for (const [id, box] of places) {
      if (box === pusher || !meets(pusher, box)) continue;
      const way = along ?? wayOf(box);
      if (way === null) continue;
      const next = outOf(pusher, box, way);
      places.set(id, next);
      moved.set(id, { x: next.x, y: next.y });
      queue.push({ box: next, way });
    }
  }
  return moved;
}

type Way = "right" | "left" | "down" | "up";

function meets(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width + GAP &&
    b.x < a.x + a.width + GAP &&
    a.y < b.y + b.height + GAP &&
    b.y < a.y + a.height + GAP
  );
}

/** On which side of a box another lies; null when they overlap. */
function sideOf(box: Box, other: Box): Way | null {
  if (other.x >= box.x + box.width) return "right";
  if (other.y >= box.y + box.height) return "down";
  if (other.x + other.width <= box.x) return "left";
  if (other.y + other.height <= box.y) return "up";
  return null;
}

function outOf(pusher: Box, box: Box, way: Way): Box {
  const up = (value: number) => Math.ceil(value / GRID) * GRID;
  const down = (value: number) => Math.floor(value / GRID) * GRID;
  switch (way) {
    case "right":
      return { ...box, x: up(pusher.x + pusher.width + GAP) };
    case "down":
      return { ...box, y: up(pusher.y + pusher.height + GAP) };
    case "left":
      return { ...box, x: down(pusher.x - GAP - box.width) };
    case "up":
      return { ...box, y: down(pusher.y - GAP - box.height) };
  }
}
