import type { DocumentNode, PipelineDocument } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { GRID, snap, type Point } from "../../graph/geometry.ts";
import { nestingOf } from "../../graph/inside.ts";
import { freeSpot, placeNodes, spotInside } from "../../graph/place.ts";
import { moveNodes } from "../store/edits.ts";

/** How far a copy lies from its original: a little, or below the whole map. */
export function besides(document: PipelineDocument, copied: readonly DocumentNode[]): Point {
  const places = placeNodes(document, registry);
  const { inside } = nestingOf(document, registry);
  const frames = copied.flatMap(({ id }) => (inside.has(id) ? (places.get(id) ?? []) : []));
  if (frames.length === 0) return { x: 4 * GRID, y: 4 * GRID };
  const { y } = snap({ x: 0, y: Math.max(...frames.map(({ height }) => height)) + 4 * GRID });
  return { x: 0, y };
}

/** Gives nodes that were put into a map, or out of theirs, a place there. */
export function withPlaces(
  document: PipelineDocument,
  before: PipelineDocument,
  ids: readonly string[],
  map: string | null,
): PipelineDocument {
  const frames = placeNodes(before, registry);
  const { parentOf } = nestingOf(before, registry);
  return ids.reduce((next, id) => {
    const { kind } = next.nodes.find((node) => node.id === id)!;
    // Out of the way while its spot is sought.
    const others = { ...next, nodes: next.nodes.filter((node) => node.id !== id) };
    const left = frames.get(parentOf.get(id) ?? "");
    const at =
      map !== null
        ? spotInside(map, kind, others, registry)
        : freeSpot(
            left ? { x: left.x, y: left.y + left.height + 4 * GRID } : frames.get(id)!,
            kind,
            others,
            registry,
          );
    return moveNodes(next, new Map([[id, at]]));
  }, document);
}
