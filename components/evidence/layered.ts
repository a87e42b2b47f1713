/** A graph drawn from left to right in layers: pure, and quick enough for 2,000 nodes. */
export interface LayeredOptions {
  width: number;
  height: number;
  gapX: number;
  gapY: number;
}

export interface Place {
  x: number;
  y: number;
}

/**
 * Top-left corners by node, in pixels. A node lies one layer right of the last node that leads to it; within a layer,
 * nodes are sorted by the mean place of their neighbours (the barycentre heuristic of Sugiyama et al. 1981). Edges that
 * name unknown nodes, and edges that close a cycle, are ignored.
 */
export function layered(
  nodes: readonly string[],
  edges: readonly { from: string; to: string }[],
  { width, height, gapX, gapY }: LayeredOptions,
): Record<string, Place> {
  const known = new Set(nodes);
  const wires = edges.filter(({ from, to }) => known.has(from) && known.has(to) && from !== to);
  const into = group(wires, "to", "from");
  const outOf = group(wires, "from", "to");
  const layers = toLayers(nodes, into, outOf);
  for (let sweep = 0; sweep < 4; sweep++) {
    for (let index = 1; index < layers.length; index++) order(layers, index, into);
    for (let index = layers.length - 2; index >= 0; index--) order(layers, index, outOf);
  }
  const tallest = Math.max(1, ...layers.map(({ length }) => length));
  const places: Record<string, Place> = {};
  layers.forEach((layer, column) => {
    const top = ((tallest - layer.length) * (height + gapY)) / 2;
    layer.forEach((node, row) => {
      places[node] = { x: column * (width + gapX), y: top + row * (height + gapY) };
    });
  });
  return places;
}

function toLayers(
  nodes: readonly string[],
  into: Map<string, string[]>,
  outOf: Map<string, string[]>,
): string[][] {
  const depth = new Map(nodes.map((node) => [node, 0]));
  const missing = new Map(nodes.map((node) => [node, into.get(node)?.length ?? 0]));
  const ready = nodes.filter((node) => missing.get(node) === 0);
  for (let node = ready.shift(); node !== undefined; node = ready.shift())
    for (const next of outOf.get(node) ?? []) {
      depth.set(next, Math.max(depth.get(next) ?? 0, (depth.get(node) ?? 0) + 1));
      const left = (missing.get(next) ?? 1) - 1;
      missing.set(next, left);
      if (left === 0) ready.push(next);
    }
  const layers: string[][] = [];
  for (const node of nodes) (layers[depth.get(node) ?? 0] ??= []).push(node);
  return Array.from(layers, (layer) => layer ?? []).filter(({ length }) => length > 0);
}

function order(layers: string[][], index: number, neighbours: Map<string, string[]>): void {
  const place = new Map<string, number>();
  for (const layer of layers)
    layer.forEach((node, row) => place.set(node, row - (layer.length - 1) / 2));
  const weight = (node: string) => {
    const rows = (neighbours.get(node) ?? []).map((other) => place.get(other) ?? 0);
    return rows.length === 0
      ? (place.get(node) ?? 0)
      : rows.reduce((sum, row) => sum + row, 0) / rows.length;
  };
  const weights = new Map(layers[index]?.map((node) => [node, weight(node)]));
  layers[index]?.sort((a, b) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0));
}

function group(
  wires: readonly { from: string; to: string }[],
  by: "from" | "to",
  other: "from" | "to",
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const wire of wires) {
    const list = groups.get(wire[by]);
    if (list) list.push(wire[other]);
    else groups.set(wire[by], [wire[other]]);
  }
  return groups;
}
