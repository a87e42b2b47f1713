import type { Box } from "./geometry.ts";

/** Of the bubble below a step, in pixels: its border, padding and distance from the step, and a line; and how many it has at most. */
export const BUBBLE = { around: 14, line: 15, most: 4 };

/** How far the mark on the upper edge of a step stands out above it, in pixels. */
export const MARK = 10;

/**
 * How many lines the bubble below each box may have without covering what lies there.
 * @param marked those with a mark on their upper edge
 */
export function linesBelow(
  boxes: ReadonlyMap<string, Box>,
  marked: ReadonlySet<string>,
): Record<string, number> {
  const all = [...boxes];
  const lines = (box: Box) => {
    const bottom = box.y + box.height;
    let room = Infinity;
    for (const [id, other] of all)
      if (isBelow(other, box))
        room = Math.min(room, other.y - bottom - (marked.has(id) ? MARK : 0));
    return Math.max(0, Math.min(BUBBLE.most, Math.floor((room - BUBBLE.around) / BUBBLE.line)));
  };
  return Object.fromEntries(all.map(([id, box]) => [id, lines(box)]));
}

/** Whether a box begins and ends further down than another: not inside it, nor around it. */
function isBelow(box: Box, { x, y, width, height }: Box): boolean {
  return box.y > y && box.y + box.height > y + height && box.x < x + width && x < box.x + box.width;
}
