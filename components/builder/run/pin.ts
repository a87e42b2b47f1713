import type { PipelineDocument } from "../../../workflows/core/document.ts";

/** The document with what a node gave in a run standing in for it. */
export function pinned(document: PipelineDocument, node: string, run: string): PipelineDocument {
  const nodes = document.nodes.map((one) => (one.id === node ? { ...one, pin: { run } } : one));
  return { ...document, nodes };
}

/** The document in which the node runs itself again. */
export function unpinned(document: PipelineDocument, node: string): PipelineDocument {
  const nodes = document.nodes.map((one) => {
    if (one.id !== node) return one;
    const { pin: _pin, ...rest } = one;
    return rest;
  });
  return { ...document, nodes };
}
