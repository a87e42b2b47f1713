import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import { parseEnd, type PipelineDocument } from "../../../workflows/core/document.ts";
import { center, type Box } from "../../graph/geometry.ts";
import { collapsedOf } from "../layout/group-boxes.ts";
import { placeAll } from "../layout/place-drawn.ts";
import { groupKey, groupOf } from "../store/canvas-key.ts";

export type Way = "left" | "right" | "up" | "down";

/**
 * What a step away from `key` is selected: to the right what its wires lead to, to the left where they come from, the
 * nearest in height first; up and down what lies there. From nothing, the upper left one. Null where there is none.
 */
export function neighbour(
  document: PipelineDocument,
  registry: StepRegistry,
  key: string | null,
  way: Way,
): string | null {
  const { hiddenBy } = collapsedOf(document, registry);
  const shown = (id: string) => {
    const group = hiddenBy.get(id);
    return group === undefined ? id : groupKey(group);
  };
  const places = new Map(
    [...placeAll(document, registry)].filter(
      ([id]) => !hiddenBy.has(id) && (groupOf(id) === null || isCollapsed(document, id)),
    ),
  );
  const from = key === null ? undefined : places.get(key);
  if (key === null || !from) {
    const first = [...places].sort(([, a], [, b]) => a.x + a.y - b.x - b.y)[0];
    return first?.[0] ?? null;
  }
  if (way === "up" || way === "down") return nearest(places, key, from, way);
  const wired = (document.wires ?? []).flatMap((wire) => {
    const source = shown(parseEnd(wire.from)?.node ?? "");
    const target = shown(parseEnd(wire.to)?.node ?? "");
    if (source === target) return [];
    if (way === "right") return source === key ? [target] : [];
    return target === key ? [source] : [];
  });
  const ends = new Map(
    wired.flatMap((id) => {
      const box = places.get(id);
      return box ? [[id, box] as const] : [];
    }),
  );
  const height = (box: Box) => Math.abs(center(box).y - center(from).y);
  return (
    [...ends].sort(([, a], [, b]) => height(a) - height(b))[0]?.[0] ??
    nearest(places, key, from, way)
  );
}

function isCollapsed(document: PipelineDocument, key: string): boolean {
  return document.layout?.groups?.[groupOf(key) ?? ""]?.collapsed ?? false;
}

/** The nearest whose middle lies that way, sideways distance counting double. */
function nearest(
  places: ReadonlyMap<string, Box>,
  key: string,
  from: Box,
  way: Way,
): string | null {
  const flat = way === "left" || way === "right";
  const sign = way === "right" || way === "down" ? 1 : -1;
  let found: string | null = null;
  let least = Infinity;
  for (const [id, box] of places) {
    if (id === key) continue;
    const [dx, dy] = [center(box).x - center(from).x, center(box).y - center(from).y];
    const along = sign * (flat ? dx : dy);
    const aside = Math.abs(flat ? dy : dx);
    // What lies mostly to the side is not that way.
    if (along < 8 || along < aside * 0.6) continue;
    const distance = along + 2 * aside;
    if (distance < least) [found, least] = [id, distance];
  }
  return found;
}
