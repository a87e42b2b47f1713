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
import type { TriggerType } from "../../../workflows/core/triggers.ts";
import { center, HEADER_HEIGHT, NODE_WIDTH, TRIGGER_WIDTH, type Box } from "../layout/geometry.ts";
import { mapAt, placeNodes } from "../layout/place.ts";
import { placeTriggers } from "../layout/place-triggers.ts";
import { MapNode, StepNode } from "../step-node/step-node.tsx";
import { TriggerNode } from "../trigger-node/trigger-node.tsx";
import { connect, moveNodes } from "../store/edits.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { fittingEnds } from "../store/wiring.ts";
import { CanvasControls } from "./canvas-controls.tsx";
import { CanvasHint } from "./canvas-hint.tsx";
import { loosened, movedBoxes } from "./moved-boxes.ts";
import { NodeMenu } from "./node-menu.tsx";
import { StartLines } from "./start-lines.tsx";
import { DRAG_TYPE, TRIGGER_DRAG_TYPE, useActions } from "./use-actions.ts";
import { useShortcuts } from "./use-shortcuts.ts";
import {
  emptyCache,
  toFlowNodes,
  toFlowTriggers,
  toFlowWires,
  type FlowNode,
  type FlowWire,
} from "./to-flow.ts";
import { DrawnWire, refusalOf, RefusalHint, Wire } from "./wire.tsx";
import { toast } from "../../ui/toast.tsx";

const nodeTypes = { step: StepNode, map: MapNode, trigger: TriggerNode };
const edgeTypes = { wire: Wire };
const NO_DRAG: ReadonlyMap<string, Box> = new Map();

/** The graph: what is drawn is the store's document; a drag is written into it when it ends, as one undo entry. */
export function Canvas({ readOnly, minimap }: { readOnly: boolean; minimap: boolean }) {
  const store = useEditorStore();
  const flow = useReactFlow<FlowNode, FlowWire>();
  const document = useEditor((state) => state.document);
  const selection = useEditor((state) => state.selection);
  const focus = useEditor((state) => state.focus);
  const [drag, setDrag] = useState(NO_DRAG);
  const dragged = useRef(false);
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null);
  const [cache] = useState(emptyCache);
  const actions = useActions();
  useShortcuts({ actions, readOnly });

  const places = useMemo(() => placeNodes(document, registry), [document]);
  const shown = useMemo(
    () => (drag.size === 0 ? places : new Map([...places, ...drag])),
    [places, drag],
  );
  const triggerPlaces = useMemo(() => {
    const found = placeTriggers(document, places, registry);
    for (const [key, box] of drag) if (found.has(key)) found.set(key, box);
    return found;
  }, [document, places, drag]);
  const nodes = useMemo<FlowNode[]>(
    () => [
      ...toFlowTriggers(document, triggerPlaces, selection.nodes, cache),
      ...toFlowNodes(document, shown, selection.nodes, registry, cache),
    ],
    [document, triggerPlaces, shown, selection.nodes, cache],
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
      const { moved, dragging } = movedBoxes(changes, store.getState().document);
      if (moved.size === 0 || readOnly) return;
      const { setOver, document: current } = store.getState();
      const goals = new Map(
        loosened(moved, current).map((id) => [
          id,
          mapAt(center(moved.get(id)!), current, registry),
        ]),
      );
      if (dragging) {
        dragged.current = true;
        setOver(goals.values().next().value ?? null);
        setDrag((known) => new Map([...known, ...moved]));
        return;
      }
      if (dragged.current && goals.size > 0) actions.putInto(goals, moved);
      else edit((now) => moveNodes(now, moved), dragged.current ? undefined : "nudge");
      dragged.current = false;
      setOver(null);
      setDrag(NO_DRAG);
    },
    [store, readOnly, actions],
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
      const trigger = event.dataTransfer.getData(TRIGGER_DRAG_TYPE);
      store.getState().setOver(null);
      if (!kind && !trigger) return;
      event.preventDefault();
      const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
      const y = at.y - HEADER_HEIGHT / 2;
      if (trigger) actions.addTrigger(trigger as TriggerType, { x: at.x - TRIGGER_WIDTH / 2, y });
      else
        actions.addAt(
          kind,
          { x: at.x - NODE_WIDTH / 2, y },
          mapAt(at, store.getState().document, registry),
        );
    },
    [store, actions, flow],
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
        const { types } = event.dataTransfer;
        if (readOnly || !(types.includes(DRAG_TYPE) || types.includes(TRIGGER_DRAG_TYPE))) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
        if (!types.includes(DRAG_TYPE)) return;
        const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
        store.getState().setOver(mapAt(at, document, registry));
      }}
      onDragLeave={() => store.getState().setOver(null)}
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
        onNodeContextMenu={(event, node) => {
          event.preventDefault();
          // A trigger can only be removed.
          if (readOnly && node.type === "trigger") return;
          if (!selection.nodes.has(node.id)) store.getState().select({ nodes: [node.id] });
          setMenu({ x: event.clientX, y: event.clientY });
        }}
      >
        <StartLines document={document} places={shown} triggers={triggerPlaces} />
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} color="var(--pb-dots)" />
        {minimap && (
          <MiniMap<FlowNode>
            pannable
            zoomable
            position="bottom-right"
            ariaLabel="Overview of the pipeline"
            nodeClassName={miniClass}
            nodeBorderRadius={6}
            style={{ width: 168, height: 112 }}
          />
        )}
      </ReactFlow>
      <NodeMenu at={menu} onClose={() => setMenu(null)} readOnly={readOnly} />
      <RefusalHint />
      <CanvasHint readOnly={readOnly} />
      <CanvasControls readOnly={readOnly} />
    </div>
  );
}

function miniClass(node: FlowNode): string {
  if (node.type === "trigger") return "pb-mini-trigger";
  return node.type === "map" ? "pb-mini-map" : `pb-mini-${node.data.step?.category ?? "unknown"}`;
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
