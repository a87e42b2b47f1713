"use client";
import { ViewportPortal, type Node } from "@xyflow/react";
import { memo, useMemo } from "react";
import { around } from "../layout/align.ts";
import { boxesOf } from "./boxes-of.ts";
import { useWholePixels } from "./use-whole-pixels.ts";

/** Room for what stands out of nodes, in pixels at zoom 1. */
const MARGIN = 200;

/**
 * Lies under all nodes, as large as they are together. The graph is a layer of the page by itself, so that panning moves it and
 * paints nothing anew; without a sheet the browser makes one more of each node that has room around it.
 */
export const Sheet = memo(function Sheet({ nodes }: { nodes: readonly Node[] }) {
  const style = useMemo(() => {
    const { x, y, width, height } = around(boxesOf(nodes));
    return {
      left: Math.floor(x) - MARGIN,
      top: Math.floor(y) - MARGIN,
      width: width + 2 * MARGIN,
      height: height + 2 * MARGIN,
    };
  }, [nodes]);
  useWholePixels(style.left, style.top);
  return (
    <ViewportPortal>
      <div className="pb-sheet" style={style} />
    </ViewportPortal>
  );
});
