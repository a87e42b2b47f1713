import type { DocumentNode, PipelineDocument } from "../../../workflows/core/document.ts";

const COLUMNS = 25;
const GAP = { x: 300, y: 168 };

export interface Graph {
  nodes: { id: string; x: number; y: number }[];
  wires: { from: string; to: string }[];
}

/** Chains of 25 steps below each other, so that graphs of any size have the same density. */
export function graphOf(size: number): Graph {
  const at = (index: number) => ({ column: index % COLUMNS, row: Math.floor(index / COLUMNS) });
  const nodes = Array.from({ length: size }, (_, index) => {
    const { column, row } = at(index);
    return { id: `n${index}`, x: column * GAP.x, y: row * GAP.y };
  });
  const wires = nodes.flatMap(({ id }, index) =>
    at(index).column === 0 ? [] : [{ from: `n${index - 1}`, to: id }],
  );
  return { nodes, wires };
}

/** The graph as a pipeline: a file is loaded at the head of each chain, and passed on by queries and splits in turn. */
export function pipelineOf(name: string, graph: Graph): PipelineDocument {
  const wired = new Set(graph.wires.map(({ to }) => to));
  const nodes = graph.nodes.map(({ id }, index): DocumentNode => {
    if (!wired.has(id))
      return { id, kind: "data.load", config: { source: "dataset:bench", format: "csv" } };
    if (index % 2 === 0)
      return { id, kind: "data.transform", config: { sql: "select * from input" } };
    return { id, kind: "data.split", config: { method: "random", seed: index } };
  });
  const kinds = new Map(nodes.map(({ id, kind }) => [id, kind]));
  return {
    apiVersion: "penstock/v1",
    name,
    nodes,
    wires: graph.wires.map(({ from, to }) => ({
      from: `${from}.${kinds.get(from) === "data.split" ? "train" : "data"}`,
      to: `${to}.${kinds.get(to) === "data.transform" ? "input" : "data"}`,
    })),
    layout: { nodes: Object.fromEntries(graph.nodes.map(({ id, x, y }) => [id, { x, y }])) },
  };
}

/**
 * As many steps that wait, in chains of ten: one ends, and the next begins, so evenly from a moment on that as many states change
 * in every second as are asked for.
 */
export function waitingPipeline(
  name: string,
  size: number,
  { from, perSecond }: { from: number; perSecond: number },
): PipelineDocument {
  const chain = 10;
  const chains = size / chain;
  const until = (index: number) => {
    const ended = (index % chain) * chains + Math.floor(index / chain);
    return new Date(from + (ended * 2_000) / perSecond).toISOString();
  };
  const nodes = Array.from({ length: size }, (_, index) => ({
    id: `n${index}`,
    kind: "control.wait",
    config: { until: until(index) },
  }));
  return {
    apiVersion: "penstock/v1",
    name,
    nodes,
    wires: nodes.flatMap(({ id }, index) =>
      index % chain === 0 ? [] : [{ from: `n${index - 1}.out`, to: `${id}.in` }],
    ),
    layout: {
      nodes: Object.fromEntries(graphOf(size).nodes.map(({ id, x, y }) => [id, { x, y }])),
    },
  };
}
