import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { COLUMN_GAP, GRID, type Box, type Point } from "../../graph/geometry.ts";
import { collapsedOf } from "../layout/group-boxes.ts";
import { nestingOf } from "../../graph/inside.ts";
import { placeAll } from "../layout/place-drawn.ts";
import { overlaps } from "../layout/wire-at.ts";
import { below, pushedAside, pushedRight } from "../layout/push-aside.ts";
import { groupKey, groupOf, noteKey, noteOf } from "../store/canvas-key.ts";
import { groupingOf } from "../store/groups.ts";
import { moveNodes, withInside } from "../store/edits.ts";
import { noteBox, setNote } from "../store/notes.ts";

/**
 * `after` with room made: a map or a group whose frame has grown since `before`, pushes its neighbours
 * aside, and what is in `added` pushes what lies right of it. What is in `held` stays where somebody has just put it.
 */
export function withRoom(
  before: PipelineDocument,
  after: PipelineDocument,
  registry: StepRegistry,
  { added = [], held = new Set() }: { added?: readonly string[]; held?: ReadonlySet<string> } = {},
): PipelineDocument {
  const old = placeAll(before, registry);
  const grown = [...frameKeys(after, registry), ...added];
  return grown.reduce((document, key) => {
    const places = placeAll(document, registry);
    const box = places.get(key);
    const was = old.get(key);
    const isNew = added.includes(key);
    if (!box || !(isNew || (was && isBeyond(box, was)))) return document;
    const units = unitsOf(document, places, registry, withInside(document, [key]), held);
    const moved = isNew ? pushedRight(units, box) : pushedAside(units, was!, box);
    return moved.size === 0
      ? document
      : moveNodes(document, carried(document, places, moved, registry));
  }, after);
}

/** The keys of what has a frame: maps, and groups that are not collapsed. */
function frameKeys(document: PipelineDocument, registry: StepRegistry): string[] {
  const { ports } = collapsedOf(document, registry);
  const groups = Object.keys(document.layout?.groups ?? {}).filter((id) => !ports.has(id));
  return [...nestingOf(document, registry).inside.keys(), ...groups.map(groupKey)];
}

function isBeyond(box: Box, was: Box): boolean {
  return (
    box.x < was.x ||
    box.y < was.y ||
    box.x + box.width > was.x + was.width ||
    box.y + box.height > was.y + was.height
  );
}

/** What can be pushed: the steps of the outermost level, and collapsed groups in place of theirs. */
function unitsOf(
  document: PipelineDocument,
  places: ReadonlyMap<string, Box>,
  registry: StepRegistry,
  own: ReadonlySet<string>,
  held: ReadonlySet<string>,
): Map<string, Box> {
  const { parentOf } = nestingOf(document, registry);
  const { hiddenBy, ports } = collapsedOf(document, registry);
  const keys = [
    ...document.nodes.flatMap(({ id }) => (parentOf.has(id) || hiddenBy.has(id) ? [] : [id])),
    ...[...ports.keys()].map(groupKey),
  ];
  return new Map(
    keys.flatMap((key) => {
      const box = places.get(key);
      return box && !own.has(key) && !held.has(key) ? [[key, box] as const] : [];
    }),
  );
}

/** Where everything goes when some maps and collapsed groups move: what is in them goes along. */
export function carried(
  document: PipelineDocument,
  places: ReadonlyMap<string, Box>,
  moved: ReadonlyMap<string, Point>,
  registry: StepRegistry,
): Map<string, Point> {
  const all = new Map<string, Point>();
  const { members } = groupingOf(document);
  const { inside } = nestingOf(document, registry);
  for (const [key, { x, y }] of moved) {
    const from = places.get(key)!;
    const steps = members.get(groupOf(key) ?? "") ?? [key];
    const keys = steps.flatMap((id) => [id, ...(inside.get(id) ?? []).map((child) => child.id)]);
    for (const id of keys) {
      const box = places.get(id);
      if (box && !all.has(id)) all.set(id, { x: box.x + x - from.x, y: box.y + y - from.y });
    }
  }
  return all;
}

/** A node put into the wire from `source`, moved right where it would lie over what the wire comes from. */
export function clearOfSource(
  document: PipelineDocument,
  registry: StepRegistry,
  source: string,
  id: string,
): PipelineDocument {
  const places = placeAll(document, registry);
  const [from, box] = [places.get(source), places.get(id)];
  if (!from || !box || !overlaps(from, box)) return document;
  const x = Math.ceil((from.x + from.width + COLUMN_GAP / 2) / GRID) * GRID;
  return moveNodes(document, new Map([[id, { x, y: box.y }]]));
}

/** `after` with the notes further down over which a step or a trigger has come to lie since `before`: they would not be read. */
export function withNotesClear(
  before: PipelineDocument,
  after: PipelineDocument,
  registry: StepRegistry,
): PipelineDocument {
  const old = placeAll(before, registry);
  return Object.entries(after.layout?.notes ?? {}).reduce((document, [id, note]) => {
    const places = [...placeAll(document, registry)].filter(([key]) => key !== noteKey(id));
    const cards = places.filter(([key]) => noteOf(key) === null && groupOf(key) === null);
    const own = noteBox(note);
    const lost = cards.some(([key, box]) => {
      const was = old.get(key);
      return overlaps(box, own) && !(was && overlaps(was, own));
    });
    if (!lost) return document;
    return setNote(document, id, {
      y: below(
        places.map(([, box]) => box),
        own,
      ).y,
    });
  }, after);
}
