import { useStoreApi } from "@xyflow/react";
import { useEffect } from "react";

/**
 * Keeps the graph on whole pixels of the screen. It is a layer of its own (`.react-flow__viewport` in builder.css), which is
 * moved as it was painted: between two pixels it would be blurred.
 */
export function useWholePixels(): void {
  const flow = useStoreApi();
  useEffect(() => {
    const settle = () => {
      const { domNode, transform } = flow.getState();
      const layer = domNode?.querySelector<HTMLElement>(".react-flow__viewport");
      if (!layer) return;
      const [x, y] = transform.map((at) => `${toPixel(at) - at}px`);
      layer.style.translate = `${x} ${y} 1px`;
    };
    settle();
    return flow.subscribe(({ transform }, before) => {
      if (transform !== before.transform) settle();
    });
  }, [flow]);
}

function toPixel(at: number): number {
  return Math.round(at * window.devicePixelRatio) / window.devicePixelRatio;
}
