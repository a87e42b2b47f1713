import { Position, type Edge, type Node, type NodeHandle } from "@xyflow/react";
import type { StepDefinition, StepRegistry } from "../../../workflows/core/define-step.ts";
import {
  parseEnd,
  type DocumentNode,
  type PipelineDocument,
} from "../../../workflows/core/document.ts";
import { ERROR_PORT, type PortType } from "../../../workflows/core/ports.ts";
import type { TriggerSpec } from "../../../workflows/core/triggers.ts";
import { innerY } from "../layout/frame.ts";
import { errorX, portY, type Box } from "../layout/geometry.ts";
import { nestingOf } from "../layout/inside.ts";
import { portsOf, type NodePorts } from "../layout/node-ports.ts";
import { wireId } from "../store/edits.ts";
import { triggerKey } from "../store/trigger-key.ts";
import { inputAt, outputAt, wiringOf } from "../store/wiring.ts";

interface StepNodeData extends Record<string, unknown> {
  node: DocumentNode;
  step: StepDefinition | undefined;
  ports: NodePorts | null;
}
export type StepFlowNode = Node<StepNodeData, "step" | "map">;
export type TriggerFlowNode = Node<{ spec: TriggerSpec }, "trigger">;
export type FlowNode = StepFlowNode | TriggerFlowNode;
export type FlowWire = Edge<{ type: PortType | "any" }, "wire">;

export interface FlowCache {
  nodes: Map<string, StepFlowNode>;
  triggers: Map<string, TriggerFlowNode>;
  wires: Map<string, FlowWire>;
}

export function emptyCache(): FlowCache {
  return { nodes: new Map(), triggers: new Map(), wires: new Map() };
}

/**
 * The document's nodes as React Flow draws them, a map before what stands inside it, whose places count from the map's
 * corner. What has not changed since the call before keeps its identity, by `cache`, so that only what changed is drawn
 * again. Nodes with an id that came before are left out: the compiler reports them.
 */
export function toFlowNodes(
  document: PipelineDocument,
  places: ReadonlyMap<string, Box>,
  selected: ReadonlySet<string>,
  registry: StepRegistry,
  cache: FlowCache,
): StepFlowNode[] {
  const { inside, parentOf } = nestingOf(document, registry);
  const next = new Map<string, StepFlowNode>();
  const maps = document.nodes.filter(({ id }) => inside.has(id));
  const others =
    inside.size === 0 ? document.nodes : document.nodes.filter((n) => !inside.has(n.id));
  for (const node of [...maps, ...others]) {
    if (next.has(node.id)) continue;
    const box = places.get(node.id);
    if (!box) continue;
    const parent = parentOf.get(node.id);
    const corner = (parent === undefined ? undefined : places.get(parent)) ?? { x: 0, y: 0 };
    const drawn: Drawn = {
      box: { ...box, x: box.x - corner.x, y: box.y - corner.y },
      parent,
      selected: selected.has(node.id),
      map: inside.has(node.id),
    };
    const before = cache.nodes.get(node.id);
    next.set(
      node.id,
      before && isSame(before, node, drawn) ? before : flowNode(node, registry, drawn, before),
    );
  }
  cache.nodes = next;
  return [...next.values()];
}

interface Drawn {
  box: Box;
  parent: string | undefined;
  selected: boolean;
  map: boolean;
}

function isSame(
  before: StepFlowNode,
  node: DocumentNode,
  { box, parent, selected }: Drawn,
): boolean {
  return (
    before.data.node === node &&
    before.selected === selected &&
    before.parentId === parent &&
    before.position.x === box.x &&
    before.position.y === box.y &&
    before.width === box.width &&
    before.height === box.height
  );
}

function flowNode(
  node: DocumentNode,
  registry: StepRegistry,
  { box, parent, selected, map }: Drawn,
  before: StepFlowNode | undefined,
): StepFlowNode {
  const step = registry.get(node.kind);
  const ports = portsOf(node, registry);
  const size = { width: box.width, height: box.height };
  return {
    id: node.id,
    type: map ? "map" : "step",
    position: { x: box.x, y: box.y },
    selected,
    ...(parent === undefined ? {} : { parentId: parent }),
    // The data keeps its identity while only the place changes: a node that is dragged is not rendered again.
    data: before?.data.node === node ? before.data : { node, step, ports },
    ...size,
    measured: size,
    handles: ports ? handlesOf(ports, size) : [],
    ariaLabel: `${node.title ?? step?.title ?? node.kind}, ${node.id}${parent === undefined ? "" : `, inside ${parent}`}`,
  };
}

function handlesOf(ports: NodePorts, size: { width: number; height: number }): NodeHandle[] {
  const handle = (
    id: string,
    type: "source" | "target",
    position: Position,
    x: number,
    y: number,
  ): NodeHandle => ({ id, type, position, x: x - 5, y: y - 5, width: 10, height: 10 });
  const { width, height } = size;
  return [
    ...ports.inputs.map(([id], row) => handle(id, "target", Position.Left, 0, portY(row))),
    ...ports.inner.map(([id], row) =>
      handle(id, "target", Position.Left, width, innerY(ports, height, row)),
    ),
    ...ports.outputs.map(([id], row) => handle(id, "source", Position.Right, width, portY(row))),
    handle(ERROR_PORT, "source", Position.Bottom, errorX(width), height),
  ];
}

/** The document's triggers as React Flow draws them: no wire ends at them. */
export function toFlowTriggers(
  document: PipelineDocument,
  places: ReadonlyMap<string, Box>,
  selected: ReadonlySet<string>,
  cache: FlowCache,
): TriggerFlowNode[] {
  const next = new Map<string, TriggerFlowNode>();
  for (const spec of document.triggers ?? []) {
    const id = triggerKey(spec.id);
    const box = places.get(id);
    if (!box || next.has(id)) continue;
    const isSelected = selected.has(id);
    const before = cache.triggers.get(id);
    const size = { width: box.width, height: box.height };
    next.set(
      id,
      before &&
        before.data.spec === spec &&
        before.selected === isSelected &&
        before.position.x === box.x &&
        before.position.y === box.y
        ? before
        : {
            id,
            type: "trigger",
            position: { x: box.x, y: box.y },
            selected: isSelected,
            connectable: false,
            data: before?.data.spec === spec ? before.data : { spec },
            ...size,
            measured: size,
            handles: [],
            ariaLabel: `Trigger ${spec.title ?? spec.id}, ${spec.type}`,
          },
    );
  }
  cache.triggers = next;
  return [...next.values()];
}

/** The document's wires as React Flow draws them; those that end at nothing are left out: the compiler reports them. */
export function toFlowWires(
  document: PipelineDocument,
  selected: ReadonlySet<string>,
  registry: StepRegistry,
  cache: FlowCache,
): FlowWire[] {
  const wiring = wiringOf(document, registry);
  const next = new Map<string, FlowWire>();
  for (const wire of document.wires ?? []) {
    const id = wireId(wire);
    const from = parseEnd(wire.from);
    const to = parseEnd(wire.to);
    if (!from || !to || next.has(id) || !outputAt(wiring, from) || !inputAt(wiring, to)) continue;
    const type = wiring.types.get(wire.from) ?? "any";
    const isSelected = selected.has(id);
    const before = cache.wires.get(id);
    next.set(
      id,
      before && before.selected === isSelected && before.data?.type === type
        ? before
        : {
            id,
            type: "wire",
            source: from.node,
            sourceHandle: from.port,
            target: to.node,
            targetHandle: to.port,
            selected: isSelected,
            data: { type },
            ariaLabel: `Wire from ${wire.from} to ${wire.to}`,
          },
    );
  }
  cache.wires = next;
  return [...next.values()];
}
