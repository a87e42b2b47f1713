import type { StepRegistry } from "../../workflows/core/define-step.ts";
import {
  parseEnd,
  type DocumentNode,
  type PipelineDocument,
} from "../../workflows/core/document.ts";
import { firstInside, frameOf } from "./frame.ts";
import {
  COLUMN_GAP,
  contains,
  GRID,
  nodeHeight,
  NODE_WIDTH,
  snap,
  type Box,
  type Point,
} from "./geometry.ts";
import { nestingOf } from "./inside.ts";
import { isMap, portsOf } from "./node-ports.ts";
import { recent } from "./recent.ts";

const COLUMN = NODE_WIDTH + COLUMN_GAP;
const ROW_GAP = 32;

type Places = ReadonlyMap<string, Box>;

const known = recent<PipelineDocument, { registry: StepRegistry; places: Places }>();

/**
 * The box of every node. All places are absolute, also inside a map, and a map lies around what stands in it. A node
 * without a place in the document's layout (one written by hand) gets one: by its longest way from a source, columns
 * left to right, below what lies there already. Pure and quick; elk does it more beautifully.
 */
export function placeNodes(document: PipelineDocument, registry: StepRegistry): Places {
  const before = known.get(document);
  if (before?.registry === registry) return before.places;
  const places = place(document, registry);
  known.set(document, { registry, places });
  return places;
}

function place(document: PipelineDocument, registry: StepRegistry): Places {
  const given = document.layout?.nodes ?? {};
  const { inside, parentOf } = nestingOf(document, registry);
  const places = new Map<string, Box>();
  for (const node of document.nodes) {
    if (!Object.hasOwn(given, node.id) || inside.has(node.id)) continue;
    const { x, y } = given[node.id]!;
    places.set(node.id, { x, y, ...sizeOf(node, registry) });
  }
  /** Maps whose inside is laid out, but not where yet: around the origin. */
  const floating = new Set<string>();
  for (const [map, nodes] of inside) {
    const ports = portsOf(
      document.nodes.find(({ id }) => id === map)!,
      registry,
    );
    const at = given[map];
    if (at === undefined && !nodes.some(({ id }) => places.has(id))) floating.add(map);
    const origin = firstInside(at ?? { x: 0, y: 0 }, ports);
    putInColumns(
      nodes,
      links(document, (id) => (parentOf.get(id) === map ? id : null)),
      places,
      {
        origin,
        sizeOf: (node) => sizeOf(node, registry),
      },
    );
    places.set(
      map,
      frameOf(
        nodes.map(({ id }) => places.get(id)!),
        ports,
        at,
      ),
    );
  }
  const outer = document.nodes.filter(({ id }) => !parentOf.has(id));
  const sizes = new Map([...floating].map((map) => [map, places.get(map)!]));
  for (const map of floating) places.delete(map);
  putInColumns(
    outer,
    links(document, (id) => parentOf.get(id) ?? id),
    places,
    {
      origin: { x: 0, y: 0 },
      sizeOf: (node) => sizes.get(node.id) ?? sizeOf(node, registry),
    },
  );
  for (const [map, frame] of sizes) {
    const at = places.get(map)!;
    for (const { id } of inside.get(map)!) {
      const box = places.get(id)!;
      places.set(id, { ...box, x: box.x + at.x - frame.x, y: box.y + at.y - frame.y });
    }
  }
  return places;
}

/** The size of a node; of a map, while nothing stands in it. */
export function sizeOf(
  node: Pick<DocumentNode, "kind" | "config">,
  registry: StepRegistry,
): { width: number; height: number } {
  const ports = portsOf(node, registry);
  if (isMap(node, registry)) {
    const { width, height } = frameOf([], ports);
    return { width, height };
  }
  return { width: NODE_WIDTH, height: nodeHeight(ports) };
}

interface Link {
  source: string;
  target: string;
}

/** The document's wires between the nodes that `standIn` gives for their ends. */
function links(document: PipelineDocument, standIn: (id: string) => string | null): Link[] {
  return (document.wires ?? []).flatMap(({ from, to }) => {
    const source = standIn(parseEnd(from)?.node ?? "");
    const target = standIn(parseEnd(to)?.node ?? "");
    return source && target && source !== target ? [{ source, target }] : [];
  });
}

/** Adds a box for each node that has none yet. */
function putInColumns(
  nodes: readonly DocumentNode[],
  wires: readonly Link[],
  places: Map<string, Box>,
  {
    origin,
    sizeOf: size,
  }: { origin: Point; sizeOf: (node: DocumentNode) => { width: number; height: number } },
): void {
  if (nodes.every(({ id }) => places.has(id))) return;
  const depth = longestWays(nodes, wires);
  const widths: number[] = [];
  const bottoms = new Map<number, number>();
  for (const node of nodes) {
    const column = depth.get(node.id) ?? 0;
    const box = places.get(node.id);
    if (!box) widths[column] = Math.max(widths[column] ?? NODE_WIDTH, size(node).width);
    else {
      const at = Math.round((box.x - origin.x) / COLUMN);
      bottoms.set(at, Math.max(bottoms.get(at) ?? origin.y, box.y + box.height + ROW_GAP));
    }
  }
  const left = (column: number) => {
    let x = origin.x;
    for (let at = 0; at < column; at++) x += (widths[at] ?? NODE_WIDTH) + COLUMN_GAP;
    return x;
  };
  for (const node of nodes) {
    if (places.has(node.id)) continue;
    const column = depth.get(node.id) ?? 0;
    const { width, height } = size(node);
    const y = bottoms.get(column) ?? origin.y;
    places.set(node.id, { x: left(column), y, width, height });
    bottoms.set(column, y + height + ROW_GAP);
  }
}

/**
 * A free spot near `wanted` for a node of this kind: moved down until no node lies there. Inside the map `parent` only
 * what stands there is in the way.
 */
export function freeSpot(
  wanted: Point,
  kind: string,
  document: PipelineDocument,
  registry: StepRegistry,
  parent: string | null = null,
): Point {
  const places = placeNodes(document, registry);
  const { parentOf } = nestingOf(document, registry);
  const boxes = document.nodes
    .filter(({ id }) => (parentOf.get(id) ?? null) === parent)
    .map(({ id }) => places.get(id)!);
  const { width, height } = sizeOf({ kind }, registry);
  let spot = snap(wanted);
  const hits = () =>
    boxes.find(
      (box) =>
        spot.x < box.x + box.width + GRID &&
        box.x < spot.x + width + GRID &&
        spot.y < box.y + box.height + GRID &&
        box.y < spot.y + height + GRID,
    );
  for (let hit = hits(); hit; hit = hits())
    spot = snap({ x: spot.x, y: hit.y + hit.height + ROW_GAP });
  return spot;
}

/** Where a node goes that is put into a map without being dragged there. */
export function spotInside(
  map: string,
  kind: string,
  document: PipelineDocument,
  registry: StepRegistry,
): Point {
  const frame = placeNodes(document, registry).get(map)!;
  const ports = portsOf(
    document.nodes.find(({ id }) => id === map)!,
    registry,
  );
  return freeSpot(firstInside(frame, ports), kind, document, registry, map);
}

/** The map that lies under a point of the canvas. */
export function mapAt(
  point: Point,
  document: PipelineDocument,
  registry: StepRegistry,
): string | null {
  const places = placeNodes(document, registry);
  const found = [...nestingOf(document, registry).inside.keys()].findLast((id) =>
    contains(places.get(id)!, point),
  );
  return found ?? null;
}

function longestWays(nodes: readonly DocumentNode[], wires: readonly Link[]): Map<string, number> {
  const depth = new Map<string, number>(nodes.map(({ id }) => [id, 0]));
  const present = wires.filter(({ source, target }) => depth.has(source) && depth.has(target));
  // As many rounds as there may be columns; a cycle ends with them.
  for (let round = 0; round < nodes.length; round++) {
    let changed = false;
    for (const { source, target } of present)
      if (depth.get(target)! <= depth.get(source)! && depth.get(source)! < nodes.length) {
        depth.set(target, depth.get(source)! + 1);
        changed = true;
      }
    if (!changed) break;
  }
  return depth;
}
