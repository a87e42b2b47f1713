import type { Edge, Node } from "@xyflow/react";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import type { CanvasNote, DocumentNode, NodeGroup } from "../../../workflows/core/document.ts";
import type { PortType } from "../../../workflows/core/ports.ts";
import type { TriggerSpec } from "../../../workflows/core/triggers.ts";
import type { NodePorts } from "../../graph/node-ports.ts";

interface StepNodeData extends Record<string, unknown> {
  node: DocumentNode;
  step: StepDefinition | undefined;
  ports: NodePorts | null;
}

interface GroupNodeData extends Record<string, unknown> {
  id: string;
  group: NodeGroup;
  /** The ids of the steps in it, what stands inside its maps included. */
  steps: readonly string[];
  /** Null while the group is expanded. */
  ports: NodePorts | null;
}

export type StepFlowNode = Node<StepNodeData, "step" | "map">;
export type TriggerFlowNode = Node<{ spec: TriggerSpec }, "trigger">;
export type GroupFlowNode = Node<GroupNodeData, "frame" | "collapsed">;
export type NoteFlowNode = Node<{ id: string; note: CanvasNote }, "note">;
export type FlowNode = StepFlowNode | TriggerFlowNode | GroupFlowNode | NoteFlowNode;
export type FlowWire = Edge<{ type: PortType | "any" }, "wire">;

/** What was drawn before: what has not changed keeps its identity, so that only what has is drawn again. */
export interface FlowCache {
  nodes: Map<string, StepFlowNode>;
  drawn: Map<string, TriggerFlowNode | GroupFlowNode | NoteFlowNode>;
  wires: Map<string, FlowWire>;
}

export function emptyCache(): FlowCache {
  return { nodes: new Map(), drawn: new Map(), wires: new Map() };
}
