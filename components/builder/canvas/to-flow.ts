import { Position, type Edge, type Node, type NodeHandle } from "@xyflow/react";
import type { StepDefinition, StepRegistry } from "../../../workflows/core/define-step.ts";
import {
  parseEnd,
  type DocumentNode,
  type DocumentWire,
  type PipelineDocument,
} from "../../../workflows/core/document.ts";
import type { PortType } from "../../../workflows/core/ports.ts";
import { nodeHeight, NODE_WIDTH, portY, type Point } from "../layout/geometry.ts";
import { wireId } from "../store/edits.ts";
import { wiringOf } from "../store/wiring.ts";

type StepNodeData = { node: DocumentNode; step: StepDefinition | undefined };
export type FlowNode = Node<StepNodeData, "step">;
export type FlowWire = Edge<{ type: PortType | "any" }, "wire">;

export interface FlowCache {
  nodes: Map<string, FlowNode>;
  wires: Map<string, FlowWire>;
}

export function emptyCache(): FlowCache {
  return { nodes: new Map(), wires: new Map() };
}

/**
 * The document's nodes as React Flow draws them. What has not changed since the call before keeps its identity, by
 * `cache`, so that only what changed is drawn again. Nodes with an id that came before are left out: the compiler
 * reports them.
 */
export function toFlowNodes(
  document: PipelineDocument,
  places: ReadonlyMap<string, Point>,
  selected: ReadonlySet<string>,
  registry: StepRegistry,
  cache: FlowCache,
): FlowNode[] {
  const next = new Map<string, FlowNode>();
  for (const node of document.nodes) {
    if (next.has(node.id)) continue;
    const position = places.get(node.id) ?? { x: 0, y: 0 };
    const isSelected = selected.has(node.id);
    const before = cache.nodes.get(node.id);
    next.set(
      node.id,
      before &&
        before.data.node === node &&
        before.selected === isSelected &&
        before.position.x === position.x &&
        before.position.y === position.y
        ? before
        : flowNode(node, registry.get(node.kind), position, isSelected, before),
    );
  }
  cache.nodes = next;
  return [...next.values()];
}

function flowNode(
  node: DocumentNode,
  step: StepDefinition | undefined,
  position: Point,
  selected: boolean,
  before: FlowNode | undefined,
): FlowNode {
  const size = { width: NODE_WIDTH, height: nodeHeight(step) };
  return {
    id: node.id,
    type: "step",
    position,
    selected,
    // The data keeps its identity while only the place changes: a node that is dragged is not rendered again.
    data: before?.data.node === node ? before.data : { node, step },
    ...size,
    measured: size,
    handles: handlesOf(step),
    ariaLabel: `${node.title ?? step?.title ?? node.kind}, ${node.id}`,
  };
}

const handles = new WeakMap<StepDefinition, NodeHandle[]>();

function handlesOf(step: StepDefinition | undefined): NodeHandle[] {
  if (!step) return [];
  let known = handles.get(step);
  if (!known) {
    const side = (names: string[], type: "source" | "target", x: number) =>
      names.map((id, index): NodeHandle => ({
        id,
        type,
        position: type === "source" ? Position.Right : Position.Left,
        x: x - 5,
        y: portY(index) - 5,
        width: 10,
        height: 10,
      }));
    known = [
      ...side(Object.keys(step.inputs), "target", 0),
      ...side(Object.keys(step.outputs), "source", NODE_WIDTH),
    ];
    handles.set(step, known);
  }
  return known;
}

/** The document's wires as React Flow draws them; those that end at nothing are left out: the compiler reports them. */
export function toFlowWires(
  document: PipelineDocument,
  selected: ReadonlySet<string>,
  registry: StepRegistry,
  cache: FlowCache,
): FlowWire[] {
  const { types } = wiringOf(document, registry);
  const next = new Map<string, FlowWire>();
  for (const wire of document.wires ?? []) {
    const id = wireId(wire);
    const ends = knownEnds(wire, document, registry);
    if (!ends || next.has(id)) continue;
    const type = types.get(wire.from) ?? "any";
    const isSelected = selected.has(id);
    const before = cache.wires.get(id);
    next.set(
      id,
      before && before.selected === isSelected && before.data?.type === type
        ? before
        : {
            id,
            type: "wire",
            source: ends.from.node,
            sourceHandle: ends.from.port,
            target: ends.to.node,
            targetHandle: ends.to.port,
            selected: isSelected,
            data: { type },
            ariaLabel: `Wire from ${wire.from} to ${wire.to}`,
          },
    );
  }
  cache.wires = next;
  return [...next.values()];
}

const kinds = new WeakMap<readonly DocumentNode[], Map<string, string>>();

function knownEnds(wire: DocumentWire, document: PipelineDocument, registry: StepRegistry) {
  let kindOf = kinds.get(document.nodes);
  if (!kindOf) {
    kindOf = new Map(document.nodes.map(({ id, kind }) => [id, kind]));
    kinds.set(document.nodes, kindOf);
  }
  const from = parseEnd(wire.from);
  const to = parseEnd(wire.to);
  if (!from || !to) return null;
  const source = registry.get(kindOf.get(from.node) ?? "");
  const target = registry.get(kindOf.get(to.node) ?? "");
  return source &&
    Object.hasOwn(source.outputs, from.port) &&
    target &&
    Object.hasOwn(target.inputs, to.port)
    ? { from, to }
    : null;
}
