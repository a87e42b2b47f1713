"use client";

import {
  Background,
  BackgroundVariant,
  ControlButton,
  Controls,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
  useStoreApi,
  type NodeChange,
  type NodeTypes,
  type Viewport,
} from "@xyflow/react";
import { Maximize } from "lucide-react";
import "@xyflow/react/dist/style.css";
import "../graph/graph.css";
import "./run.css";
import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type ReactNode,
} from "react";
import { boundsOf } from "../graph/boxes.ts";
import { Sheet } from "../graph/sheet.tsx";
import { FarName } from "../graph/far-name.tsx";
import { DetailContext, useZoomDetail } from "../graph/detail.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import { DotShapes } from "./dot-face.tsx";
import { flowEdges, flowNodes, linesIn, placeSteps, type StepFlowNode } from "./graph-model.ts";
import { lowestOf, viewOf, wholeView } from "./graph-room.ts";
import type { NodeRun } from "./live/run-view.ts";
import { RunNode } from "./run-node.tsx";

/** React Flow's own variables, by ours: both themes at once. */
const COLORS = {
  "--xy-background-color": "transparent",
  "--xy-background-pattern-color": "var(--color-line)",
  "--xy-attribution-background-color": "transparent",
  "--xy-controls-button-background-color": "var(--color-surface)",
  "--xy-controls-button-background-color-hover": "var(--color-hover)",
  "--xy-controls-button-color": "var(--color-fg)",
  "--xy-controls-button-color-hover": "var(--color-fg)",
  "--xy-controls-button-border-color": "var(--color-line)",
  "--xy-edge-label-background-color": "var(--color-bg)",
  "--xy-edge-label-color": "var(--color-muted)",
} as CSSProperties;

const nodeTypes: NodeTypes = { step: RunNode };

/** The pipeline as it ran, or runs: read-only; a click or Enter on a node selects it. */
export function RunGraph({
  plan,
  document,
  nodes: states,
  selected,
  onSelect,
}: {
  plan: RunPlan;
  document: PipelineDocument;
  nodes: ReadonlyMap<string, NodeRun>;
  selected: string | null;
  onSelect: (node: string | null) => void;
}) {
  const places = useMemo(() => placeSteps(plan, document), [plan, document]);
  const lines = useMemo(() => linesIn(places, plan), [places, plan]);
  const nodes = useMemo(
    () => flowNodes(plan, places, states, lines, selected),
    [plan, places, states, lines, selected],
  );
  const bounds = useMemo(() => boundsOf(nodes), [nodes]);
  const edges = useMemo(() => flowEdges(plan, states), [plan, states]);
  const select = useCallback(
    (changes: NodeChange<StepFlowNode>[]) => {
      for (const change of changes)
        if (change.type === "select" && change.selected) onSelect(change.id);
    },
    [onSelect],
  );
  const [view, setView] = useState<Viewport | null>(null);
  if (!view) {
    const measured = (element: HTMLElement | null) => {
      if (element) setView(viewOf(nodes, element.getBoundingClientRect()));
    };
    // Where it opens follows from its size: known before it is first painted.
    return <div ref={measured} className="h-full" />;
  }
  return (
    <ReactFlowProvider>
      <NearOrFar>
        <ReactFlow
          className="pb-canvas"
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          onNodesChange={select}
          onPaneClick={() => onSelect(null)}
          nodesDraggable={false}
          nodesConnectable={false}
          edgesFocusable={false}
          deleteKeyCode={null}
          multiSelectionKeyCode={null}
          selectionKeyCode={null}
          onlyRenderVisibleElements={plan.nodes.length > 200}
          defaultViewport={view}
          minZoom={0.1}
          maxZoom={1.5}
          aria-label="Graph of the run's steps"
          style={COLORS}
        >
          {bounds && <Sheet box={bounds} />}
          <DotShapes />
          <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
          <Controls
            showInteractive={false}
            showFitView={false}
            position="bottom-left"
            orientation="vertical"
          >
            <FitButton nodes={nodes} />
          </Controls>
          <FarName />
          <FitsAnew nodes={nodes} opened={view} />
        </ReactFlow>
      </NearOrFar>
    </ReactFlowProvider>
  );
}

/** React Flow's own counts the steps, and not the sentences below them. */
function FitButton({ nodes }: { nodes: readonly StepFlowNode[] }) {
  const { setViewport } = useReactFlow();
  const store = useStoreApi();
  return (
    <ControlButton
      title="Show all steps"
      aria-label="Show all steps"
      onClick={() => void setViewport(wholeView(nodes, store.getState()))}
    >
      <Maximize aria-hidden style={{ fill: "none" }} />
    </ControlButton>
  );
}

/**
 * Shows the graph anew when there is more or less room for it, and when a sentence comes below all that was there, unless it
 * was moved or zoomed by hand.
 */
function FitsAnew({ nodes, opened }: { nodes: readonly StepFlowNode[]; opened: Viewport }) {
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const { getViewport, setViewport } = useReactFlow();
  const last = useRef({ view: opened, width: 0, height: 0, lowest: -Infinity });
  useEffect(() => {
    const { view, ...before } = last.current;
    // A sentence that goes, as its step is tried again, moves nothing.
    const lowest = Math.max(before.lowest, lowestOf(nodes, Date.now()));
    const same = before.width === width && before.height === height && before.lowest === lowest;
    last.current = { view, width, height, lowest };
    if (same || width === 0 || height === 0 || !isNear(getViewport(), view)) return;
    last.current.view = viewOf(nodes, { width, height });
    void setViewport(last.current.view);
  }, [nodes, width, height, getViewport, setViewport]);
  return null;
}

function isNear(a: Viewport, b: Viewport): boolean {
  return Math.abs(a.x - b.x) < 1 && Math.abs(a.y - b.y) < 1 && Math.abs(a.zoom - b.zoom) < 1e-3;
}

/** Steps far out show less, and that larger. */
function NearOrFar({ children }: { children: ReactNode }) {
  return <DetailContext value={useZoomDetail()}>{children}</DetailContext>;
}
