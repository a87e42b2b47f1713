import { celExpressions, checkConfig } from "./check-config.ts";
import { outputsOf, type StepDefinition } from "./define-step.ts";
import type { DocumentNode, ParamValues } from "./document.ts";
import { durationMs } from "./duration.ts";
import { refersToItem } from "./items.ts";
import type { JsonObject } from "./json.ts";
import { fillParams } from "./params.ts";
import type { Ports } from "./ports.ts";
import { reportTo, type Anchor, type Problem, type Report } from "./problems.ts";
import { isQueueName } from "./queue-name.ts";
import { parseSource, readsSource, refersToParam } from "./sources.ts";

/** What is known of CEL before a run; a browser loads it when there is an expression. */
export interface CelChecks {
  /** Why an expression cannot run as CEL; null when it can. */
  celProblem: (expression: string) => string | null;
  /** Why one that can fails wherever it is evaluated; null where that is not certain. */
  mixedNumbers: (expression: string) => string | null;
}

/** What the problems of a node follow from, besides the node. */
export interface NodeSettings {
  /** Values of the params that have one. */
  params: ParamValues;
  /** Names of the document's params. */
  declared: ReadonlySet<string>;
  /** The document has a list of params, be it empty. */
  hasParams: boolean;
  draft: boolean;
  localFiles: boolean;
}

/** What was found of a node by itself, whatever it is wired to. */
export interface NodeCheck {
  config: JsonObject;
  outputs: Ports;
  problems: Problem[];
}

/** Checks a node by itself: its config, its expressions, and the durations and the queue of its policy. */
export function checkNode(
  node: DocumentNode,
  step: StepDefinition,
  settings: NodeSettings,
  cel: CelChecks,
): NodeCheck {
  const problems: Problem[] = [];
  const report = reportTo(problems);
  const config = readConfig(node, step, settings, cel, report);
  const { when } = node.policy ?? {};
  if (when !== undefined) checkCel(when, { node: node.id, field: "policy.when" }, cel, report);
  checkDurations(node, report);
  checkQueue(node, report);
  return { config, outputs: outputsOf(step, config), problems };
}

/** The config as the step would get it: of today's version, with params and defaults filled in. */
function readConfig(
  node: DocumentNode,
  step: StepDefinition,
  settings: NodeSettings,
  cel: CelChecks,
  report: Report,
): JsonObject {
  const written = configOfToday(node, step, report);
  if (!written) return {};
  const { filled, missing } = fillConfig(node, written, settings, report);
  if (refersToItem(filled) && node.parent === undefined)
    report(
      "P041",
      { node: node.id },
      `The config of '${node.id}' refers to an item, but the node does not stand inside a map: put it into one, or remove the reference.`,
    );
  const open = new Set([...missing, ...openFields(filled, settings)]);
  const checked = checkConfig(step, filled);
  for (const { code, field, message } of checked.issues)
    // A field that is not known fits with no value.
    if (!open.has(field) ? !open.has(topOf(field)) : code === "P011")
      report(code, { node: node.id, field }, message);
  for (const { field, expression } of celExpressions(step, filled))
    checkCel(expression, { node: node.id, field }, cel, report);
  checkSource(node, step, filled, settings, report);
  // What still refers to an item is read again, with the item filled in, when the step runs.
  return (checked.config ?? filled) as JsonObject;
}

/** The config as the step's version of today has it; null where it is of a later one. */
function configOfToday(
  { id, version, config = {} }: DocumentNode,
  step: StepDefinition,
  report: Report,
): Record<string, unknown> | null {
  const from = version ?? step.version;
  if (from > step.version) {
    report(
      "P002",
      { node: id, field: "version" },
      `This node was made for version ${from} of '${step.kind}', newer than this Penstock knows (${step.version}): update Penstock.`,
    );
    return null;
  }
  return from < step.version && step.migrate ? step.migrate(config, from) : config;
}

/** The config with params filled in, and the fields that refer to one that is not declared. */
function fillConfig(
  { id }: DocumentNode,
  written: Record<string, unknown>,
  { params, declared }: NodeSettings,
  report: Report,
): { filled: Record<string, unknown>; missing: Set<string> } {
  const missing = new Set<string>();
  const filled = fillParams(written, params, declared, (field, name) => {
    missing.add(topOf(field));
    report(
      "P030",
      { node: id, field },
      `The config refers to params.${name}, which the pipeline does not declare: add it under params, or remove the reference.`,
    );
  });
  return { filled: filled as Record<string, unknown>, missing };
}

/** Fields whose value is not known yet: a param has none, or each item brings its own. */
function openFields(config: Record<string, unknown>, { hasParams }: NodeSettings): string[] {
  return Object.entries(config)
    .filter(
      ([, value]) =>
        refersToItem(value) || (hasParams && refersToParam(JSON.stringify(value) ?? "")),
    )
    .map(([field]) => field);
}

/** The field of the config in which a dotted path begins. */
function topOf(path: string): string {
  return path.split(".")[0]!;
}

/** That the server can read what the step loads. */
function checkSource(
  node: DocumentNode,
  step: StepDefinition,
  filled: Record<string, unknown>,
  { draft, localFiles }: NodeSettings,
  report: Report,
): void {
  const source = filled["source"];
  if (localFiles || !readsSource(step) || typeof source !== "string" || refersToItem(source))
    return;
  // While a param gives it, a run may give another.
  if (draft && refersToParam(String(node.config?.["source"]))) return;
  if (parseSource(source).type === "path")
    report(
      "P050",
      { node: node.id, field: "source" },
      `'${source}' is a file beside the document, which the server cannot read: run it with the penstock command, upload the file, or choose a dataset.`,
    );
}

function checkCel(
  expression: string,
  anchor: Anchor,
  { celProblem, mixedNumbers }: CelChecks,
  report: Report,
): void {
  const why = celProblem(expression);
  if (why)
    return report(
      "P040",
      anchor,
      `The expression cannot run as CEL (${why}): correct it, for instance input.metrics.roc_auc >= 0.75.`,
    );
  // A warning: in a branch that is not taken, or beside `||`, it harms nothing.
  const fails = mixedNumbers(expression);
  if (fails) report("P040", anchor, `The expression fails in a run: ${fails}.`, "warning");
}

/** That Temporal takes the durations of a policy. */
function checkDurations({ id, policy = {} }: DocumentNode, report: Report): void {
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

/** That a worker can be started for the queue. A warning: versions that were published with such a name go on as they are. */
function checkQueue({ id, policy }: DocumentNode, report: Report): void {
  const queue = policy?.queue;
  if (queue !== undefined && !isQueueName(queue))
    report(
      "P003",
      { node: id, field: "policy.queue" },
      `No worker can serve the queue '${queue}': give its name in one word of 200 characters at most, such as gpu.`,
      "warning",
    );
}
