"use client";
import { ViewportPortal } from "@xyflow/react";
import { memo } from "react";
import type { Box } from "./geometry.ts";
import { useWholePixels } from "./use-whole-pixels.ts";

/** Room for what stands out of nodes, in pixels at zoom 1. */
const MARGIN = 200;

/**
 * Lies under all nodes, as large as they are together. The graph is a layer of the page by itself, so that panning moves it and
 * paints nothing anew; without a sheet the browser makes one more of each node that has room around it.
 */
export const Sheet = memo(function Sheet({ box: { x, y, width, height } }: { box: Box }) {
  const left = Math.floor(x) - MARGIN;
  const top = Math.floor(y) - MARGIN;
  useWholePixels(left, top);
  const size = { width: width + 2 * MARGIN, height: height + 2 * MARGIN };
  return (
    <ViewportPortal>
      <div className="pb-sheet" style={{ left, top, ...size }} />
    </ViewportPortal>
  );
});
