import type { ElkNode } from "elkjs/lib/elk-api.js";
import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { COLUMN_GAP, nodeHeight, NODE_WIDTH, portY, snap, type Point } from "./geometry.ts";

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

/** The graph of `ids` as elk wants it: ports in their rows, wires between chosen nodes only. Pure. */
export function toElk(
  document: PipelineDocument,
  registry: StepRegistry,
  ids: ReadonlySet<string>,
): ElkNode {
  const ends = new Set<string>();
  const children = document.nodes
    .filter(({ id }) => ids.has(id))
    .map(({ id, kind }) => {
      const step = registry.get(kind);
      const ports = (names: string[], side: "WEST" | "EAST") =>
        names.map((name, index) => {
          const end = `${id}.${name}`;
          const key = `${side}:${end}`;
          ends.add(key);
          return {
            id: key,
            width: 0,
            height: 0,
            x: side === "WEST" ? 0 : NODE_WIDTH,
            y: portY(index),
            layoutOptions: { "elk.port.side": side },
          };
        });
      return {
        id,
        width: NODE_WIDTH,
        height: nodeHeight(step),
        layoutOptions: { "elk.portConstraints": "FIXED_POS" },
        ports: [
          ...ports(Object.keys(step?.inputs ?? {}), "WEST"),
          ...ports(Object.keys(step?.outputs ?? {}), "EAST"),
        ],
      };
    });
  const edges = (document.wires ?? []).flatMap(({ from, to }, index) => {
    const [source, target] = [`EAST:${from}`, `WEST:${to}`];
    return ends.has(source) && ends.has(target)
      ? [{ id: `w${index}`, sources: [source], targets: [target] }]
      : [];
  });
  return { id: "root", layoutOptions: OPTIONS, children, edges };
}

/**
 * Where the chosen nodes go: laid out in layers from left to right, their upper left corner where it was, so that
 * what is not chosen stays and the view does not jump. elk is loaded when first used and works in a worker.
 */
export async function autoLayout(
  document: PipelineDocument,
  registry: StepRegistry,
  ids: ReadonlySet<string>,
  places: ReadonlyMap<string, Point>,
): Promise<Map<string, Point>> {
  const { default: Elk } = await import("elkjs/lib/elk-api.js");
  const elk = new Elk({
    workerFactory: () => new Worker(new URL("elkjs/lib/elk-worker.min.js", import.meta.url)),
  });
  try {
    const laid = await elk.layout(toElk(document, registry, ids));
    const before = [...ids].flatMap((id) => places.get(id) ?? []);
    const left = Math.min(...before.map(({ x }) => x));
    const top = Math.min(...before.map(({ y }) => y));
    const all = laid.children ?? [];
    const minX = Math.min(...all.map(({ x = 0 }) => x));
    const minY = Math.min(...all.map(({ y = 0 }) => y));
    return new Map(
      all.map(({ id, x = 0, y = 0 }) => [id, snap({ x: x - minX + left, y: y - minY + top })]),
    );
  } finally {
    elk.terminateWorker();
  }
}
