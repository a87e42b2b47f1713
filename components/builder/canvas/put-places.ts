import type { DocumentNode, PipelineDocument } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { around, GRID, snap, type Box, type Point } from "../../graph/geometry.ts";
import { nestingOf } from "../../graph/inside.ts";
import { freeSpot, placeNodes, spotInside } from "../../graph/place.ts";
import { overlaps } from "../layout/wire-at.ts";
import { moveNodes } from "../store/edits.ts";

/**
 * How far copies lie from their originals: a step alone a little, several below all of them, as wires over wires cannot be told
 * apart; further where something lies there already, such as the copies made before.
 */
export function besides(document: PipelineDocument, copied: readonly DocumentNode[]): Point {
  const places = placeNodes(document, registry);
  const { inside, parentOf } = nestingOf(document, registry);
  const here = copied.filter(({ id }) => places.has(id));
  const boxes = here.map(({ id }) => places.get(id)!);
  const isAlone = boxes.length <= 1 && !here.some(({ id }) => inside.has(id));
  const step = isAlone
    ? { x: 4 * GRID, y: 4 * GRID }
    : snap({ x: 0, y: around(boxes).height + 4 * GRID });
  // The map that copies stand in grows with them.
  const maps = new Set(here.map(({ id }) => parentOf.get(id)));
  const others = [...places].filter(([id]) => !maps.has(id)).map(([, box]) => box);
  const covers = isAlone ? isSamePlace : overlaps;
  for (let times = 1; ; times++) {
    const offset = { x: times * step.x, y: times * step.y };
    const isTaken = boxes.some((box) => {
      const copy = { ...box, x: box.x + offset.x, y: box.y + offset.y };
      return others.some((other) => covers(copy, other));
    });
    if (!isTaken) return offset;
  }
}

const isSamePlace = (a: Box, b: Box) => a.x === b.x && a.y === b.y;

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
