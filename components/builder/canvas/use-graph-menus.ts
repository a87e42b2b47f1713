"use client";
import { useMemo, type MouseEvent as ReactMouseEvent } from "react";
import { useEditorStore } from "../store/editor-context.tsx";
import type { FlowNode, FlowWire } from "./flow-types.ts";

interface Pointed {
  x: number;
  y: number;
}

export interface GraphEvents {
  onNodeMenu: (screen: Pointed, key: string) => void;
  onWireMenu: (screen: Pointed, wire: string) => void;
  onCanvasMenu: (screen: Pointed) => void;
}

/** React Flow's events that ask for a menu. */
export function useGraphMenus(events: GraphEvents) {
  const store = useEditorStore();
  // New functions would draw every node again.
  return useMemo(() => {
    const at = (event: ReactMouseEvent | MouseEvent) => {
      event.preventDefault();
      return { x: event.clientX, y: event.clientY };
    };
    return {
      onNodeContextMenu: (event: ReactMouseEvent, node: FlowNode) =>
        events.onNodeMenu(at(event), node.id),
      onEdgeContextMenu: (event: ReactMouseEvent, wire: FlowWire) =>
        events.onWireMenu(at(event), wire.id),
      onSelectionContextMenu: (event: ReactMouseEvent) => {
        const [key] = store.getState().selection.nodes;
        if (key !== undefined) events.onNodeMenu(at(event), key);
      },
      onPaneContextMenu: (event: ReactMouseEvent | MouseEvent) => events.onCanvasMenu(at(event)),
    };
  }, [store, events]);
}
