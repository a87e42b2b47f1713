import { checkNode, type CelChecks, type NodeCheck, type NodeSettings } from "./check-node.ts";
import type { StepDefinition, StepRegistry } from "./define-step.ts";
import { ID_PATTERN, type DocumentNode, type PipelineDocument } from "./document.ts";
import { nearest } from "./nearest.ts";
import type { CheckedNode } from "./plan-nodes.ts";
import { reportTo, type Problem, type Report } from "./problems.ts";

/** What each node is checked with. */
export interface NodeChecks {
  registry: StepRegistry;
  settings: NodeSettings;
  cel: CelChecks;
  /** What was found before, with the same settings, of nodes that are never changed in place. */
  found: WeakMap<DocumentNode, NodeCheck> | undefined;
}

/** The nodes by id, each checked by itself. A second one with an id is left out, which is a problem. */
export function checkNodes(
  document: PipelineDocument,
  checks: NodeChecks,
  problems: Problem[],
): Map<string, CheckedNode> {
  const report = reportTo(problems);
  const nodes = new Map<string, CheckedNode>();
  for (const [index, node] of document.nodes.entries()) {
    const isNew = !nodes.has(node.id);
    checkId(node.id, index, isNew, report);
    if (!isNew) continue;
    const step = checks.registry.get(node.kind);
    if (!step) {
      reportKind(node, checks.registry, report);
      nodes.set(node.id, { node, step: null, config: {}, outputs: {}, parent: null });
      continue;
    }
    const { config, outputs, problems: own } = checkedOnce(node, step, checks);
    problems.push(...own);
    nodes.set(node.id, { node, step, config, outputs, parent: node.parent ?? null });
  }
  return nodes;
}

function checkedOnce(
  node: DocumentNode,
  step: StepDefinition,
  { settings, cel, found }: NodeChecks,
): NodeCheck {
  const before = found?.get(node);
  if (before) return before;
  const checked = checkNode(node, step, settings, cel);
  found?.set(node, checked);
  return checked;
}

function checkId(id: string, index: number, isNew: boolean, report: Report): void {
  const anchor = { node: id, field: `nodes.${index}.id` };
  if (!ID_PATTERN.test(id))
    report(
      "P005",
      anchor,
      `The id '${id}' must begin with a lower-case letter and hold only lower-case letters, digits and underscores, 63 at most: rename the node.`,
    );
  if (!isNew) report("P006", anchor, `Two nodes have the id '${id}': rename one of them.`);
}

function reportKind({ id, kind }: DocumentNode, registry: StepRegistry, report: Report): void {
  const near = nearest(kind, registry.keys());
  report(
    "P010",
    { node: id, field: "kind" },
    `There is no kind of step '${kind}'${near ? `; did you mean '${near}'?` : ": choose one from the palette."}`,
  );
}
