import {
  parseEnd,
  type DocumentWire,
  type PipelineDocument,
} from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { center, type Box, type Point } from "../../graph/geometry.ts";
import { nestingOf } from "../../graph/inside.ts";
import { mapAt, placeNodes } from "../../graph/place.ts";
import { wireId } from "../../graph/wire-id.ts";
import { moveNodes } from "../store/edits.ts";
import { putIntoWire } from "../store/fitting-steps.ts";
import { groupingOf, regroup } from "../store/groups.ts";
import { parentRefusal, setParent } from "../store/nesting.ts";
import { clearOfSource, withRoom } from "./make-room.ts";
import { groupAt, loosened } from "./moved-boxes.ts";
import { withPlaces } from "./put-places.ts";

interface Put {
  document: PipelineDocument;
  /** Wires that would have crossed the border of a map. */
  cut: DocumentWire[];
  /** Why nothing was done. */
  why: string | null;
}

/**
 * What a drag that ends makes of the document: what moved lies where it was left, steps are in the map and in the group
 * they were dropped on, a step dropped on `wire` stands in it, and what has grown has room.
 */
export function dropNodes(
  document: PipelineDocument,
  moved: ReadonlyMap<string, Box>,
  wire: string | null,
): Put {
  const goals = new Map(
    loosened(moved, document).map((id) => [id, mapAt(center(moved.get(id)!), document, registry)]),
  );
  const put = putInto(document, goals, moved);
  if (put.why !== null) return put;
  let next = regrouped(document, put.document, moved);
  const [only] = moved.size === 1 ? [...moved.keys()] : [];
  if (wire !== null && only !== undefined) next = putIntoWire(next, registry, wire, only);
  const source = document.wires?.find((one) => wireId(one) === wire)?.from;
  if (source !== undefined && only !== undefined)
    next = clearOfSource(next, registry, parseEnd(source)?.node ?? "", only);
  const added = wire !== null && only !== undefined ? [only] : [];
  return {
    ...put,
    document: withRoom(document, next, registry, { added, held: new Set(moved.keys()) }),
  };
}

/** Steps are in the group they were dropped on; a group that moved as a whole keeps its steps. */
function regrouped(
  before: PipelineDocument,
  document: PipelineDocument,
  moved: ReadonlyMap<string, Box>,
): PipelineDocument {
  if (!before.layout?.groups) return document;
  const { members, groupOf } = groupingOf(before);
  const { parentOf } = nestingOf(document, registry);
  let next = document;
  for (const { id } of document.nodes) {
    const box = moved.get(id);
    if (!box) continue;
    const group = groupOf.get(id);
    if (group !== undefined && members.get(group)!.every((step) => moved.has(step))) continue;
    const goal = parentOf.has(id) ? null : groupAt(center(box), before);
    if (goal !== (group ?? null)) next = regroup(next, new Set([id]), goal);
  }
  return next;
}

/**
 * Puts each step into a map, or out of its own (`null`). `moved` says where a drag has left them; without it they get a
 * place. Nothing is done, with the reason, when one of them cannot stand there.
 */
export function putInto(
  document: PipelineDocument,
  goals: ReadonlyMap<string, string | null>,
  moved?: ReadonlyMap<string, Point>,
): Put {
  const { parentOf } = nestingOf(document, registry);
  const changing = [...goals].filter(([id, map]) => (parentOf.get(id) ?? null) !== map);
  const why = changing
    .map(([id, map]) => (map === null ? null : parentRefusal(document, registry, id)))
    .find((sentence) => sentence !== null);
  if (why) return { document, cut: [], why };
  if (changing.length === 0)
    return { document: moved ? moveNodes(document, moved) : document, cut: [], why: null };
  // What has no place of its own yet, and a map that is left empty, stays where it was.
  const places = placeNodes(document, registry);
  let next = moveNodes(document, new Map<string, Point>([...places, ...(moved ?? [])]));
  const cut: DocumentWire[] = [];
  for (const map of new Set(changing.map(([, goal]) => goal))) {
    const ids = changing.flatMap(([id, goal]) => (goal === map ? [id] : []));
    const put = setParent(next, registry, new Set(ids), map);
    next = moved ? put.document : withPlaces(put.document, document, ids, map);
    cut.push(...put.cut);
  }
  return { document: next, cut, why: null };
}
