import { checkConfig } from "../check-config.ts";
import { checkParents } from "../check-maps.ts";
import type { NodeWithColumns } from "../check-columns.ts";
import { checkWires, type CheckedWires, type NodeOnCanvas } from "../check-wires.ts";
import { outputsOf, type StepDefinition, type StepRegistry } from "../define-step.ts";
import type { DocumentNode, PipelineDocument } from "../document.ts";
import { findCycle } from "../graph.ts";
import { isPlainObject, own, withKey } from "../json.ts";
import type { KnownColumns } from "../known-columns.ts";
import { fillParams, resolveParams } from "../params.ts";
import type { Problem } from "../problems.ts";
import { refersToParam } from "../sources.ts";

/** A remedy that is certain: applied, the problem is gone and no other has come. */
export interface Fix {
  /** What it does, in words: "Use 'age' instead". */
  title: string;
  /** It is one of several things that would do: for a person to choose, one at a time. */
  choice?: true;
  /** Changes the document that it was made for. */
  apply: (document: PipelineDocument) => PipelineDocument;
}

/** What problems are found with besides the document, as far as it is known. */
export interface Known {
  columns?: KnownColumns;
  /** Names of the pipelines that have a published version. */
  pipelines?: ReadonlySet<string> | undefined;
  /** Names of the datasets. */
  datasets?: ReadonlySet<string> | undefined;
}

/** What the makers of fixes know. */
export interface Around extends CheckedWires {
  problem: Problem;
  document: PipelineDocument;
  registry: StepRegistry;
  columns: KnownColumns;
  pipelines: ReadonlySet<string>;
  datasets: ReadonlySet<string>;
  nodes: ReadonlyMap<string, NodeOnCanvas & NodeWithColumns & { node: DocumentNode }>;
}

type Shape = Omit<Around, "problem" | "columns" | "pipelines" | "datasets"> & {
  wireProblems: string[];
};

const shapes = new WeakMap<PipelineDocument, { registry: StepRegistry; shape: Shape }>();
/** By the list of a document's nodes: a fix of wires leaves it as it is. */
const lists = new WeakMap<object, { of: PipelineDocument; nodes: Around["nodes"] }>();

/** How a document's nodes and wires stand; worked out once for all of its problems. */
export function shapeOf(document: PipelineDocument, registry: StepRegistry): Shape {
  const before = shapes.get(document);
  if (before?.registry === registry) return before.shape;
  const nodes = nodesOf(document, registry);
  const wireProblems: string[] = [];
  const wires = checkWires(document.wires ?? [], nodes, (code, anchor, message) =>
    // The place in the list of wires moves when one is removed.
    wireProblems.push(`${code} ${anchor.node ?? ""}.${anchor.port ?? ""} ${message}`),
  );
  if (findCycle(wires.successors)) wireProblems.push("P024");
  const shape = { document, registry, nodes, wireProblems, ...wires };
  shapes.set(document, { registry, shape });
  return shape;
}

function nodesOf(document: PipelineDocument, registry: StepRegistry): Around["nodes"] {
  const before = lists.get(document.nodes);
  if (before && before.of.params === document.params) return before.nodes;
  const filledIn = paramsIn(document);
  const nodes = new Map<string, NodeOnCanvas & NodeWithColumns & { node: DocumentNode }>();
  for (const node of document.nodes) {
    if (nodes.has(node.id)) continue;
    const step = registry.get(node.kind) ?? null;
    const filled = filledIn(node);
    nodes.set(node.id, {
      node,
      step,
      config: filled,
      outputs: step ? outputsOf(step, filled) : {},
      parent: node.parent ?? null,
    });
  }
  checkParents(nodes, () => undefined);
  lists.set(document.nodes, { of: document, nodes });
  return nodes;
}

/** Fills the defaults of the document's params into the config of a node. */
function paramsIn(document: PipelineDocument): (node: DocumentNode) => Record<string, unknown> {
  const { params } = resolveParams(document, {});
  const declared = new Set(Object.keys(document.params ?? {}));
  return ({ config = {} }) => {
    const filled = fillParams(config, params, declared, () => undefined);
    return isPlainObject(filled) ? filled : {};
  };
}

/** Changes one node. */
export function withNode(
  document: PipelineDocument,
  id: string,
  change: (node: DocumentNode) => DocumentNode,
): PipelineDocument {
  const index = document.nodes.findIndex((node) => node.id === id);
  const node = document.nodes[index];
  return node ? { ...document, nodes: document.nodes.with(index, change(node)) } : document;
}

/** Sets what stands at a dotted path of a node's config; `undefined` takes it away, from a list too. */
export function withField(
  document: PipelineDocument,
  id: string,
  field: string,
  value: unknown,
): PipelineDocument {
  return withNode(document, id, (node) => ({
    ...node,
    config: setAt(node.config ?? {}, field.split("."), value) as Record<string, unknown>,
  }));
}

export function fieldOf(config: unknown, field: string): unknown {
  return field
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        Array.isArray(value)
          ? (value as unknown[])[Number(key)]
          : isPlainObject(value) && Object.hasOwn(value, key)
            ? value[key]
            : undefined,
      config,
    );
}

/** Sets (undefined: unsets) a value; in a list its key is a number. */
function setAt(target: unknown, [key, ...rest]: string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(target)) {
    const index = Number(key);
    const inner = setAt(target[index], rest, value);
    return inner === undefined ? target.toSpliced(index, 1) : target.with(index, inner);
  }
  const object = isPlainObject(target) ? target : {};
  return withKey(object, key, setAt(own(object, key), rest, value));
}

/** Whether a changed config has no issue that the node's own does not have, and not the one at `field`. */
export function isBetter(
  { nodes }: Pick<Around, "nodes">,
  id: string,
  field: string,
  changed: PipelineDocument,
): boolean {
  const before = nodes.get(id);
  const after = changed.nodes.find((node) => node.id === id);
  if (!before?.step || !after) return false;
  const known = new Set(checkConfig(before.step, before.config).issues.map(nameOf));
  const left = checkConfig(before.step, paramsIn(changed)(after)).issues;
  return left.every((issue) => known.has(nameOf(issue)) && issue.field !== field);
}

/** Whether what a changed config has in a field fits there; a param without a default may. */
export function fits(
  step: StepDefinition,
  id: string,
  field: string,
  changed: PipelineDocument,
): boolean {
  const filled = paramsIn(changed)(changed.nodes.find((node) => node.id === id)!);
  if (refersToParam(JSON.stringify(fieldOf(filled, field)) ?? "")) return true;
  const { issues } = checkConfig(step, filled);
  return !issues.some((issue) => issue.code === "P013" && issue.field === field);
}

function nameOf({ code, field }: { code: string; field: string }): string {
  return `${code} ${field}`;
}

/** Whether the wires of a changed document have fewer problems than before, and none that was not there. */
export function wiresBetter(
  before: PipelineDocument,
  after: PipelineDocument,
  registry: StepRegistry,
): boolean {
  const { wireProblems: old } = shapeOf(before, registry);
  const { wireProblems: left } = shapeOf(after, registry);
  return left.length < old.length && left.every((one) => old.includes(one));
}
