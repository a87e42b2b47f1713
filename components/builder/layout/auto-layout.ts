import type { ElkNode } from "elkjs/lib/elk-api.js";
import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import { parseEnd, type PipelineDocument } from "../../../workflows/core/document.ts";
import { ERROR_PORT } from "../../../workflows/core/ports.ts";
import { frameOf } from "./frame.ts";
import { COLUMN_GAP, portY, snap, type Box, type Point } from "./geometry.ts";
import { nestingOf } from "./inside.ts";
import { portsOf } from "./node-ports.ts";

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
 * leads into a map on this level leads to the map itself. Pure.
 */
export function toElk(
  document: PipelineDocument,
  registry: StepRegistry,
  ids: ReadonlySet<string>,
  places: ReadonlyMap<string, Box>,
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
  const edges = (document.wires ?? []).flatMap(({ from, to }, index) => {
    const begin = parseEnd(from);
    const into = parentOf.get(parseEnd(to)?.node ?? "") ?? "";
    // The port `error` stands on the lower edge: such a wire leaves the node as a whole.
    const handles = begin?.port === ERROR_PORT && ids.has(begin.node);
    const source = ends.has(`EAST:${from}`) ? `EAST:${from}` : handles ? begin.node : null;
    const target = ends.has(`WEST:${to}`) ? `WEST:${to}` : ids.has(into) ? into : null;
    if (source === null || target === null || target === begin?.node) return [];
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
  const result = new Map<string, Point>();
  const boxes = new Map(places);
  async function level(chosen: ReadonlySet<string>): Promise<void> {
    if (chosen.size === 0) return;
    const laid = (await layout(toElk(document, registry, chosen, boxes))).children ?? [];
    const left = Math.min(...[...chosen].map((id) => boxes.get(id)!.x));
    const top = Math.min(...[...chosen].map((id) => boxes.get(id)!.y));
    const minX = Math.min(...laid.map(({ x = 0 }) => x));
    const minY = Math.min(...laid.map(({ y = 0 }) => y));
    for (const { id, x = 0, y = 0 } of laid)
      result.set(id, snap({ x: x - minX + left, y: y - minY + top }));
  }
  for (const [map, nodes] of inside) {
    const all = nodes.map(({ id }) => id);
    await level(new Set(all.filter((id) => ids.has(id))));
    const ports = portsOf(
      document.nodes.find(({ id }) => id === map)!,
      registry,
    );
    const around = all.map((id) => ({ ...boxes.get(id)!, ...result.get(id) }));
    boxes.set(map, frameOf(around, ports, boxes.get(map)));
  }
  await level(new Set([...ids].filter((id) => !parentOf.has(id) && boxes.has(id))));
  // What stands inside a map goes along with it.
  for (const [map, nodes] of inside) {
    const at = result.get(map);
    const frame = boxes.get(map)!;
    if (!at) continue;
    for (const { id } of nodes) {
      const { x, y } = result.get(id) ?? boxes.get(id)!;
      result.set(id, { x: x + at.x - frame.x, y: y + at.y - frame.y });
    }
  }
  return result;
}
