"use client";
import {
  Background,
  BackgroundVariant,
  MiniMap,
  ReactFlow,
  useReactFlow,
  type Connection,
  type Edge,
  type FinalConnectionState,
  type NodeChange,
  type EdgeChange,
  type OnConnectStart,
} from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState, type DragEvent } from "react";
import { registry } from "../../../workflows/steps/index.ts";
import { HEADER_HEIGHT, NODE_WIDTH, type Point } from "../layout/geometry.ts";
import { placeNodes } from "../layout/place.ts";
import { StepNode } from "../step-node/step-node.tsx";
import { connect, moveNodes } from "../store/edits.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { fittingEnds } from "../store/wiring.ts";
import { CanvasControls } from "./canvas-controls.tsx";
import { CanvasHint } from "./canvas-hint.tsx";
import { DRAG_TYPE, useActions } from "./use-actions.ts";
import { useShortcuts } from "./use-shortcuts.ts";
import { emptyCache, toFlowNodes, toFlowWires, type FlowNode, type FlowWire } from "./to-flow.ts";
import { DrawnWire, refusalOf, RefusalHint, Wire } from "./wire.tsx";
import { toast } from "../../ui/toast.tsx";

const nodeTypes = { step: StepNode };
const edgeTypes = { wire: Wire };
const NO_DRAG: ReadonlyMap<string, Point> = new Map();

/** The graph: what is drawn is the store's document; a drag is written into it when it ends, as one undo entry. */
export function Canvas({ readOnly, minimap }: { readOnly: boolean; minimap: boolean }) {
  const store = useEditorStore();
  const flow = useReactFlow<FlowNode, FlowWire>();
  const document = useEditor((state) => state.document);
  const selection = useEditor((state) => state.selection);
  const focus = useEditor((state) => state.focus);
  const [drag, setDrag] = useState(NO_DRAG);
  const dragged = useRef(false);
  const [cache] = useState(emptyCache);
  const actions = useActions();
  useShortcuts({ actions, readOnly });

  const places = useMemo(() => placeNodes(document, registry), [document]);
  const shown = useMemo(
    () => (drag.size === 0 ? places : new Map([...places, ...drag])),
    [places, drag],
  );
  const nodes = useMemo(
    () => toFlowNodes(document, shown, selection.nodes, registry, cache),
    [document, shown, selection.nodes, cache],
  );
  const wires = useMemo(
    () => toFlowWires(document, selection.wires, registry, cache),
    [document, selection.wires, cache],
  );

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const { selection: before, edit, select } = store.getState();
      const chosen = selectedBy(changes, before.nodes);
      if (chosen) select({ nodes: chosen, wires: before.wires });
      const moved = new Map<string, Point>();
      let still = true;
      for (const change of changes)
        if (change.type === "position" && change.position) {
          moved.set(change.id, change.position);
          if (change.dragging) still = false;
        }
      if (moved.size === 0 || readOnly) return;
      if (!still) {
        dragged.current = true;
        setDrag((known) => new Map([...known, ...moved]));
        return;
      }
      edit((current) => moveNodes(current, moved), dragged.current ? undefined : "nudge");
      dragged.current = false;
      setDrag(NO_DRAG);
    },
    [store, readOnly],
  );

  const onEdgesChange = useCallback(
    (changes: EdgeChange<FlowWire>[]) => {
      const { selection: before, select } = store.getState();
      const chosen = selectedBy(changes, before.wires);
      if (chosen) select({ nodes: before.nodes, wires: chosen });
    },
    [store],
  );

  const onConnect = useCallback(
    (wire: Connection) =>
      store
        .getState()
        .edit((current) =>
          connect(
            current,
            `${wire.source}.${wire.sourceHandle}`,
            `${wire.target}.${wire.targetHandle}`,
          ),
        ),
    [store],
  );
  const isValidConnection = useCallback(
    (wire: Connection | Edge) =>
      refusalOf(
        store.getState().document,
        { nodeId: wire.source, id: wire.sourceHandle, type: "source" },
        { nodeId: wire.target, id: wire.targetHandle, type: "target" },
      ) === null,
    [store],
  );
  const onConnectStart: OnConnectStart = useCallback(
    (_event, { nodeId, handleId, handleType }) => {
      if (!nodeId || !handleId || !handleType) return;
      const { document: current, setFitting } = store.getState();
      setFitting(fittingEnds(current, registry, { node: nodeId, port: handleId }, handleType));
    },
    [store],
  );
  const onConnectEnd = useCallback(
    (_event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const { document: current, setFitting } = store.getState();
      setFitting(null);
      if (state.isValid || !state.fromHandle || !state.toHandle) return;
      const why = refusalOf(current, state.fromHandle, state.toHandle);
      if (why) toast.info("That wire cannot be drawn", why);
    },
    [store],
  );

  const onDrop = useCallback(
    (event: DragEvent) => {
      const kind = event.dataTransfer.getData(DRAG_TYPE);
      if (!kind) return;
      event.preventDefault();
      const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
      actions.addAt(kind, { x: at.x - NODE_WIDTH / 2, y: at.y - HEADER_HEIGHT / 2 });
    },
    [actions, flow],
  );

  // A jump (from a problem, from the search) brings its node into view; a selection by mouse moves nothing.
  useEffect(() => {
    if (!focus?.node) return;
    void flow.fitView({ nodes: [{ id: focus.node }], duration: 250, maxZoom: 1, minZoom: 0.6 });
  }, [flow, focus]);

  return (
    <div
      className="pb-canvas relative h-full min-w-0 flex-1"
      data-testid="canvas"
      onDragOver={(event) => {
        if (readOnly || !event.dataTransfer.types.includes(DRAG_TYPE)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      }}
      onDrop={onDrop}
    >
      <ReactFlow<FlowNode, FlowWire>
        nodes={nodes}
        edges={wires}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onConnect={onConnect}
        onConnectStart={onConnectStart}
        onConnectEnd={onConnectEnd}
        isValidConnection={isValidConnection}
        connectionLineComponent={DrawnWire}
        connectionRadius={22}
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        edgesReconnectable={false}
        onlyRenderVisibleElements={nodes.length > 120}
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={["Control", "Meta", "Shift"]}
        panOnScroll
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={[8, 8]}
        minZoom={0.1}
        maxZoom={2}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.18 }}
        aria-label="Pipeline canvas"
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} color="var(--pb-dots)" />
        {minimap && (
          <MiniMap<FlowNode>
            pannable
            zoomable
            position="bottom-right"
            ariaLabel="Overview of the pipeline"
            nodeClassName={({ data }) => `pb-mini-${data.step?.category ?? "unknown"}`}
            nodeBorderRadius={6}
            style={{ width: 168, height: 112 }}
          />
        )}
      </ReactFlow>
      <RefusalHint />
      <CanvasHint readOnly={readOnly} />
      <CanvasControls readOnly={readOnly} />
    </div>
  );
}

/** The selection after React Flow's changes; null when they change none. */
function selectedBy(
  changes: readonly { type: string; id?: string; selected?: boolean }[],
  before: ReadonlySet<string>,
): Set<string> | null {
  let next: Set<string> | null = null;
  for (const change of changes) {
    if (change.type !== "select" || change.id === undefined) continue;
    next ??= new Set(before);
    if (change.selected) next.add(change.id);
    else next.delete(change.id);
  }
  return next;
}
