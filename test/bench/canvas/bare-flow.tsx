import {
  Background,
  Position,
  ReactFlow,
  useEdgesState,
  useNodesState,
  type Edge,
  type Node,
  type Viewport,
} from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { createRoot } from "react-dom/client";
import type { Graph } from "./graph.ts";

/**
 * React Flow as its own examples set it up, with the same nodes at the same places: what the builder is measured beside. All is
 * in view, or what a viewport shows.
 */
function Bare({
  nodes: first,
  edges: wires,
  view,
}: {
  nodes: Node[];
  edges: Edge[];
  view: Viewport | null;
}) {
  const [nodes, , onNodesChange] = useNodesState(first);
  const [edges, , onEdgesChange] = useEdgesState(wires);
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      onlyRenderVisibleElements
      selectionKeyCode="Shift"
      panOnScroll
      minZoom={0.05}
      maxZoom={2}
      {...(view
        ? { defaultViewport: view }
        : { fitView: true, fitViewOptions: { maxZoom: 1, padding: 0.18 } })}
    >
      <Background gap={24} />
    </ReactFlow>
  );
}

const asked = new URLSearchParams(location.search);
const number = (name: string) => Number(asked.get(name));
const view = asked.has("zoom") ? { x: number("x"), y: number("y"), zoom: number("zoom") } : null;
const response = await fetch(`graph.json${location.search}`);
const { nodes, wires } = (await response.json()) as Graph;
createRoot(document.getElementById("root")!).render(
  <Bare
    view={view}
    nodes={
      nodes.map(({ id, x, y }) => ({
        id,
        position: { x, y },
        data: { label: id },
        sourcePosition: Position.Right,
        targetPosition: Position.Left,
        style: { width: 220, height: 96 },
      })) as Node[]
    }
    edges={wires.map(({ from, to }) => ({ id: `${from}-${to}`, source: from, target: to }))}
  />,
);
