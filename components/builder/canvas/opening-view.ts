import { getViewportForBounds, type Viewport } from "@xyflow/react";
import { around } from "../layout/align.ts";
import type { Box } from "../layout/geometry.ts";

/** Where all is shown smaller than this, titles can hardly be read. */
const LEAST = 0.5;
/** Then the beginning is shown at this zoom, where steps show their ports and settings. */
const READABLE = 0.7;
/** Room left of the beginning, in pixels on the screen. */
const MARGIN = 48;

/** What a graph opens at in a window of this size: all of it, or, where that could not be read, its beginning. */
export function openingView(
  boxes: readonly Box[],
  { width, height }: { width: number; height: number },
): Viewport {
  if (boxes.length === 0) return { x: 0, y: 0, zoom: 1 };
  const bounds = around(boxes);
  const all = getViewportForBounds(bounds, width, height, 0, 1, 0.18);
  if (all.zoom >= LEAST) return all;
  const first = boxes.reduce((a, b) => (b.x < a.x || (b.x === a.x && b.y < a.y) ? b : a));
  const middle = height / 2 - (first.y + first.height / 2) * READABLE;
  const top = MARGIN - bounds.y * READABLE;
  const bottom = height - MARGIN - (bounds.y + bounds.height) * READABLE;
  return {
    x: MARGIN - bounds.x * READABLE,
    // No emptiness above or below while there is something to show.
    y: top <= bottom ? (top + bottom) / 2 : Math.min(top, Math.max(bottom, middle)),
    zoom: READABLE,
  };
}
