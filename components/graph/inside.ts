import type { StepRegistry } from "../../workflows/core/define-step.ts";
import type { DocumentNode, PipelineDocument } from "../../workflows/core/document.ts";
import { isMap } from "./node-ports.ts";
import { recent } from "./recent.ts";

interface Nesting {
  /** What stands inside each map, in the document's order; every map is a key. */
  inside: ReadonlyMap<string, readonly DocumentNode[]>;
  /** The map each node stands in. Where the document names something else than a map, none: the compiler reports it. */
  parentOf: ReadonlyMap<string, string>;
}

const known = recent<readonly DocumentNode[], { registry: StepRegistry; nesting: Nesting }>();

/** Which node stands inside which map; worked out once a document. */
export function nestingOf(
  { nodes }: Pick<PipelineDocument, "nodes">,
  registry: StepRegistry,
): Nesting {
  const before = known.get(nodes);
  if (before?.registry === registry) return before.nesting;
  const inside = new Map<string, DocumentNode[]>();
  for (const node of nodes)
    if (node.parent === undefined && isMap(node, registry)) inside.set(node.id, []);
  const parentOf = new Map<string, string>();
  for (const node of nodes) {
    if (node.parent === undefined || isMap(node, registry) || parentOf.has(node.id)) continue;
    const group = inside.get(node.parent);
    if (!group) continue;
    group.push(node);
    parentOf.set(node.id, node.parent);
  }
  const nesting = { inside, parentOf };
  known.set(nodes, { registry, nesting });
  return nesting;
}
