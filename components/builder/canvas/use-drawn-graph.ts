"use client";
import type { EdgeChange } from "@xyflow/react";
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { registry } from "../../../workflows/steps/index.ts";
import { placeNodes } from "../../graph/place.ts";
import { placeDrawn } from "../layout/place-drawn.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { emptyCache, type FlowNode, type FlowWire } from "./flow-types.ts";
import { withLive } from "./live-boxes.ts";
import { toFlowDrawn } from "./to-flow-drawn.ts";
import { toFlowNodes, toFlowWires } from "./to-flow.ts";
import { selectedBy, useNodeChanges } from "./use-node-changes.ts";

/** The store's document as React Flow draws it, and what React Flow changes of it. */
export function useDrawnGraph(readOnly: boolean) {
  const document = useEditor((state) => state.document);
  const selection = useEditor((state) => state.selection);
  const [cache] = useState(emptyCache);

  const places = useMemo(() => placeNodes(document, registry), [document]);
  const around = useMemo(() => placeDrawn(document, registry), [document]);
  const still = useMemo<FlowNode[]>(
    () => [
      ...toFlowDrawn(document, around, selection.nodes, registry, cache),
      ...toFlowNodes(document, places, selection.nodes, registry, cache),
    ],
    [document, around, places, selection.nodes, cache],
  );
  const wires = useMemo(
    () => toFlowWires(document, selection.wires, registry, cache),
    [document, selection.wires, cache],
  );
  const latest = useRef({ nodes: still, wires });
  useLayoutEffect(() => {
    latest.current = { nodes: still, wires };
  }, [still, wires]);
  const getDrawn = useCallback(() => latest.current, []);
  const { live, onNodesChange } = useNodeChanges(readOnly, getDrawn);
  const nodes = useMemo(() => (live.size === 0 ? still : withLive(still, live)), [still, live]);
  const onEdgesChange = useWireChanges();
  return {
    document,
    /** Where the steps stand; and where groups, notes and triggers do. */
    places,
    around,
    /** The nodes as the document places them; in `nodes` those that are dragged stand under the hand. */
    still,
    nodes,
    wires,
    /** The newest nodes and wires, for handlers that read when they are called. */
    getDrawn,
    onNodesChange,
    onEdgesChange,
  };
}

function useWireChanges(): (changes: EdgeChange<FlowWire>[]) => void {
  const store = useEditorStore();
  return useCallback(
    (changes) => {
      const { selection: before, select } = store.getState();
      const chosen = selectedBy(changes, before.wires);
      if (chosen) select({ nodes: before.nodes, wires: chosen });
    },
    [store],
  );
}
