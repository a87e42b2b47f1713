import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { parseEnd } from "../../../workflows/core/document.ts";
import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import { COLUMN_GAP, GRID, nodeHeight, NODE_WIDTH, snap, type Point } from "./geometry.ts";

const COLUMN = NODE_WIDTH + COLUMN_GAP;
const ROW_GAP = 32;

/**
 * Where every node lies. A node without a place in the document's layout (one written by hand) gets one: by its longest
 * way from a source, columns left to right, below what lies there already. Pure and quick; elk does it more beautifully.
 */
export function placeNodes(document: PipelineDocument, registry: StepRegistry): Map<string, Point> {
  const given = document.layout?.nodes ?? {};
  const places = new Map<string, Point>();
  for (const { id } of document.nodes)
    if (Object.hasOwn(given, id)) places.set(id, { x: given[id]!.x, y: given[id]!.y });
  if (places.size === new Set(document.nodes.map(({ id }) => id)).size) return places;

  const depth = longestWays(document);
  const bottoms = new Map<number, number>();
  for (const { id, kind } of document.nodes) {
    const place = places.get(id);
    if (!place) continue;
    const column = Math.round(place.x / COLUMN);
    const bottom = place.y + nodeHeight(registry.get(kind)) + ROW_GAP;
    bottoms.set(column, Math.max(bottoms.get(column) ?? 0, bottom));
  }
  for (const { id, kind } of document.nodes) {
    if (places.has(id)) continue;
    const column = depth.get(id) ?? 0;
    const y = bottoms.get(column) ?? 0;
    places.set(id, { x: column * COLUMN, y });
    bottoms.set(column, y + nodeHeight(registry.get(kind)) + ROW_GAP);
  }
  return places;
}

/** A free spot near `wanted`: moved down until no node lies there. */
export function freeSpot(
  wanted: Point,
  height: number,
  document: PipelineDocument,
  registry: StepRegistry,
): Point {
  const places = placeNodes(document, registry);
  const boxes = document.nodes.map((node) => ({
    at: places.get(node.id)!,
    height: nodeHeight(registry.get(node.kind)),
  }));
  let spot = snap(wanted);
  const hits = () =>
    boxes.find(
      ({ at, height: other }) =>
        Math.abs(at.x - spot.x) < NODE_WIDTH + GRID &&
        spot.y < at.y + other + GRID &&
        at.y < spot.y + height + GRID,
    );
  for (let hit = hits(); hit; hit = hits())
    spot = snap({ x: spot.x, y: hit.at.y + hit.height + ROW_GAP });
  return spot;
}

function longestWays(document: PipelineDocument): Map<string, number> {
  const depth = new Map<string, number>(document.nodes.map(({ id }) => [id, 0]));
  const links = (document.wires ?? []).flatMap(({ from, to }) => {
    const source = parseEnd(from)?.node;
    const target = parseEnd(to)?.node;
    return source && target && depth.has(source) && depth.has(target) ? [{ source, target }] : [];
  });
  // As many rounds as there may be columns; a cycle ends with them.
  for (let round = 0; round < document.nodes.length; round++) {
    let changed = false;
    for (const { source, target } of links)
      if (depth.get(target)! <= depth.get(source)! && depth.get(source)! < document.nodes.length) {
        depth.set(target, depth.get(source)! + 1);
        changed = true;
      }
    if (!changed) break;
  }
  return depth;
}
