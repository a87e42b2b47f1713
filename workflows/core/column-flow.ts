import type { LoadOptions } from "./tabular/load.ts";
import { outputsOf, type StepDefinition, type StepRegistry } from "./define-step.ts";
import { parseEnd, type DocumentNode, type PipelineDocument } from "./document.ts";
import { topologicalOrder } from "./graph.ts";
import { refersToItem } from "./items.ts";
import {
  isKnown,
  type ColumnsRule,
  type Fault,
  type Known,
  type KnownColumn,
  type KnownColumns,
} from "./known-columns.ts";
import { fillParams, resolveParams } from "./params.ts";
import { ERROR_PORT, type Port } from "./ports.ts";

/** What was found out: columns, or why there are none. */
export type Answer =
  | { columns: readonly KnownColumn[] }
  | { unknown: string; fault?: Omit<Fault, "field"> };

/** What the flow of columns cannot work out by itself. Answers come in any order; none may throw. */
export interface ColumnResolver {
  source: (source: string, options: LoadOptions) => Promise<Answer>;
  sql: (sql: string, tables: Record<string, readonly KnownColumn[]>) => Promise<Answer>;
  /** What a pinned step gave in the run that stands in for it, by output; null where it gave no table there. */
  pinned: (pin: { run: string; node: string }, output: string) => Promise<Answer | null>;
}

type Outputs = Record<string, Known>;

/**
 * Follows columns from the sources along the wires, without running anything. Total: of what cannot be known it says why. Params
 * count as given, or with their defaults.
 */
export async function flowColumns(
  document: PipelineDocument,
  registry: StepRegistry,
  resolver: ColumnResolver,
  given: Record<string, unknown> = {},
): Promise<KnownColumns> {
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const { successors, incoming } = followWires(document, nodes, registry);
  const { params } = resolveParams(document, given);
  const declared = new Set(Object.keys(document.params ?? {}));
  const found = new Map<string, Promise<Outputs>>();
  for (const id of topologicalOrder(successors)) {
    const node = nodes.get(id)!;
    const step = registry.get(node.kind);
    if (!step) continue;
    const config = fillParams(node.config ?? {}, params, declared, () => undefined) as Config;
    const inputs = inputsOf(incoming.get(id) ?? {}, found);
    found.set(
      id,
      inputs.then((inputs) => knownOutputs(node, step, config, inputs, resolver)),
    );
  }
  const known = await Promise.all(
    [...found].map(async ([id, outputs]) => [id, await outputs] as const),
  );
  return Object.fromEntries(known.filter(([, one]) => Object.keys(one).length > 0));
}

/** By input port, where its wires come from. */
type Incoming = Record<string, { node: string; port: string }[]>;

/** Which nodes come after which, and what is wired to each. */
function followWires(
  document: PipelineDocument,
  nodes: ReadonlyMap<string, DocumentNode>,
  registry: StepRegistry,
): { successors: Map<string, string[]>; incoming: Map<string, Incoming> } {
  const successors = new Map<string, string[]>([...nodes.keys()].map((id) => [id, []]));
  const incoming = new Map<string, Incoming>();
  for (const wire of document.wires ?? []) {
    const [from, to] = [parseEnd(wire.from), parseEnd(wire.to)];
    if (!from || !to || !nodes.has(from.node) || !nodes.has(to.node)) continue;
    const input = registry.get(nodes.get(to.node)!.kind)?.inputs[to.port];
    if (!input || input.inner || from.port === ERROR_PORT) continue;
    successors.get(from.node)!.push(to.node);
    const ports = incoming.get(to.node) ?? {};
    incoming.set(to.node, ports);
    const ends = (ports[to.port] ??= []);
    if (input.multiple || ends.length === 0) ends.push(from);
  }
  return { successors, incoming };
}

/** What is known of what comes into a step, when it is known of the steps before it. */
async function inputsOf(
  incoming: Incoming,
  found: ReadonlyMap<string, Promise<Outputs>>,
): Promise<Inputs> {
  const inputs: Record<string, Known[]> = {};
  for (const [port, ends] of Object.entries(incoming))
    for (const end of ends) {
      const known = (await found.get(end.node))?.[end.port];
      if (known) (inputs[port] ??= []).push(known);
    }
  return inputs;
}

/** What is known of what a step gives, or gave in the run that it is pinned to. */
async function knownOutputs(
  node: DocumentNode,
  step: StepDefinition,
  config: Config,
  inputs: Inputs,
  resolver: ColumnResolver,
): Promise<Outputs> {
  const ports = outputsOf(step, config);
  const rules = rulesOf(step, config, inputs, ports);
  const answers = await Promise.all(
    Object.entries(rules).map(async ([port, rule]): Promise<[string, Known | null]> => {
      if (node.pin && Object.hasOwn(ports, port)) {
        const { run, node: other = node.id } = node.pin;
        const given = await resolver.pinned({ run, node: other }, port);
        return [port, given && ofNode(given, node.id)];
      }
      return [port, await follow(rule, { node, step, inputs }, resolver)];
    }),
  );
  return Object.fromEntries(answers.filter((pair): pair is [string, Known] => pair[1] !== null));
}

/** What a rule says of an output; null where it carries no table. */
async function follow(rule: ColumnsRule, at: At, resolver: ColumnResolver): Promise<Known | null> {
  const unknown = (why: string): Known => ({ unknown: why, of: at.node.id });
  if ("columns" in rule) return rule;
  if ("unknown" in rule) return unknown(rule.unknown);
  if ("same" in rule) return same(rule.same, at);
  const text = "sql" in rule ? rule.sql : rule.source;
  if (refersToItem(text))
    return unknown("It depends on the item of the map, known in a run alone.");
  const open = /\$\{\s*params\.([A-Za-z0-9_]+)/.exec(text)?.[1];
  if (open) return unknown(`It depends on the param '${open}', which has no default.`);
  const faulty = (answer: Answer): Known => ofNode(answer, at.node.id, rule.field);
  if ("source" in rule) return faulty(await resolver.source(rule.source, rule.options));
  const tables: Record<string, readonly KnownColumn[]> = {};
  for (const table of rule.tables) {
    const [known] = at.inputs[table] ?? [];
    if (!known) continue;
    if (!isKnown(known)) return passedOn(known);
    tables[table] = known.columns;
  }
  if (Object.keys(tables).length === 0) return unknown("No table is wired to it yet.");
  return faulty(await resolver.sql(rule.sql, tables));
}

type Config = Record<string, unknown>;
type Inputs = Readonly<Record<string, readonly Known[]>>;

interface At {
  node: DocumentNode;
  step: StepDefinition;
  inputs: Inputs;
}

/** The rules of a kind; those that have none, and carry tables, say so. */
function rulesOf(
  step: StepDefinition,
  config: Config,
  inputs: Inputs,
  ports: Record<string, Port>,
): Record<string, ColumnsRule> {
  const rules: Record<string, ColumnsRule> = {};
  for (const [name, { type, sameAs }] of Object.entries(ports))
    if (sameAs) rules[name] = { same: sameAs };
    else if (type === "dataset" || type === "split" || type === "any")
      rules[name] = { unknown: `What ${step.title} gives is known after a run.` };
  return { ...rules, ...step.columns?.({ config, inputs }) };
}

/** What all wires of an input have; null where no table comes in and none has to. */
function same(input: string, { inputs, step, node }: At): Known | null {
  const all = inputs[input] ?? [];
  const [first] = all;
  const port = step.inputs[input];
  if (!first)
    return port?.type === "dataset" || port?.type === "split"
      ? { unknown: `Nothing is wired to its input '${port.title}' yet.`, of: node.id }
      : null;
  const unknown = all.find((known) => !isKnown(known));
  if (unknown) return passedOn(unknown);
  const tables = all.flatMap((known) => (isKnown(known) ? [known.columns] : []));
  const types = tables.map(
    (columns) => new Map(columns.map((column) => [column.name, column.type])),
  );
  const missing = tables.flat().find(({ name }) => types.some((others) => !others.has(name)));
  if (missing)
    return {
      unknown: `Its branches have different columns: '${missing.name}' is not in all of them.`,
      of: node.id,
    };
  return {
    columns: tables[0]!.map((column) =>
      types.every((others) => others.get(column.name) === column.type)
        ? column
        : { name: column.name, type: "other" },
    ),
  };
}

/** What a later step knows of it: the reason, not the fault, which is another step's. */
function passedOn(known: Known): Known {
  return isKnown(known) ? known : { unknown: known.unknown, of: known.of };
}

function ofNode(answer: Answer, of: string, field?: string): Known {
  if ("columns" in answer) return { columns: answer.columns };
  const { unknown, fault } = answer;
  return { unknown, of, ...(fault && field ? { fault: { field, ...fault } } : {}) };
}
