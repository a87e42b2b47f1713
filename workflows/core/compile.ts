import {
  API_VERSION,
  documentSchema,
  ID_PATTERN,
  MAX_NODES,
  type DocumentNode,
  type PipelineDocument,
} from "./document.ts";
import { celProblem } from "./cel.ts";
import { checkConfig } from "./check-config.ts";
import type { StepDefinition, StepRegistry } from "./define-step.ts";
import { findCycle, reachable, topologicalOrder } from "./graph.ts";
import { isPlainObject, type JsonObject } from "./json.ts";
import { nearest } from "./nearest.ts";
import { fillParams, resolveParams } from "./params.ts";
import type { PlanNode, RunPlan } from "./plan.ts";
import { hasErrors, type Anchor, type Problem, type ProblemCode } from "./problems.ts";
import { parseSource } from "./sources.ts";
import { checkWires, type NodeOnCanvas } from "./check-wires.ts";

export interface CompileOptions {
  /** Values given for this run; checked against the document's params. */
  params?: Record<string, unknown>;
  /** While editing, params without a default and files beside the document are not yet a problem. */
  draft?: boolean;
  /** The caller can read files beside the document, and uploads them. */
  localFiles?: boolean;
}

export interface CompileResult {
  /** Null when any problem is an error. */
  plan: RunPlan | null;
  problems: Problem[];
}

/**
 * Compiles a document to a plan. Pure, and total: whatever the input, it returns a plan or problems and never throws.
 * The same meaning gives the same plan: layout, titles of the pipeline and the order of keys leave no trace in it.
 */
export function compile(
  input: unknown,
  registry: StepRegistry,
  { params: given = {}, draft = false, localFiles = draft }: CompileOptions = {},
): CompileResult {
  const problems: Problem[] = [];
  const report = (
    code: ProblemCode,
    anchor: Anchor,
    message: string,
    severity: Problem["severity"] = "error",
  ) => problems.push({ code, severity, message, anchor });

  const document = readDocument(input, report);
  if (!document) return { plan: null, problems };

  const resolved = resolveParams(document, given);
  problems.push(...resolved.problems.filter(({ code }) => !(draft && code === "P031")));
  const declared = new Set(Object.keys(document.params ?? {}));

  const nodes = new Map<string, NodeOnCanvas & { node: DocumentNode; config: JsonObject }>();
  for (const [index, node] of document.nodes.entries()) {
    if (!ID_PATTERN.test(node.id)) {
      report(
        "P005",
        { node: node.id, field: `nodes.${index}.id` },
        `The id '${node.id}' must begin with a lower-case letter and hold only lower-case letters, digits and underscores, 63 at most: rename the node.`,
      );
    }
    if (nodes.has(node.id)) {
      report(
        "P006",
        { node: node.id, field: `nodes.${index}.id` },
        `Two nodes have the id '${node.id}': rename one of them.`,
      );
      continue;
    }
    const step = registry.get(node.kind);
    if (!step) {
      const near = nearest(node.kind, registry.keys());
      report(
        "P010",
        { node: node.id, field: "kind" },
        `There is no kind of step '${node.kind}'${near ? `; did you mean '${near}'?` : ": choose one from the palette."}`,
      );
      nodes.set(node.id, { node, step: null, config: {} });
      continue;
    }
    nodes.set(node.id, { node, step, config: readConfig(node, step) });
  }

  function readConfig(node: DocumentNode, step: StepDefinition): JsonObject {
    const from = node.version ?? step.version;
    if (from > step.version) {
      report(
        "P002",
        { node: node.id, field: "version" },
        `This node was made for version ${from} of '${step.kind}', newer than this Penstock knows (${step.version}): update Penstock.`,
      );
      return {};
    }
    let raw: Record<string, unknown> = node.config ?? {};
    if (from < step.version && step.migrate) raw = step.migrate(raw, from);
    const missing = new Set<string>();
    const filled = fillParams(raw, resolved.params, declared, (field, name) => {
      missing.add(field.split(".")[0]!);
      report(
        "P030",
        { node: node.id, field },
        `The config refers to params.${name}, which the pipeline does not declare: add it under params, or remove the reference.`,
      );
    });
    const unresolved = new Set([...missing, ...fieldsWithOpenParams(filled, document!)]);
    const checked = checkConfig(step, filled as Record<string, unknown>);
    for (const issue of checked.issues)
      if (!unresolved.has(issue.field.split(".")[0]!))
        report(issue.code, { node: node.id, field: issue.field }, issue.message);
    for (const field of checked.celFields) {
      const expression = (filled as Record<string, unknown>)[field];
      if (typeof expression === "string") checkCel(node.id, field, expression);
    }
    const source = (filled as Record<string, unknown>)["source"];
    if (
      step.kind === "data.load" &&
      typeof source === "string" &&
      !localFiles &&
      parseSource(source).type === "path"
    )
      report(
        "P050",
        { node: node.id, field: "source" },
        `'${source}' is a file beside the document, which the server cannot read: run it with the penstock command, upload the file, or choose a dataset.`,
      );
    return (checked.config ?? {}) as JsonObject;
  }

  function checkCel(node: string, field: string, expression: string): void {
    const why = celProblem(expression);
    if (why)
      report(
        "P040",
        { node, field },
        `The expression does not parse as CEL (${why}): correct it, for instance input.metrics.roc_auc >= 0.75.`,
      );
  }

  for (const { node } of nodes.values())
    if (node.policy?.when !== undefined) checkCel(node.id, "policy.when", node.policy.when);

  const { needs, successors } = checkWires(document.wires ?? [], nodes, report);

  const cycle = findCycle(successors);
  if (cycle)
    report(
      "P024",
      { node: cycle[0]! },
      `These nodes wait for each other: ${[...cycle, cycle[0]!].join(" → ")}. Remove one of the wires between them.`,
    );
  const sources = [...nodes]
    .filter(([, { step }]) => !step || Object.keys(step.inputs).length === 0)
    .map(([id]) => id);
  const reached = reachable(successors, [...sources, ...(cycle ?? [])]);
  for (const [id, { step }] of nodes)
    if (step && !reached.has(id))
      report(
        "P025",
        { node: id },
        `No data reaches '${id}': wire it to a step that leads here, or remove it.`,
        "warning",
      );

  if (nodes.size === 0)
    report("P003", { field: "nodes" }, "The pipeline has no steps: add one from the palette.");
  if (hasErrors(problems)) return { plan: null, problems };

  const planned = topologicalOrder(sortedGraph(successors)).map((id): PlanNode => {
    const { node, step, config } = nodes.get(id)!;
    return planNode(node, step!, config, needs.get(id) ?? {});
  });
  return {
    plan: { format: 1, pipeline: document.name, params: resolved.params, nodes: planned },
    problems,
  };
}

function planNode(
  node: DocumentNode,
  step: StepDefinition,
  config: JsonObject,
  needs: PlanNode["needs"],
): PlanNode {
  const { policy = {} } = node;
  return {
    id: node.id,
    kind: step.kind,
    title: node.title ?? step.title,
    stepVersion: step.version,
    config,
    mode: step.run.mode,
    queue: policy.queue ?? step.queueOf?.(config as never) ?? step.run.queue,
    startToClose: policy.startToClose ?? step.run.startToClose,
    heartbeat: step.run.heartbeat,
    attempts: policy.attempts ?? step.run.attempts,
    cache: policy.cache ?? step.run.cache,
    when: policy.when ?? null,
    needs,
    required: Object.entries(step.inputs)
      .filter(([, port]) => !port.optional)
      .map(([name]) => name),
  };
}

/** Nodes by id: the plan must not depend on the order in which they were drawn. */
function sortedGraph(successors: ReadonlyMap<string, readonly string[]>) {
  return new Map(
    [...successors]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, next]) => [id, [...next].sort()]),
  );
}

function fieldsWithOpenParams(config: unknown, document: PipelineDocument): string[] {
  if (!document.params || !isPlainObject(config)) return [];
  return Object.entries(config)
    .filter(([, value]) => /\$\{\s*params\./.test(JSON.stringify(value) ?? ""))
    .map(([field]) => field);
}

function readDocument(
  input: unknown,
  report: (code: ProblemCode, anchor: Anchor, message: string) => void,
): PipelineDocument | null {
  if (!isPlainObject(input)) {
    report(
      "P001",
      {},
      "A pipeline is a YAML or JSON object that begins with 'apiVersion: penstock/v1': this is something else.",
    );
    return null;
  }
  const version = input["apiVersion"];
  if (typeof version === "string" && /^penstock\/v\d+$/.test(version) && version !== API_VERSION) {
    report(
      "P002",
      { field: "apiVersion" },
      `This document is of version '${version}'; this Penstock reads '${API_VERSION}': update Penstock, or export the pipeline for this version.`,
    );
    return null;
  }
  const nodes = input["nodes"];
  if (Array.isArray(nodes) && nodes.length > MAX_NODES) {
    report(
      "P004",
      { field: "nodes" },
      `The pipeline has ${nodes.length} nodes; ${MAX_NODES} are allowed: split it into several pipelines.`,
    );
    return null;
  }
  let parsed;
  try {
    parsed = documentSchema.safeParse(input);
  } catch (error) {
    report(
      "P001",
      {},
      `The document cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
    return null;
  }
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const field = issue.path.join(".");
    const nodeIndex = issue.path[0] === "nodes" ? issue.path[1] : undefined;
    const node =
      typeof nodeIndex === "number" && Array.isArray(nodes) && isPlainObject(nodes[nodeIndex])
        ? nodes[nodeIndex]["id"]
        : undefined;
    report(
      "P003",
      { field, ...(typeof node === "string" ? { node } : {}) },
      `${field || "The document"}: ${issue.message}. See the document's schema, /schema/penstock-v1.json.`,
    );
  }
  return null;
}
