"use client";
import { useStore } from "@xyflow/react";
import { useEffect, useState } from "react";
import { TooltipPopup } from "../ui/tooltip-popup.tsx";
import { useZoomDetail } from "./detail.ts";

const NO_HANDLERS = { onPointerEnter: () => {}, onPointerLeave: () => {} };

/**
 * The name of what the pointer or the keyboard is on, at once, where all is so far out that hardly a name can be read. It
 * stands over the graph: drawn into a node, the layer of all nodes would be painted anew.
 */
export function FarName() {
  const afar = useZoomDetail() === "dot";
  const graph = useStore(({ domNode }) => domNode);
  return afar && graph && <NameIn graph={graph} />;
}

function NameIn({ graph }: { graph: HTMLElement }) {
  const [node, setNode] = useState<Element | null>(null);
  useEffect(() => {
    const hide = () => setNode(null);
    const look = (event: Event) => setNode(isDragging(event) ? null : nodeAt(event));
    const told = [
      ["pointerover", look],
      ["focusin", look],
      ["pointerdown", hide],
      ["pointerleave", hide],
      ["focusout", hide],
      ["wheel", hide],
    ] as const;
    for (const [name, listener] of told) graph.addEventListener(name, listener, { passive: true });
    return () => {
      for (const [name, listener] of told) graph.removeEventListener(name, listener);
    };
  }, [graph]);
  if (!node?.ariaLabel) return null;
  return (
    <TooltipPopup
      anchor={node}
      side="top"
      content={node.ariaLabel}
      popupProps={NO_HANDLERS}
      onClose={() => setNode(null)}
    />
  );
}

const isDragging = (event: Event) => event instanceof PointerEvent && event.buttons !== 0;

function nodeAt({ type, target }: Event): Element | null {
  const node = target instanceof Element ? target.closest(".react-flow__node") : null;
  return type === "focusin" && !node?.matches(":focus-visible") ? null : node;
}
