"use client";
import { useContext, useLayoutEffect, useRef } from "react";
import { DotShapes, drawShape } from "../../runs/dot-face.tsx";
import { InRun, useOverlayStore } from "./overlay-context.tsx";
import { watch } from "./overlay-store.ts";

/** What a node that is far out does in the run over the canvas. */
export function DotRun({ id }: { id: string }) {
  const face = useRef<HTMLDivElement>(null);
  const overlay = useOverlayStore();
  useLayoutEffect(
    () =>
      watch(
        overlay,
        ({ view }) => view?.nodes.get(id)?.shown,
        (shown) => drawShape(face.current!, shown),
      ),
    [overlay, id],
  );
  return <div ref={face} className="pb-dot-run" role="img" />;
}

/** The shapes, while a run lies over the canvas. */
export function RunShapes() {
  return useContext(InRun) && <DotShapes />;
}
