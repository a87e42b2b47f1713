import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { ERROR_PORT } from "../../../workflows/core/ports.ts";
import { contains, GRID, type Box, type Point } from "../../graph/geometry.ts";
import { nestingOf } from "../../graph/inside.ts";
import { placeNodes } from "../../graph/place.ts";
import { placeAll, placeDrawn } from "../layout/place-drawn.ts";
import { curveOf, overlaps } from "../layout/wire-at.ts";
import { groupOf } from "../store/canvas-key.ts";
import { moveNodes } from "../store/edits.ts";
import { emptyCache } from "./flow-types.ts";
import { toFlowDrawn } from "./to-flow-drawn.ts";
import { toFlowNodes, toFlowWires } from "./to-flow.ts";
import { spansOf } from "./wire-spans.ts";

/** How far a step is moved for the sake of wires. */
const FAR = 60 * GRID;

interface Line {
  id: string;
  source: string;
  target: string;
  from: Point;
  to: Point;
  /** Leaves its step at the lower edge. */
  down: boolean;
  /** Points along it. */
  curve: readonly Point[];
}

interface Drawn {
  lines: readonly Line[];
  /** What a wire can be lost behind: steps, maps and collapsed groups. */
  boxes: ReadonlyMap<string, Box>;
  parentOf: ReadonlyMap<string, string>;
}

/**
 * A step that has just been put somewhere, moved up or down to the nearest place at which it lies over nothing, no wire
 * passes behind it, and its own pass behind nothing. It stays where there is none.
 */
export function clearOfWires(
  document: PipelineDocument,
  registry: StepRegistry,
  id: string,
): PipelineDocument {
  const drawn = drawnOf(document, registry);
  const places = placeAll(document, registry);
  const box = places.get(id);
  if (!box) return document;
  const others = [...places].flatMap(([key, other]) =>
    key === id || key === drawn.parentOf.get(id) || isFrame(key) ? [] : [other],
  );

  function isFrame(key: string) {
    return groupOf(key) !== null && !drawn.boxes.has(key);
  }
  function isClear(at: Box) {
    if (others.some((other) => overlaps(around(at, 2 * GRID), other))) return false;
    const dy = at.y - box!.y;
    const shifted = ({ x, y }: Point, end: string) => ({ x, y: end === id ? y + dy : y });
    return drawn.lines.every((line) => {
      if (line.source !== id && line.target !== id) return !covers(drawn, id, at, line);
      const [from, to] = [shifted(line.from, line.source), shifted(line.to, line.target)];
      const own = { ...line, curve: along(from, to, line.down) };
      return ![...drawn.boxes].some(([key, other]) => covers(drawn, key, other, own));
    });
  }

  for (let far = 0; far <= FAR; far += GRID)
    for (const y of [box.y + far, box.y - far])
      if (isClear({ ...box, y }))
        return far === 0 ? document : moveNodes(document, new Map([[id, { x: box.x, y }]]));
  return document;
}

function drawnOf(document: PipelineDocument, registry: StepRegistry): Drawn {
  const none = new Set<string>();
  const cache = emptyCache();
  const nodes = [
    ...toFlowNodes(document, placeNodes(document, registry), none, registry, cache),
    ...toFlowDrawn(document, placeDrawn(document, registry), none, registry, cache),
  ];
  const wires = toFlowWires(document, none, registry, cache);
  const byId = new Map(wires.map((wire) => [wire.id, wire]));
  const places = placeAll(document, registry);
  return {
    lines: spansOf(nodes, wires).map(({ id, from, to }) => {
      const { source, target, sourceHandle } = byId.get(id)!;
      const down = sourceHandle === ERROR_PORT;
      return { id, source, target, from, to, down, curve: along(from, to, down) };
    }),
    boxes: new Map(
      nodes.flatMap(({ id, type }) =>
        type === "step" || type === "map" || type === "collapsed" ? [[id, places.get(id)!]] : [],
      ),
    ),
    parentOf: nestingOf(document, registry).parentOf,
  };
}

/** Whether a box lies over a wire, or next to it. Around what stands inside it a map covers nothing. */
function covers({ parentOf }: Drawn, key: string, box: Box, line: Line): boolean {
  const { source, target, curve } = line;
  if ([source, target, parentOf.get(source), parentOf.get(target)].includes(key)) return false;
  const near = around(box, GRID);
  return curve.some((point) => contains(near, point));
}

function along(from: Point, to: Point, down: boolean): Point[] {
  return curveOf(from, to, { down, steps: 60 });
}

function around({ x, y, width, height }: Box, gap: number): Box {
  return { x: x - gap, y: y - gap, width: width + 2 * gap, height: height + 2 * gap };
}
