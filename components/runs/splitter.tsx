"use client";

import { useState } from "react";

const SMALLEST = 160;
const LEAST_BELOW = 240;
const STEP = 32;

/** Pixels given to the graph of a run: about a third of the window to begin with. */
export function useGraphHeight() {
  return useState(() =>
    typeof window === "undefined" ? 280 : fitting(Math.round(window.innerHeight * 0.32)),
  );
}

/** The bar below the graph: dragged, or moved with the arrow keys, it gives the graph more or less room. */
export function Splitter({
  height,
  onHeight,
}: {
  height: number;
  onHeight: (height: number) => void;
}) {
  return (
    // A separator that can be focused is the widget that ARIA calls a window splitter.
    <div
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the graph"
      aria-valuenow={height}
      aria-valuemin={SMALLEST}
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key === "ArrowDown") onHeight(fitting(height + STEP));
        else if (event.key === "ArrowUp") onHeight(fitting(height - STEP));
        else return;
        event.preventDefault();
      }}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId))
          onHeight(fitting(height + event.movementY));
      }}
      className="hover:bg-accent focus-visible:bg-accent relative z-10 -mt-1 h-1 shrink-0 cursor-row-resize touch-none outline-none"
    />
  );
}

function fitting(height: number): number {
  return Math.max(SMALLEST, Math.min(height, window.innerHeight - LEAST_BELOW));
}
