import { diffDocuments, type DocumentDiff } from "../../../workflows/core/diff.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { renameNode } from "../../../workflows/core/rename-node.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { placeNodes } from "../../graph/place.ts";
import type { Box, Point } from "../../graph/geometry.ts";
import { wireId } from "../../graph/wire-id.ts";
import { triggerKey } from "../store/trigger-key.ts";

export interface Compared {
  before: PipelineDocument;
  after: PipelineDocument;
  /** Both in one, to be drawn: what was removed stands where it stood, or beside what has taken its place. */
  both: PipelineDocument;
  diff: DocumentDiff;
  /** Where moved nodes came from, by their key. */
  from: ReadonlyMap<string, Point>;
}

/** Two documents as one picture. A step that only has another id counts as changed, not as removed and added. */
export function compareDocuments(older: PipelineDocument, after: PipelineDocument): Compared {
  const { renamed } = diffDocuments(older, after);
  const before = Object.entries(renamed).reduce(
    (document, [to, from]) => renameNode(document, from, to),
    older,
  );
  const diff = diffDocuments(before, after);
  for (const [to, from] of Object.entries(renamed)) {
    const part = diff.nodes[to];
    const field = { path: "id", before: from, after: to };
    diff.nodes[to] = {
      change: "changed",
      fields: [field, ...(part?.fields ?? [])],
      moved: part?.moved ?? false,
    };
  }
  diff.renamed = renamed;
  if (Object.keys(renamed).length > 0) diff.same = false;

  const [places, oldPlaces] = [placeNodes(after, registry), placeNodes(before, registry)];
  const removed = before.nodes.filter(({ id }) => diff.nodes[id]?.change === "removed");
  const present = new Set([...after.nodes, ...removed].map(({ id }) => id));
  const nodes: Record<string, Point> = Object.fromEntries(
    [...places].map(([id, { x, y }]) => [id, { x, y }]),
  );
  const boxes = [...places].filter(([id]) => !isMapIn(after, id)).map(([, box]) => box);
  for (const { id, parent } of removed) {
    const box = oldPlaces.get(id);
    if (!box) continue;
    // What stood inside a map goes where the map stands now.
    const free = parent === undefined ? besides(box, boxes) : box;
    nodes[id] = { x: free.x, y: free.y };
    boxes.push(free);
  }
  const [oldLayout, layout] = [before.layout ?? {}, after.layout ?? {}];
  for (const { id } of [...(after.triggers ?? []), ...(before.triggers ?? [])]) {
    const key = triggerKey(id);
    const place = layout.nodes?.[key] ?? oldLayout.nodes?.[key];
    if (place) nodes[key] = place;
  }
  const ids = new Set((after.wires ?? []).map(wireId));
  const both: PipelineDocument = {
    ...after,
    nodes: [
      ...after.nodes,
      // What stood inside a map that is no more stands for itself.
      ...removed.map(({ parent, ...node }) =>
        parent !== undefined && present.has(parent) ? { ...node, parent } : node,
      ),
    ],
    wires: [
      ...(after.wires ?? []),
      ...(before.wires ?? []).filter((wire) => !ids.has(wireId(wire))),
    ],
    triggers: [
      ...(after.triggers ?? []),
      ...(before.triggers ?? []).filter(({ id }) => diff.triggers[id]?.change === "removed"),
    ],
    layout: {
      nodes,
      // All that differs is to be seen: nothing is folded away.
      groups: Object.fromEntries(
        Object.entries({ ...oldLayout.groups, ...layout.groups }).map(([id, group]) => [
          id,
          { ...group, collapsed: false },
        ]),
      ),
      notes: { ...oldLayout.notes, ...layout.notes },
    },
  };
  return { before, after, both, diff, from: cameFrom(diff, before, oldPlaces) };
}

function isMapIn({ nodes }: PipelineDocument, id: string): boolean {
  return nodes.some(({ parent }) => parent === id);
}

/** The box, moved down until it lies on no other. */
function besides(box: Box, others: readonly Box[]): Box {
  const free = { ...box };
  for (;;) {
    const hit = others.find(
      (other) =>
        free.x < other.x + other.width &&
        other.x < free.x + free.width &&
        free.y < other.y + other.height &&
        other.y < free.y + free.height,
    );
    if (!hit) return free;
    free.y = hit.y + hit.height + GAP;
  }
}

const GAP = 24;

function cameFrom(
  diff: DocumentDiff,
  before: PipelineDocument,
  places: ReadonlyMap<string, Box>,
): Map<string, Point> {
  const from = new Map<string, Point>();
  for (const [id, { moved }] of Object.entries(diff.nodes)) {
    const box = moved ? places.get(id) : undefined;
    if (box) from.set(id, { x: box.x, y: box.y });
  }
  for (const [id, { moved }] of Object.entries(diff.triggers)) {
    const place = moved ? before.layout?.nodes?.[triggerKey(id)] : undefined;
    if (place) from.set(triggerKey(id), place);
  }
  return from;
}
