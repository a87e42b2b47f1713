import type { PipelineDocument } from "./document.ts";

/**
 * A source of `data.load` is one string: `dataset:NAME`, `dataset:NAME@VERSION`, `upload:SHA256/FILE-NAME`, or a path
 * relative to the document's own file, which only the command and the gallery can read and which they upload first.
 */
export type Source =
  | { type: "dataset"; name: string; version: number | null }
  | { type: "upload"; hash: string; name: string }
  | { type: "path"; path: string };

export function parseSource(source: string): Source {
  const dataset = /^dataset:([^@]+)(?:@(\d+))?$/.exec(source);
  if (dataset)
    return {
      type: "dataset",
      name: dataset[1]!,
      version: dataset[2] === undefined ? null : Number(dataset[2]),
    };
  const upload = /^upload:([0-9a-f]{64})\/(.+)$/.exec(source);
  if (upload) return { type: "upload", hash: upload[1]!, name: upload[2]! };
  return { type: "path", path: source };
}

/** Replaces the sources of all `data.load` nodes; the same document where none changes. */
export async function mapSources(
  document: PipelineDocument,
  map: (source: Source, raw: string) => Promise<string>,
): Promise<PipelineDocument> {
  const nodes = await Promise.all(
    document.nodes.map(async (node) => {
      const raw = node.kind === "data.load" ? node.config?.["source"] : undefined;
      if (typeof raw !== "string") return node;
      const source = await map(parseSource(raw), raw);
      return source === raw ? node : { ...node, config: { ...node.config, source } };
    }),
  );
  const changed = nodes.some((node, index) => node !== document.nodes[index]);
  return changed ? { ...document, nodes } : document;
}
