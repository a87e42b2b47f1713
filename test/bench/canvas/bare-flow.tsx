import {
  Background,
  Position,
  ReactFlow,
  useEdgesState,
  useNodesState,
  type Edge,
  type Node,
} from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { createRoot } from "react-dom/client";
import type { Graph } from "./graph.ts";

/** React Flow as its own examples set it up, with the same nodes at the same places: what the builder is measured beside. */
function Bare({ nodes: first, edges: wires }: { nodes: Node[]; edges: Edge[] }) {
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
      minZoom={0.1}
      maxZoom={2}
      fitView
      fitViewOptions={{ maxZoom: 1, padding: 0.18 }}
    >
      <Background gap={24} />
    </ReactFlow>
  );
}

const response = await fetch(`graph.json${location.search}`);
const { nodes, wires } = (await response.json()) as Graph;
createRoot(document.getElementById("root")!).render(
  <Bare
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
