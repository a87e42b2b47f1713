import { checkColumns } from "./check-columns.ts";
import { checkDatasets } from "./check-datasets.ts";
import { checkMapsFilled, checkParents } from "./check-maps.ts";
import { checkPipelines } from "./check-pipelines.ts";
import type { CelChecks, NodeCheck, NodeSettings } from "./check-node.ts";
import { checkNodes } from "./check-nodes.ts";
import { checkOrder, waitForNamedSteps } from "./check-order.ts";
import { checkTriggers } from "./check-triggers.ts";
import { checkWires } from "./check-wires.ts";
import type { StepRegistry } from "./define-step.ts";
import type { DocumentNode } from "./document.ts";
import type { KnownColumns } from "./known-columns.ts";
import { applyOverrides, splitGiven } from "./overrides.ts";
import { fillParams, resolveParams } from "./params.ts";
import { checkPhases, handledNodes } from "./phases.ts";
import type { PinnedOutputs, RunPlan } from "./plan.ts";
import { planNodes } from "./plan-nodes.ts";
import { hasErrors, reportTo, type Problem } from "./problems.ts";
import { readDocument, type ParsedParts } from "./read-document.ts";

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
  /** Names of the workspace's pipelines that have a published version; then names of pipelines in configs and triggers are checked too. */
  pipelines?: ReadonlySet<string> | undefined;
  /** Names of the workspace's datasets; then those in triggers are checked too. */
  datasets?: ReadonlySet<string> | undefined;
  /** Keeps what was found of each node: an editor compiles after each keystroke, and one node has changed. */
  memo?: CompileMemo;
}

/**
 * Of documents that are never changed in place. With it only problems are looked for: there is no plan.
 * By the objects of the document; `settings` is what else a node's own problems follow from.
 */
export interface CompileMemo {
  parsed: ParsedParts;
  nodes: WeakMap<DocumentNode, NodeCheck>;
  settings: string;
}

export function createMemo(): CompileMemo {
  return { parsed: new WeakMap(), nodes: new WeakMap(), settings: "" };
}

export interface CompileResult {
  /** Null when any problem is an error. */
  plan: RunPlan | null;
  problems: Problem[];
}

/** `compile` with what is known of CEL, which the caller brings: a browser loads it when there is an expression. */
export function compileWith(
  cel: CelChecks,
  input: unknown,
  registry: StepRegistry,
  {
    params: given = {},
    pins = new Map(),
    draft = false,
    localFiles = false,
    columns,
    pipelines,
    datasets,
    memo,
  }: CompileOptions = {},
): CompileResult {
  const problems: Problem[] = [];
  const report = reportTo(problems);
  const read = readDocument(input, report, memo?.parsed);
  if (!read) return { plan: null, problems };

  const { params: values, overrides } = splitGiven(given);
  const overridden = applyOverrides(read, overrides, registry);
  problems.push(...overridden.problems);
  const document = overridden.problems.length > 0 ? read : overridden.document;
  const { params, problems: unfit } = resolveParams(document, values);
  problems.push(...unfit.filter(({ code }) => !(draft && code === "P031")));
  problems.push(...checkTriggers(document));

  const declared = new Set(Object.keys(document.params ?? {}));
  const hasParams = document.params !== undefined;
  const settings = { params, declared, hasParams, draft, localFiles };
  const found = memo && foundBefore(memo, settings);
  const nodes = checkNodes(document, { registry, settings, cel, found }, problems);
  checkParents(nodes, report);

  const wired = checkWires(document.wires ?? [], nodes, report);
  waitForNamedSteps(nodes, wired.successors);
  const phases = checkPhases(nodes, wired.successors, report);
  if (columns) checkColumns(nodes, wired.needs, columns, report);
  if (pipelines) checkPipelines(document, nodes, pipelines, report);
  if (datasets) checkDatasets(document, datasets, report);
  checkOrder(nodes, wired.successors, report);
  checkMapsFilled(nodes, document.nodes, report);
  if (nodes.size === 0)
    report("P003", { field: "nodes" }, "The pipeline has no steps: add one from the palette.");
  if (memo || hasErrors(problems)) return { plan: null, problems };

  const handled = handledNodes(wired.errors, phases);
  const text = (text: string) => String(fillParams(text, params, declared, () => undefined));
  const planned = planNodes(nodes, { ...wired, phases, handled, pins, text });
  return { plan: { format: 1, pipeline: document.name, params, nodes: planned }, problems };
}

/** What was found of nodes with the same settings; with others all is checked again. */
function foundBefore(memo: CompileMemo, { declared, ...others }: NodeSettings) {
  const settings = JSON.stringify([[...declared], others]);
  if (memo.settings !== settings) {
    memo.settings = settings;
    memo.nodes = new WeakMap();
  }
  return memo.nodes;
}
