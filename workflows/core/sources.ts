import { schemaFacts } from "./check-config.ts";
import type { StepDefinition, StepRegistry } from "./define-step.ts";
import type { DocumentNode, ParamValues, PipelineDocument } from "./document.ts";
import { refersToItem } from "./items.ts";
import { fillParams } from "./params.ts";

/**
 * The source of a step that reads data from outside is one string: `dataset:NAME`, `dataset:NAME@VERSION`, `upload:SHA256/FILE-NAME`, or a path
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

/** Whether steps of a kind read data from outside: their config has a field `source`, with the widget of that name. */
export function readsSource(step: StepDefinition | undefined): boolean {
  return step !== undefined && schemaFacts(step).readsSource;
}

/** The source of a node as it is written; null where it has none, or each item brings its own. */
export function sourceOf({ kind, config }: DocumentNode, registry: StepRegistry): string | null {
  const raw = readsSource(registry.get(kind)) ? config?.["source"] : undefined;
  return typeof raw === "string" && !refersToItem(raw) ? raw : null;
}

/** Whether a source is known only when the params are. */
export function refersToParam(source: string): boolean {
  return /\$\{\s*params\./.test(source);
}

/** Replaces the sources of all nodes, but for those that items bring; the same document where none changes. */
export async function mapSources(
  document: PipelineDocument,
  registry: StepRegistry,
  map: (source: Source, raw: string, node: DocumentNode) => Promise<string>,
): Promise<PipelineDocument> {
  const nodes = await Promise.all(
    document.nodes.map(async (node) => {
      const raw = sourceOf(node, registry);
      return raw === null ? node : withSource(node, await map(parseSource(raw), raw, node));
    }),
  );
  return withNodes(document, nodes);
}

/** The document with params filled into its sources, and nowhere else; the same where none refers to one. */
export function fillSources(
  document: PipelineDocument,
  registry: StepRegistry,
  params: ParamValues,
): PipelineDocument {
  const nodes = document.nodes.map((node) => {
    const raw = sourceOf(node, registry);
    if (raw === null) return node;
    return withSource(node, String(fillParams(raw, params, new Set(), () => undefined)));
  });
  return withNodes(document, nodes);
}

function withSource(node: DocumentNode, source: string): DocumentNode {
  if (source === node.config?.["source"]) return node;
  return { ...node, config: { ...node.config, source } };
}

function withNodes(document: PipelineDocument, nodes: DocumentNode[]): PipelineDocument {
  const changed = nodes.some((node, index) => node !== document.nodes[index]);
  return changed ? { ...document, nodes } : document;
}
