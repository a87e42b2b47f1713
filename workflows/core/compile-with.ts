import type { z } from "zod";
import {
  API_VERSION,
  documentSchema,
  ID_PATTERN,
  MAX_NODES,
  type DocumentNode,
  type PipelineDocument,
} from "./document.ts";
import { checkColumns } from "./check-columns.ts";
import { celExpressions, checkConfig } from "./check-config.ts";
import { isMap, outputsOf, type StepDefinition, type StepRegistry } from "./define-step.ts";
import { durationMs } from "./duration.ts";
import { findCycle, reachable } from "./graph.ts";
import { refersToItem } from "./items.ts";
import { isPlainObject, notKept, type JsonObject } from "./json.ts";
import type { KnownColumns } from "./known-columns.ts";
import { nearest } from "./nearest.ts";
import { applyOverrides, splitGiven } from "./overrides.ts";
import { fillParams, resolveParams } from "./params.ts";
import { checkPhases, handledNodes } from "./phases.ts";
import type { PinnedOutputs, RunPlan } from "./plan.ts";
import { planNodes, type CheckedNode } from "./plan-nodes.ts";
import type { Ports } from "./ports.ts";
import { hasErrors, type Anchor, type Problem, type ProblemCode } from "./problems.ts";
import { parseSource, readsSource, refersToParam } from "./sources.ts";
import { checkTriggers } from "./check-triggers.ts";
import { namedSteps } from "./upstream.ts";
import { checkWires } from "./check-wires.ts";

export interface CompileOptions {
  /** Values given for this run, checked against the document's params; those with a dot in their name override the document. */
  params?: Record<string, unknown>;
  /** Outputs of earlier runs that stand in for nodes, by id. */
  pins?: ReadonlyMap<string, PinnedOutputs>;
  /** While editing, params without a default are not yet a problem. */
  draft?: boolean;
  /** The caller can read files beside the document, and uploads them. */
  localFiles?: boolean;
  /** What is known of the columns on its wires; then what configs ask of them is checked too. */
  columns?: KnownColumns;
  /** Keeps what was found of each node: an editor compiles after each keystroke, and one node has changed. */
  memo?: CompileMemo;
}

/**
 * Of documents that are never changed in place. With it only problems are looked for: there is no plan.
 * By the objects of the document; `settings` is what else a node's own problems follow from.
 */
export interface CompileMemo {
  parsed: WeakMap<object, unknown>;
  nodes: WeakMap<object, NodeCheck>;
  settings: string;
}

interface NodeCheck {
  config: JsonObject;
  outputs: Ports;
  problems: Problem[];
}

export function createMemo(): CompileMemo {
  return { parsed: new WeakMap(), nodes: new WeakMap(), settings: "" };
}

export interface CompileResult {
  /** Null when any problem is an error. */
  plan: RunPlan | null;
  problems: Problem[];
}

/** Why an expression cannot run as CEL; null when it can. */
export type CelProblem = (expression: string) => string | null;

/** `compile` with a parser of CEL that the caller brings: a browser loads it when there is an expression. */
export function compileWith(
  celProblem: CelProblem,
  input: unknown,
  registry: StepRegistry,
  {
    params: given = {},
    pins,
    draft = false,
    localFiles = false,
    columns,
    memo,
  }: CompileOptions = {},
): CompileResult {
  const problems: Problem[] = [];
  const report = (
    code: ProblemCode,
    anchor: Anchor,
    message: string,
    severity: Problem["severity"] = "error",
  ) => problems.push({ code, severity, message, anchor });

  const read = readDocument(input, report, memo);
  if (!read) return { plan: null, problems };
  const { params: values, overrides } = splitGiven(given);
  const overridden = applyOverrides(read, overrides, registry);
  problems.push(...overridden.problems);
  const document = overridden.problems.length > 0 ? read : overridden.document;

  const resolved = resolveParams(document, values);
  problems.push(...resolved.problems.filter(({ code }) => !(draft && code === "P031")));
  problems.push(...checkTriggers(document));
  const declared = new Set(Object.keys(document.params ?? {}));
  const settings = JSON.stringify([resolved.params, [...declared], localFiles, draft]);
  if (memo && memo.settings !== settings) {
    memo.settings = settings;
    memo.nodes = new WeakMap();
  }

  const nodes = new Map<string, CheckedNode>();
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
      nodes.set(node.id, { node, step: null, config: {}, outputs: {}, parent: null });
      continue;
    }
    let checked = memo?.nodes.get(node);
    if (!checked) {
      checked = checkNode(node, step);
      memo?.nodes.set(node, checked);
    }
    problems.push(...checked.problems);
    const { config, outputs } = checked;
    nodes.set(node.id, { node, step, config, outputs, parent: node.parent ?? null });
  }
  checkParents();

  /** What follows from the node alone and the values of params. */
  function checkNode(node: DocumentNode, step: StepDefinition): NodeCheck {
    const before = problems.length;
    const config = readConfig(node, step);
    if (node.policy?.when !== undefined) checkCel(node.id, "policy.when", node.policy.when);
    checkDurations(node);
    return { config, outputs: outputsOf(step, config), problems: problems.splice(before) };
  }

  /** That Temporal takes the durations of a policy. */
  function checkDurations({ id, policy = {} }: DocumentNode): void {
    const { startToClose, scheduleToClose, heartbeat, backoff = {} } = policy;
    const { initial = "1s", maximum } = backoff;
    const positive = { startToClose, scheduleToClose, heartbeat, "backoff.initial": initial };
    for (const [name, text] of Object.entries(positive))
      if (text !== undefined && durationMs(text) === 0)
        report(
          "P003",
          { node: id, field: `policy.${name}` },
          `'${text}' is no time at all: give a duration longer than 0, such as 30s or 2h.`,
        );
    if (maximum !== undefined && durationMs(maximum) < durationMs(initial))
      report(
        "P003",
        { node: id, field: "policy.backoff.maximum" },
        `The longest pause (${maximum}) is below the first (${initial}): give at least ${initial}, or remove it.`,
      );
  }

  function checkParents(): void {
    for (const checked of nodes.values()) {
      const { id, parent } = checked.node;
      if (parent === undefined) continue;
      const map = nodes.get(parent);
      const why =
        !map?.step || !isMap(map.step)
          ? `'${parent}' is no map`
          : map.node.parent !== undefined
            ? "a map cannot stand inside another"
            : checked.step && isMap(checked.step)
              ? "a map cannot stand inside another; put it into a pipeline of its own and run that for each item"
              : checked.node.policy?.phase
                ? "a step with a phase belongs to the run as a whole, not to an item"
                : null;
      if (why === null) continue;
      report(
        "P026",
        { node: id, field: "parent" },
        `'${id}' cannot stand inside '${parent}': ${why}.`,
      );
      checked.parent = null;
    }
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
    if (refersToItem(filled) && node.parent === undefined)
      report(
        "P041",
        { node: node.id },
        `The config of '${node.id}' refers to an item, but the node does not stand inside a map: put it into one, or remove the reference.`,
      );
    const unresolved = new Set([...missing, ...openFields(filled, document)]);
    const checked = checkConfig(step, filled as Record<string, unknown>);
    for (const issue of checked.issues)
      if (!unresolved.has(issue.field.split(".")[0]!))
        report(issue.code, { node: node.id, field: issue.field }, issue.message);
    for (const { field, expression } of celExpressions(step, filled as Record<string, unknown>))
      checkCel(node.id, field, expression);
    const source = (filled as Record<string, unknown>)["source"];
    // While a param gives it, a run may give another.
    const mayDiffer = draft && refersToParam(String(node.config?.["source"]));
    if (
      readsSource(step) &&
      typeof source === "string" &&
      !localFiles &&
      !refersToItem(source) &&
      !mayDiffer &&
      parseSource(source).type === "path"
    )
      report(
        "P050",
        { node: node.id, field: "source" },
        `'${source}' is a file beside the document, which the server cannot read: run it with the penstock command, upload the file, or choose a dataset.`,
      );
    // What still refers to an item is read again, with the item filled in, when the step runs.
    return (checked.config ?? filled) as JsonObject;
  }

  function checkCel(node: string, field: string, expression: string): void {
    const why = celProblem(expression);
    if (why)
      report(
        "P040",
        { node, field },
        `The expression cannot run as CEL (${why}): correct it, for instance input.metrics.roc_auc >= 0.75.`,
      );
  }

  const wired = checkWires(document.wires ?? [], nodes, report);
  const { successors } = wired;
  waitForNamedSteps(nodes, successors);
  const phases = checkPhases(nodes, wired.needs, report);
  if (columns) checkColumns(nodes, wired.needs, columns, report);

  const cycle = findCycle(successors);
  if (cycle)
    report(
      "P024",
      { node: cycle[0]! },
      `These nodes wait for each other: ${[...cycle, cycle[0]!].join(" → ")}. Remove one of the wires between them.`,
    );
  const sources = [...nodes]
    .filter(([, { step }]) => !step || Object.values(step.inputs).every((port) => port.optional))
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

  const parents = new Set(document.nodes.map(({ parent }) => parent));
  for (const [id, { step }] of nodes)
    if (step && isMap(step) && !parents.has(id))
      report(
        "P029",
        { node: id },
        `The map '${id}' is empty: put the steps into it that shall run for each item.`,
      );
  if (nodes.size === 0)
    report("P003", { field: "nodes" }, "The pipeline has no steps: add one from the palette.");
  if (memo || hasErrors(problems)) return { plan: null, problems };

  const planned = planNodes(nodes, {
    ...wired,
    phases,
    handled: handledNodes(wired.errors, nodes, phases),
    pins: pins ?? new Map(),
    text: (text) => String(fillParams(text, resolved.params, declared, () => undefined)),
  });
  return {
    plan: { format: 1, pipeline: document.name, params: resolved.params, nodes: planned },
    problems,
  };
}

/** A node comes after the steps that its expressions name, wired or not; so does the map around it. */
function waitForNamedSteps(
  nodes: ReadonlyMap<string, CheckedNode>,
  successors: ReadonlyMap<string, string[]>,
): void {
  for (const [id, { node, step, config, parent }] of nodes) {
    if (!step) continue;
    const when = node.policy?.when ?? null;
    for (const named of namedSteps({ when, mode: step.run.mode, config })) {
      const earlier = nodes.get(named);
      if (!earlier || named === id) continue;
      successors.get(named)!.push(id);
      if (parent !== null && earlier.parent !== parent && named !== parent)
        successors.get(named)!.push(parent);
    }
  }
}

/** Fields whose value is not known yet: a param has none, or each item brings its own. */
function openFields(config: unknown, document: PipelineDocument): string[] {
  if (!isPlainObject(config)) return [];
  return Object.entries(config)
    .filter(
      ([, value]) =>
        refersToItem(value) ||
        (document.params && /\$\{\s*params\./.test(JSON.stringify(value) ?? "")),
    )
    .map(([field]) => field);
}

const { nodes: NODES, wires: WIRES, layout: LAYOUT } = documentSchema.shape;

/** The document, read anew only where it has other objects than before; null where anything in it does not fit. */
function readAgain(input: Record<string, unknown>, memo: CompileMemo): PipelineDocument | null {
  const once = <T>(value: unknown, schema: z.ZodType<T>): { data: T } | null => {
    if (typeof value !== "object" || value === null) return null;
    const before = memo.parsed.get(value);
    if (before !== undefined) return { data: before as T };
    if (notKept(value)) return null;
    const parsed = schema.safeParse(value);
    if (parsed.success) memo.parsed.set(value, parsed.data);
    return parsed.success ? parsed : null;
  };
  const { nodes: raw, wires: rawWires, layout: rawLayout, ...rest } = input;
  if (!Array.isArray(raw) || notKept(rest)) return null;
  const nodes: DocumentNode[] = [];
  for (const one of raw) {
    const node = once(one, NODES.element);
    if (!node) return null;
    nodes.push(node.data);
  }
  const head = documentSchema.safeParse({ ...rest, nodes: [] });
  const wires = rawWires === undefined ? { data: undefined } : once(rawWires, WIRES);
  const layout = rawLayout === undefined ? { data: undefined } : once(rawLayout, LAYOUT);
  if (!head.success || !wires || !layout) return null;
  return {
    ...head.data,
    nodes,
    ...(wires.data ? { wires: wires.data } : {}),
    ...(layout.data ? { layout: layout.data } : {}),
  };
}

function readDocument(
  input: unknown,
  report: (code: ProblemCode, anchor: Anchor, message: string) => void,
  memo: CompileMemo | undefined,
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
    const known = memo && readAgain(input, memo);
    if (known) return known;
    parsed = documentSchema.safeParse(input);
  } catch (error) {
    report(
      "P001",
      {},
      `The document cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
    return null;
  }
  const wrong = (path: PropertyKey[], message: string) => {
    const field = path.join(".");
    const nodeIndex = path[0] === "nodes" ? Number(path[1]) : NaN;
    const node =
      Array.isArray(nodes) && isPlainObject(nodes[nodeIndex]) ? nodes[nodeIndex]["id"] : undefined;
    report(
      "P003",
      { field, ...(typeof node === "string" ? { node } : {}) },
      `${field || "The document"}: ${message}`,
    );
  };
  if (parsed.success) {
    const found = notKept(parsed.data);
    if (!found) return parsed.data;
    wrong(found.field === "" ? [] : found.field.split("."), `${found.why}: write it without.`);
    return null;
  }
  for (const { path, message } of parsed.error.issues)
    wrong(path, `${message}. See the document's schema, /schema/penstock-v1.json.`);
  return null;
}
