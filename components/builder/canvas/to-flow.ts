import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import {
  parseEnd,
  type DocumentNode,
  type PipelineDocument,
} from "../../../workflows/core/document.ts";
import type { Box } from "../../graph/geometry.ts";
import { collapsedOf } from "../layout/group-boxes.ts";
import { nestingOf } from "../../graph/inside.ts";
import { portsOf } from "../../graph/node-ports.ts";
import { groupKey } from "../store/canvas-key.ts";
import { wireId } from "../../graph/wire-id.ts";
import { inputAt, outputAt, wiringOf } from "../store/wiring.ts";
import type { FlowCache, FlowWire, StepFlowNode } from "./flow-types.ts";
import { handlesOf } from "./handles.ts";

/**
 * The document's nodes as React Flow draws them, a map before what stands inside it, whose places count from the map's
 * corner. What has not changed since the call before keeps its identity, by `cache`, so that only what changed is drawn
 * again. Nodes with an id that came before are left out: the compiler reports them. So is what a collapsed group hides.
 */
export function toFlowNodes(
  document: PipelineDocument,
  places: ReadonlyMap<string, Box>,
  selected: ReadonlySet<string>,
  registry: StepRegistry,
  cache: FlowCache,
): StepFlowNode[] {
  const { inside, parentOf } = nestingOf(document, registry);
  const { hiddenBy } = collapsedOf(document, registry);
  const next = new Map<string, StepFlowNode>();
  const maps = document.nodes.filter(({ id }) => inside.has(id));
  const others =
    inside.size === 0 ? document.nodes : document.nodes.filter((n) => !inside.has(n.id));
  for (const node of [...maps, ...others]) {
    if (next.has(node.id) || hiddenBy.has(node.id)) continue;
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

/**
 * The document's wires as React Flow draws them, those of a collapsed group's steps at the group's ports. Those that end at
 * nothing are left out: the compiler reports them.
 */
export function toFlowWires(
  document: PipelineDocument,
  selected: ReadonlySet<string>,
  registry: StepRegistry,
  cache: FlowCache,
): FlowWire[] {
  const wiring = wiringOf(document, registry);
  const { hiddenBy } = collapsedOf(document, registry);
  const next = new Map<string, FlowWire>();
  for (const wire of document.wires ?? []) {
    const id = wireId(wire);
    const from = parseEnd(wire.from);
    const to = parseEnd(wire.to);
    if (!from || !to || next.has(id) || !outputAt(wiring, from) || !inputAt(wiring, to)) continue;
    const [leaving, entering] = [hiddenBy.get(from.node), hiddenBy.get(to.node)];
    if (leaving !== undefined && leaving === entering) continue;
    const type = wiring.types.get(wire.from) ?? "any";
    const source = leaving === undefined ? from.node : groupKey(leaving);
    const target = entering === undefined ? to.node : groupKey(entering);
    const isSelected = selected.has(id);
    const before = cache.wires.get(id);
    next.set(
      id,
      before &&
        before.selected === isSelected &&
        before.data?.type === type &&
        before.source === source &&
        before.target === target
        ? before
        : {
            id,
            type: "wire",
            source,
            sourceHandle: leaving === undefined ? from.port : wire.from,
            target,
            targetHandle: entering === undefined ? to.port : wire.to,
            selected: isSelected,
            data: { type },
            ariaLabel: `Wire from ${wire.from} to ${wire.to}`,
          },
    );
  }
  cache.wires = next;
  return [...next.values()];
}

/** The end `node.port` that a handle stands for: at a collapsed group it is named after the end inside. */
export function endOf(node: string, handle: string | null | undefined): string {
  return handle?.includes(".") ? handle : `${node}.${handle ?? ""}`;
}
