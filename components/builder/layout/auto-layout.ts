import type { ElkNode } from "elkjs/lib/elk-api.js";
import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import { parseEnd, type PipelineDocument } from "../../../workflows/core/document.ts";
import { ERROR_PORT } from "../../../workflows/core/ports.ts";
import { groupKey, groupOf } from "../store/canvas-key.ts";
import { groupingOf } from "../store/groups.ts";
import { frameOf } from "../../graph/frame.ts";
import {
  around,
  COLUMN_GAP,
  nodeHeight,
  NODE_WIDTH,
  portY,
  snap,
  type Box,
  type Point,
} from "../../graph/geometry.ts";
import { collapsedOf, groupFrame } from "./group-boxes.ts";
import { nestingOf } from "../../graph/inside.ts";
import { portsOf } from "../../graph/node-ports.ts";

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.layered.spacing.nodeNodeBetweenLayers": String(COLUMN_GAP),
  "elk.spacing.nodeNode": "40",
  "elk.spacing.edgeNode": "24",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.separateConnectedComponents": "true",
  "elk.spacing.componentComponent": "64",
};

/**
 * The graph of `ids` on one level as elk wants it: ports in their rows, wires between chosen nodes only. A wire that
 * leads into a map, or to a step of a group, on this level leads to the map or the group itself. Pure.
 */
export function toElk(
  document: PipelineDocument,
  registry: StepRegistry,
  ids: ReadonlySet<string>,
  places: ReadonlyMap<string, Box>,
  groupOfStep: ReadonlyMap<string, string> = new Map(),
): ElkNode {
  const { parentOf } = nestingOf(document, registry);
  const ends = new Set<string>();
  const children = document.nodes
    .filter(({ id }) => ids.has(id))
    .map((node) => {
      const { id } = node;
      const { width, height } = places.get(id)!;
      const found = portsOf(node, registry);
      const ports = (names: string[], side: "WEST" | "EAST") =>
        names.map((name, index) => {
          const key = `${side}:${id}.${name}`;
          ends.add(key);
          return {
            id: key,
            width: 0,
            height: 0,
            x: side === "WEST" ? 0 : width,
            y: portY(index),
            layoutOptions: { "elk.port.side": side },
          };
        });
      return {
        id,
        width,
        height,
        layoutOptions: { "elk.portConstraints": "FIXED_POS" },
        ports: [
          ...ports(found?.inputs.map(([name]) => name) ?? [], "WEST"),
          ...ports(found?.outputs.map(([name]) => name) ?? [], "EAST"),
        ],
      };
    });
  for (const key of ids) {
    if (groupOf(key) === null) continue;
    const { width, height } = places.get(key)!;
    children.push({
      id: key,
      width,
      height,
      layoutOptions: { "elk.portConstraints": "FREE" },
      ports: [],
    });
  }
  /** The group that stands on this level for a step, or for the map around it. */
  const unitOf = (node: string) => {
    const group = groupOfStep.get(parentOf.get(node) ?? node) ?? "";
    return ids.has(group) ? group : null;
  };
  const edges = (document.wires ?? []).flatMap(({ from, to }, index) => {
    const begin = parseEnd(from);
    const end = parseEnd(to);
    const into = parentOf.get(end?.node ?? "") ?? "";
    // The port `error` stands on the lower edge: such a wire leaves the node as a whole.
    const handles = begin?.port === ERROR_PORT && ids.has(begin.node);
    const source = ends.has(`EAST:${from}`)
      ? `EAST:${from}`
      : handles
        ? begin.node
        : unitOf(begin?.node ?? "");
    const target = ends.has(`WEST:${to}`)
      ? `WEST:${to}`
      : ids.has(into)
        ? into
        : unitOf(end?.node ?? "");
    if (source === null || target === null || target === begin?.node || source === target)
      return [];
    return [{ id: `w${index}`, sources: [source], targets: [target] }];
  });
  return { id: "root", layoutOptions: OPTIONS, children, edges };
}

/**
 * Where the chosen nodes go: laid out in layers from left to right, their upper left corner where it was, so that
 * what is not chosen stays and the view does not jump. The inside of each map is laid out first, then the map as one
 * node of that size. elk is loaded when first used and works in a worker.
 */
export async function autoLayout(
  document: PipelineDocument,
  registry: StepRegistry,
  ids: ReadonlySet<string>,
  places: ReadonlyMap<string, Box>,
): Promise<Map<string, Point>> {
  const { default: Elk } = await import("elkjs/lib/elk-api.js");
  const elk = new Elk({
    workerFactory: () => new Worker(new URL("elkjs/lib/elk-worker.min.js", import.meta.url)),
  });
  try {
    return await layOutLevels(document, registry, ids, places, (graph) => elk.layout(graph));
  } finally {
    elk.terminateWorker();
  }
}

/** {@link autoLayout} with the layouter given. */
export async function layOutLevels(
  document: PipelineDocument,
  registry: StepRegistry,
  ids: ReadonlySet<string>,
  places: ReadonlyMap<string, Box>,
  layout: (graph: ElkNode) => Promise<ElkNode>,
): Promise<Map<string, Point>> {
  const { inside, parentOf } = nestingOf(document, registry);
  const groups = wholeGroups(document, ids);
  const groupOfStep = new Map(
    [...groups].flatMap(([key, steps]) => steps.map((step) => [step, key] as const)),
  );
  const result = new Map<string, Point>();
  const boxes = new Map(places);
  async function level(chosen: ReadonlySet<string>): Promise<void> {
    if (chosen.size === 0) return;
    const graph = toElk(document, registry, chosen, boxes, groupOfStep);
    const laid = (await layout(graph)).children ?? [];
    const left = Math.min(...[...chosen].map((id) => boxes.get(id)!.x));
    const top = Math.min(...[...chosen].map((id) => boxes.get(id)!.y));
    const minX = Math.min(...laid.map(({ x = 0 }) => x));
    const minY = Math.min(...laid.map(({ y = 0 }) => y));
    for (const { id, x = 0, y = 0 } of laid)
      result.set(id, snap({ x: x - minX + left, y: y - minY + top }));
  }
  const boxOf = (id: string): Box => ({ ...boxes.get(id)!, ...result.get(id) });
  for (const [map, nodes] of inside) {
    const all = nodes.map(({ id }) => id);
    await level(new Set(all.filter((id) => ids.has(id))));
    const ports = portsOf(
      document.nodes.find(({ id }) => id === map)!,
      registry,
    );
    boxes.set(map, frameOf(all.map(boxOf), ports, boxes.get(map)));
  }
  const { ports: collapsed } = collapsedOf(document, registry);
  for (const [key, steps] of groups) {
    const shut = collapsed.get(groupOf(key)!);
    if (!shut) await level(new Set(steps));
    const all = steps.map(boxOf);
    const { x, y } = around(all);
    boxes.set(key, shut ? { x, y, width: NODE_WIDTH, height: nodeHeight(shut) } : groupFrame(all));
  }
  const outer = [...ids].filter((id) => !parentOf.has(id) && boxes.has(id) && !groupOfStep.has(id));
  await level(new Set([...outer, ...groups.keys()]));
  // What stands inside a group, then what stands inside a map, goes along with it.
  for (const [key, steps] of groups) shift(steps, result.get(key), boxes.get(key)!);
  for (const [map, nodes] of inside)
    shift(
      nodes.map(({ id }) => id),
      result.get(map),
      boxes.get(map)!,
    );
  for (const key of groups.keys()) result.delete(key);
  return result;

  function shift(steps: readonly string[], at: Point | undefined, frame: Point): void {
    if (!at) return;
    for (const id of steps) {
      const { x, y } = boxOf(id);
      result.set(id, { x: x + at.x - frame.x, y: y + at.y - frame.y });
    }
  }
}

/** The groups, by their keys, all of whose steps are among `ids`: each is laid out as one. */
function wholeGroups(
  document: PipelineDocument,
  ids: ReadonlySet<string>,
): Map<string, readonly string[]> {
  return new Map(
    [...groupingOf(document).members].flatMap(([id, steps]) =>
      steps.every((step) => ids.has(step)) ? [[groupKey(id), steps] as const] : [],
    ),
  );
}
