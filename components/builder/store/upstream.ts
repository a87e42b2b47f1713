import { parseEnd, type PipelineDocument } from "../../../workflows/core/document.ts";

/** Sources of all load steps whose data reaches a step along the wires, the step itself included. */
export function upstreamSources(document: PipelineDocument, id: string): string[] {
  const before = new Map<string, string[]>();
  for (const { from, to } of document.wires ?? []) {
    const target = parseEnd(to)?.node;
    const source = parseEnd(from)?.node;
    if (source && target) before.set(target, [...(before.get(target) ?? []), source]);
  }
  const reached = new Set([id]);
  for (const node of reached) for (const source of before.get(node) ?? []) reached.add(source);
  const sources = document.nodes
    .filter((node) => reached.has(node.id) && node.kind === "data.load")
    .map((node) => node.config?.["source"])
    .filter((source) => typeof source === "string");
  return [...new Set(sources)];
}
