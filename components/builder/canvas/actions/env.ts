import type { ReactFlowInstance, ReactFlowState } from "@xyflow/react";
import type { PipelineDocument } from "../../../../workflows/core/document.ts";
import type { Box, Point } from "../../../graph/geometry.ts";
import type { EditorState } from "../../store/editor-store.ts";

/** Room kept free around what is brought into view, in pixels on the screen. */
const MARGIN = 40;

/** What every action works with. */
export interface Env {
  state: () => EditorState;
  flow: Pick<
    ReactFlowInstance,
    | "setViewport"
    | "fitView"
    | "zoomTo"
    | "getZoom"
    | "screenToFlowPosition"
    | "flowToScreenPosition"
  >;
  view: () => Pick<ReactFlowState, "width" | "height" | "transform">;
}

/** The middle of what is seen, in places of the canvas. */
export function middleOf({ view }: Env): Point {
  const { width, height, transform } = view();
  const [x, y, zoom] = transform;
  return { x: (width / 2 - x) / zoom, y: (height / 2 - y) / zoom };
}

/** Pans, no further than needed, so that a box is seen. */
export function reveal({ view, flow }: Env, box: Box): void {
  const { width, height, transform } = view();
  const [x, y, zoom] = transform;
  const shift = (from: number, size: number, room: number) =>
    from < MARGIN ? MARGIN - from : Math.min(0, room - MARGIN - from - size);
  const dx = shift(box.x * zoom + x, box.width * zoom, width);
  const dy = shift(box.y * zoom + y, box.height * zoom, height);
  if (dx !== 0 || dy !== 0)
    void flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: 200 });
}

/** Where something on the canvas is on the screen, for a list that opens beside it. */
export function screenOf({ flow }: Env, { x, y }: Point): Point {
  return flow.flowToScreenPosition({ x, y });
}

/** Makes `document` the next one, as one undo entry, with these things selected. */
export function put({ state }: Env, document: PipelineDocument, keys: Iterable<string>): void {
  state().edit(() => document);
  state().select({ nodes: keys });
}
