import { getViewportForBounds, type Viewport } from "@xyflow/react";
import { around, type Box } from "./geometry.ts";

/** Where all is shown smaller than this, titles can hardly be read: they are some nine pixels high. */
const LEAST = 0.42;
/** Then the beginning is shown at this zoom, where steps show their ports and settings. */
const READABLE = 0.7;
/** Room around all of it, as a share of the window: what stands in the corners covers none of it. */
export const PADDING = 0.1;
/** Room left of the beginning, in pixels on the screen. */
const MARGIN = 48;

/**
 * What a graph opens at in a window of this size: all of it, or, where that could not be read, its beginning; a box that has
 * to be `seen` is then brought in.
 */
export function openingView(
  boxes: readonly Box[],
  { width, height }: { width: number; height: number },
  { least = LEAST, readable = READABLE, seen }: Opening = {},
): Viewport {
  if (boxes.length === 0) return { x: 0, y: 0, zoom: 1 };
  const bounds = around(boxes);
  const all = getViewportForBounds(bounds, width, height, 0, 1, PADDING);
  if (all.zoom >= Math.min(least, readable)) return all;
  const first = boxes.reduce((a, b) => (b.x < a.x || (b.x === a.x && b.y < a.y) ? b : a));
  const shown = seen ?? first;
  const middle = height / 2 - (shown.y + shown.height / 2) * readable;
  const top = MARGIN - bounds.y * readable;
  const bottom = height - MARGIN - (bounds.y + bounds.height) * readable;
  const left = MARGIN - bounds.x * readable;
  const right = width - MARGIN - (shown.x + shown.width) * readable;
  return {
    x: Math.min(left, right),
    // No emptiness above or below while there is something to show.
    y: top <= bottom ? (top + bottom) / 2 : Math.min(top, Math.max(bottom, middle)),
    zoom: readable,
  };
}

interface Opening {
  /** The least zoom at which all of it is shown. */
  least?: number;
  /** The zoom at which the beginning is shown. */
  readable?: number;
  seen?: Box | undefined;
}
