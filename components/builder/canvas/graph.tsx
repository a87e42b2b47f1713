"use client";
import {
  Background,
  BackgroundVariant,
  ReactFlow,
  useStore,
  useStoreApi,
  type NodeTypes,
  type ReactFlowProps,
  type Viewport,
} from "@xyflow/react";
import { memo, useCallback, useMemo, useState, type ReactNode } from "react";
import { CollapsedNode, FrameNode } from "../group-node/group-node.tsx";
import type { Box } from "../../graph/geometry.ts";
import { NoteNode } from "../note-node/note-node.tsx";
import { MapNode, StepNode } from "../step-node/step-node.tsx";
import { TriggerNode } from "../trigger-node/trigger-node.tsx";
import { detailAt, useZoomDetail } from "../../graph/detail.ts";
import { boundsOf, boxesOf } from "../../graph/boxes.ts";
import { FarWires } from "./far-wires.tsx";
import type { FlowNode, FlowWire } from "./flow-types.ts";
import { Sheet } from "../../graph/sheet.tsx";
import { StartLines } from "./start-lines.tsx";
import { Surroundings } from "./surroundings.tsx";
import { RunShapes } from "../run/dot-run.tsx";
import { useOverlayStore } from "../run/overlay-context.tsx";
import { openingView } from "../../graph/opening-view.ts";
import { useConnecting } from "./use-connecting.ts";
import { useDrawnGraph } from "./use-drawn-graph.ts";
import { useGivenHandles } from "./use-given-handles.ts";
import { useGraphMenus, type GraphEvents } from "./use-graph-menus.ts";
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
  const connecting = useConnecting();
  useGivenHandles();
  const drawn = useDrawnGraph(readOnly);
  const { document, places, still, nodes, wires, onNodesChange, onEdgesChange } = drawn;
  const many = nodes.length > MANY;
  const bounds = useMemo(() => boundsOf(still), [still]);
  const fits = useFits(bounds);
  const isDots = useZoomDetail() === "dot";
  const afar = isDots && many;
  const { view, opened } = useOpening(drawn.getDrawn);
  const menus = useGraphMenus(events);
  const moving = useMoving();

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
        {...moving}
      >
        {bounds && <Sheet box={bounds} />}
        <StartLines document={document} places={places} triggers={drawn.around} />
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

/** The part of the graph that it opens with; `opened` is given the element that has the graph's size. */
function useOpening(getDrawn: () => { nodes: FlowNode[] }) {
  const [view, setView] = useState<Viewport | null>(null);
  const opened = useCallback(
    (element: HTMLElement | null) => {
      if (!element) return;
      const { nodes } = getDrawn();
      setView((now) => now ?? openingView(boxesOf(nodes), element.getBoundingClientRect()));
    },
    [getDrawn],
  );
  return { view, opened };
}

/** Tells the rest of the page that the graph is moved or zoomed. */
function useMoving(): Pick<ReactFlowProps, "onMoveStart" | "onMoveEnd"> {
  const overlay = useOverlayStore();
  const flow = useStoreApi();
  return useMemo(() => {
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
}
