import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import { parseEnd, type PipelineDocument } from "../../../workflows/core/document.ts";
import { triggerKey } from "../store/trigger-key.ts";
import { COLUMN_GAP, snap, TRIGGER_HEIGHT, TRIGGER_WIDTH, type Box } from "../../graph/geometry.ts";
import { nestingOf } from "../../graph/inside.ts";

const GAP = 16;

/**
 * The box of every trigger, by its key: where the layout has it, else one below the other at the left of the graph, beside
 * the step with which a run begins.
 */
export function placeTriggers(
  document: PipelineDocument,
  places: ReadonlyMap<string, Box>,
  registry: StepRegistry,
): Map<string, Box> {
  const { triggers = [], layout } = document;
  if (triggers.length === 0) return new Map();
  const given = layout?.nodes ?? {};
  const size = { width: TRIGGER_WIDTH, height: TRIGGER_HEIGHT };
  const boxes = [...places.values()];
  const left = boxes.length > 0 ? Math.min(...boxes.map(({ x }) => x)) : COLUMN_GAP;
  const top = places.get(rootsOf(document, registry)[0] ?? "")?.y ?? 0;
  const found = new Map<string, Box>();
  let { x, y } = snap({ x: left - COLUMN_GAP - TRIGGER_WIDTH, y: top });
  for (const { id } of triggers) {
    const key = triggerKey(id);
    if (Object.hasOwn(given, key)) found.set(key, { x: given[key]!.x, y: given[key]!.y, ...size });
  }
  for (const { id } of triggers) {
    const key = triggerKey(id);
    if (found.has(key)) continue;
    while ([...found.values()].some((box) => overlaps(box, { x, y, ...size })))
      y += TRIGGER_HEIGHT + GAP;
    found.set(key, { x, y, ...size });
  }
  return found;
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The nodes with which a run begins: those that no wire leads to, outside of maps and in no later phase. */
export function rootsOf(document: PipelineDocument, registry: StepRegistry): string[] {
  const { parentOf } = nestingOf(document, registry);
  const reached = new Set(
    (document.wires ?? []).flatMap(({ from, to }) => {
      const target = parseEnd(to)?.node ?? "";
      const map = parentOf.get(target);
      // What enters a map from outside makes the map wait.
      return map !== undefined && parentOf.get(parseEnd(from)?.node ?? "") !== map
        ? [target, map]
        : parentOf.get(parseEnd(from)?.node ?? "") === target
          ? []
          : [target];
    }),
  );
  return document.nodes.flatMap(({ id, policy }) =>
    reached.has(id) || parentOf.has(id) || policy?.phase ? [] : [id],
  );
}
