"use client";
import {
  Background,
  BackgroundVariant,
  ReactFlow,
  useStore,
  useStoreApi,
  type EdgeChange,
  type NodeTypes,
  type ReactFlowProps,
  type Viewport,
} from "@xyflow/react";
import {
  memo,
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type MouseEvent as ReactMouseEvent,
  type ReactNode,
} from "react";
import { registry } from "../../../workflows/steps/index.ts";
import { CollapsedNode, FrameNode } from "../group-node/group-node.tsx";
import type { Box } from "../../graph/geometry.ts";
import { placeDrawn } from "../layout/place-drawn.ts";
import { placeNodes } from "../../graph/place.ts";
import { NoteNode } from "../note-node/note-node.tsx";
import { MapNode, StepNode } from "../step-node/step-node.tsx";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { TriggerNode } from "../trigger-node/trigger-node.tsx";
import { detailAt, useZoomDetail } from "../../graph/detail.ts";
import { boundsOf, boxesOf } from "../../graph/boxes.ts";
import { FarWires } from "./far-wires.tsx";
import { emptyCache, type FlowNode, type FlowWire } from "./flow-types.ts";
import { withLive } from "./live-boxes.ts";
import { Sheet } from "../../graph/sheet.tsx";
import { StartLines } from "./start-lines.tsx";
import { Surroundings } from "./surroundings.tsx";
import { toFlowDrawn } from "./to-flow-drawn.ts";
import { toFlowNodes, toFlowWires } from "./to-flow.ts";
import { RunShapes } from "../run/dot-run.tsx";
import { useOverlayStore } from "../run/overlay-context.tsx";
import { openingView } from "../../graph/opening-view.ts";
import { useConnecting } from "./use-connecting.ts";
import { useGivenHandles } from "./use-given-handles.ts";
import { selectedBy, useNodeChanges } from "./use-node-changes.ts";
import { DrawnWire, Wire } from "./wire.tsx";

const nodeTypes: NodeTypes = {
  step: StepNode,
  map: MapNode,
  trigger: TriggerNode,
  frame: FrameNode,
  collapsed: CollapsedNode,
  note: NoteNode,
};
const edgeTypes = { wire: Wire };
const SNAP: [number, number] = [8, 8];
const SEVERAL = ["Control", "Meta", "Shift"];
/** From here on only what is seen is in the page, unless the window has room for all. */
const MANY = 120;
const NO_WIRES: FlowWire[] = [];

interface Pointed {
  x: number;
  y: number;
}

export interface GraphEvents {
  onNodeMenu: (screen: Pointed, key: string) => void;
  onWireMenu: (screen: Pointed, wire: string) => void;
  onCanvasMenu: (screen: Pointed) => void;
}

/**
 * The graph as React Flow draws it: what is drawn is the store's document. Only this component is rendered while something is
 * dragged, so nothing else may stand in it.
 */
export const Graph = memo(function Graph({
  readOnly,
  events,
  children,
}: {
  readOnly: boolean;
  events: GraphEvents;
  children?: ReactNode;
}) {
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const selection = useEditor((state) => state.selection);
  const overlay = useOverlayStore();
  const flow = useStoreApi();
  const [cache] = useState(emptyCache);
  const connecting = useConnecting();
  useGivenHandles();

  const places = useMemo(() => placeNodes(document, registry), [document]);
  const drawn = useMemo(() => placeDrawn(document, registry), [document]);
  const still = useMemo<FlowNode[]>(
    () => [
      ...toFlowDrawn(document, drawn, selection.nodes, registry, cache),
      ...toFlowNodes(document, places, selection.nodes, registry, cache),
    ],
    [document, drawn, places, selection.nodes, cache],
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
  const many = nodes.length > MANY;
  const bounds = useMemo(() => boundsOf(still), [still]);
  const fits = useFits(bounds);
  const isDots = useZoomDetail() === "dot";
  const afar = isDots && many;
  const [view, setView] = useState<Viewport | null>(null);
  const opened = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const { nodes: first } = latest.current;
    setView((now) => now ?? openingView(boxesOf(first), element.getBoundingClientRect()));
  }, []);

  const onEdgesChange = useCallback(
    (changes: EdgeChange<FlowWire>[]) => {
      const { selection: before, select } = store.getState();
      const chosen = selectedBy(changes, before.wires);
      if (chosen) select({ nodes: before.nodes, wires: chosen });
    },
    [store],
  );

  // New functions would draw every node again.
  const menus = useMemo(() => {
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

  const move = useMemo((): Pick<ReactFlowProps, "onMoveStart" | "onMoveEnd"> => {
    const { setMoving } = overlay.getState();
    // The mark keeps the pointer off a thousand nodes.
    const mark = (turning: boolean) =>
      flow.getState().domNode?.toggleAttribute("data-turning", turning);
    return {
      onMoveStart: (event, { zoom }) => {
        setMoving(true);
        mark(event?.type === "wheel" && detailAt(zoom) === "dot");
      },
      onMoveEnd: () => {
        setMoving(false);
        mark(false);
      },
    };
  }, [overlay, flow]);

  // Where it opens follows from its size: known before it is first painted.
  if (!view) return <div ref={opened} className="h-full" />;
  return (
    <Surroundings>
      <ReactFlow<FlowNode, FlowWire>
        nodes={nodes}
        edges={afar ? NO_WIRES : wires}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        {...connecting}
        connectionLineComponent={DrawnWire}
        connectionRadius={22}
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        edgesReconnectable={false}
        onlyRenderVisibleElements={many && !fits}
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={SEVERAL}
        panOnScroll
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={SNAP}
        minZoom={0.05}
        maxZoom={2}
        defaultViewport={view}
        aria-label="Pipeline canvas"
        {...menus}
        {...move}
      >
        {bounds && <Sheet box={bounds} />}
        <StartLines document={document} places={places} triggers={drawn} />
        {!isDots && (
          <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} color="var(--pb-dots)" />
        )}
        {afar && <FarWires nodes={nodes} wires={wires} />}
        <RunShapes />
        {children}
      </ReactFlow>
    </Surroundings>
  );
});

/** Whether the window has room for all at the canvas's zoom; it may have been moved out of it. */
function useFits(bounds: Box | null): boolean {
  return useStore(
    useCallback(
      ({ transform, width, height }) =>
        bounds !== null &&
        bounds.width * transform[2] <= width &&
        bounds.height * transform[2] <= height,
      [bounds],
    ),
  );
}
