import {
  outputsOf,
  type StepDefinition,
  type StepRegistry,
} from "../../../workflows/core/define-step.ts";
import { resolveTypes } from "../../../workflows/core/check-wires.ts";
import { parseEnd, type PipelineDocument } from "../../../workflows/core/document.ts";
import { reachable } from "../../../workflows/core/graph.ts";
import { refusal, type Port, type PortType } from "../../../workflows/core/ports.ts";
import { connect } from "./edits.ts";

export interface Wiring {
  /** The type that leaves each output, by `node.port`, with `any` followed back along the wires. */
  types: ReadonlyMap<string, PortType | "any">;
  successors: ReadonlyMap<string, readonly string[]>;
  /** Inputs that a wire ends at, by `node.port`, with where it comes from. */
  wired: ReadonlyMap<string, string>;
}

const known = new WeakMap<PipelineDocument, Wiring>();

/** What the wires of a document say; worked out once a document. */
export function wiringOf(document: PipelineDocument, registry: StepRegistry): Wiring {
  const before = known.get(document);
  if (before) return before;
  const nodes = new Map(
    document.nodes.map(({ id, kind, config, parent = null }) => {
      const step = registry.get(kind) ?? null;
      return [id, { step, outputs: step ? outputsOf(step, config) : {}, parent }];
    }),
  );
  const successors = new Map<string, string[]>([...nodes.keys()].map((id) => [id, []]));
  const wired = new Map<string, string>();
  const links = (document.wires ?? []).flatMap((wire) => {
    wired.set(wire.to, wire.from);
    const from = parseEnd(wire.from);
    const to = parseEnd(wire.to);
    if (!from || !to || !nodes.has(from.node) || !nodes.has(to.node)) return [];
    successors.get(from.node)!.push(to.node);
    return [{ from, to }];
  });
  const wiring = { types: resolveTypes(links, nodes, successors), successors, wired };
  known.set(document, wiring);
  return wiring;
}

/** Why a wire from output `from` to input `to` (each `node.port`) is refused, as a sentence; null when it may be drawn. */
export function wireRefusal(
  document: PipelineDocument,
  registry: StepRegistry,
  from: string,
  to: string,
): string | null {
  const source = parseEnd(from);
  const target = parseEnd(to);
  const stepOf = (id: string | undefined) =>
    registry.get(document.nodes.find((node) => node.id === id)?.kind ?? "");
  const output = source && stepOf(source.node)?.outputs[source.port];
  const input = target && stepOf(target.node)?.inputs[target.port];
  if (!source || !target || !output || !input)
    return "A wire goes from an output to an input: end it on a dot at the left of a node.";
  if (source.node === target.node) return "A step cannot wait for itself: wire it to another step.";
  const { types, successors, wired } = wiringOf(document, registry);
  const present = wired.get(to);
  if (present === from) return "This wire is there already.";
  if (present !== undefined && !input.multiple)
    return `The input '${input.title}' is already wired, from '${present}': remove that wire first.`;
  const why = refusal(types.get(from) ?? output.type, input.type);
  if (why) return why;
  if (reachable(successors, [target.node]).has(source.node))
    return `'${source.node}' already comes after '${target.node}': this wire would close a circle.`;
  return null;
}

/**
 * Wires a new node behind another where there is no doubt: each free input of the new node that exactly one output of
 * the other fits, and an output that would fit several inputs goes to the required one.
 */
export function wireAfter(
  document: PipelineDocument,
  registry: StepRegistry,
  before: string,
  added: string,
): PipelineDocument {
  const kindOf = (id: string) => document.nodes.find((node) => node.id === id)?.kind ?? "";
  const source = registry.get(kindOf(before));
  const target = registry.get(kindOf(added));
  if (!source || !target) return document;
  const pairs = unambiguous(
    source,
    target,
    (port) => wiringOf(document, registry).types.get(`${before}.${port}`) ?? "any",
  );
  return pairs.reduce((next, [output, input]) => {
    const [from, to] = [`${before}.${output}`, `${added}.${input}`];
    return wireRefusal(next, registry, from, to) ? next : connect(next, from, to);
  }, document);
}

function unambiguous(
  source: StepDefinition,
  target: StepDefinition,
  typeOf: (port: string) => PortType | "any",
): [output: string, input: string][] {
  const pairs: [string, string][] = [];
  const used = new Set<string>();
  const inputs = Object.entries(target.inputs).sort(
    ([, a], [, b]) => Number(a.optional ?? false) - Number(b.optional ?? false),
  );
  for (const [input, port] of inputs) {
    const fitting = Object.entries(source.outputs).filter(
      ([name]) => !used.has(name) && fitsWell(typeOf(name), port),
    );
    // The output that bears the input's name wins; then the step's first of that type, when it is its main result.
    const chosen =
      fitting.find(([name]) => name === input)?.[0] ??
      (fitting.length === 1 || isMain(source, fitting[0]?.[0]) ? fitting[0]?.[0] : undefined);
    if (chosen === undefined) continue;
    if (port.optional && pairs.some(([output]) => output === chosen)) continue;
    pairs.push([chosen, input]);
    used.add(chosen);
  }
  return pairs;
}

/** The first output is what a step is for; the others are by-products. */
function isMain(source: StepDefinition, port: string | undefined): boolean {
  return port !== undefined && Object.keys(source.outputs)[0] === port;
}

function fitsWell(from: PortType | "any", to: Port): boolean {
  if (from === "any" || to.type === "artifact") return false;
  return from === to.type || (to.type === "any" && !to.optional);
}

/**
 * Wires that would close the gap when `ids` are removed: from what fed them to what they fed, where the types fit and
 * the input takes it.
 */
export function rejoin(
  document: PipelineDocument,
  registry: StepRegistry,
  ids: ReadonlySet<string>,
): { from: string; to: string }[] {
  const { types } = wiringOf(document, registry);
  const wires = document.wires ?? [];
  const inside = (end: string) => ids.has(parseEnd(end)?.node ?? "");
  const entering = wires.filter(({ from, to }) => !inside(from) && inside(to));
  const leaving = wires.filter(({ from, to }) => inside(from) && !inside(to));
  return leaving.flatMap(({ to }) => {
    const target = parseEnd(to)!;
    const step = registry.get(document.nodes.find(({ id }) => id === target.node)?.kind ?? "");
    const port = step?.inputs[target.port];
    if (!port) return [];
    const sources = [...new Set(entering.map(({ from }) => from))].filter(
      (from) => refusal(types.get(from) ?? "any", port.type) === null,
    );
    return sources.length === 1 ? [{ from: sources[0]!, to }] : [];
  });
}

/**
 * All ends (`node.port`) that a wire begun at `end` may go to: inputs when it begins at an output (`source`), else
 * outputs. The graph is walked once, so that 1,000 nodes take a few milliseconds.
 */
export function fittingEnds(
  document: PipelineDocument,
  registry: StepRegistry,
  end: { node: string; port: string },
  side: "source" | "target",
): Set<string> {
  const { types, successors, wired } = wiringOf(document, registry);
  const step = registry.get(document.nodes.find(({ id }) => id === end.node)?.kind ?? "");
  const fitting = new Set<string>();
  if (!step) return fitting;
  const own = `${end.node}.${end.port}`;
  const beyond = reachable(side === "source" ? reversed(successors) : successors, [end.node]);
  const free = (port: Port, name: string) =>
    port.multiple ? wired.get(name) !== own : !wired.has(name);
  for (const { id, kind } of document.nodes) {
    if (beyond.has(id)) continue;
    const other = registry.get(kind);
    for (const [name, port] of Object.entries(
      (side === "source" ? other?.inputs : other?.outputs) ?? {},
    )) {
      const there = `${id}.${name}`;
      const fits =
        side === "source"
          ? free(port, there) && refusal(types.get(own) ?? "any", port.type) === null
          : refusal(types.get(there) ?? "any", step.inputs[end.port]!.type) === null;
      if (fits) fitting.add(there);
    }
  }
  if (side === "target" && !free(step.inputs[end.port]!, own)) fitting.clear();
  return fitting;
}

function reversed(graph: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const back = new Map<string, string[]>([...graph.keys()].map((id) => [id, []]));
  for (const [id, targets] of graph) for (const target of targets) back.get(target)?.push(id);
  return back;
}
