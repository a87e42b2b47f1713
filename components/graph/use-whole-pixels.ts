import { useStoreApi } from "@xyflow/react";
import { useEffect } from "react";

/**
 * Keeps the graph on whole pixels of the screen. It is a layer of the page (`.react-flow__viewport` in graph.css), which is
 * drawn as it was painted: between two pixels it would be blurred.
 * @param left of the layer on the canvas, in pixels at zoom 1
 * @param top likewise
 */
export function useWholePixels(left: number, top: number): void {
  const flow = useStoreApi();
  useEffect(() => {
    const settle = () => {
      const { domNode, transform } = flow.getState();
      const layer = domNode?.querySelector<HTMLElement>(".react-flow__viewport");
      if (!layer) return;
      const [x, y, zoom] = transform;
      layer.style.translate = `${toPixel(x + left * zoom)}px ${toPixel(y + top * zoom)}px 1px`;
    };
    settle();
    return flow.subscribe(({ transform }, before) => {
      if (transform !== before.transform) settle();
    });
  }, [flow, left, top]);
}

/** How far it is to the nearest whole pixel. */
function toPixel(at: number): number {
  return Math.round(at * window.devicePixelRatio) / window.devicePixelRatio - at;
}
