import type { StepDefinition, StepRegistry } from "../../../workflows/core/define-step.ts";
import {
  crossingRefusal,
  resolveTypes,
  type NodeOnCanvas,
} from "../../../workflows/core/check-wires.ts";
import { parseEnd, type PipelineDocument } from "../../../workflows/core/document.ts";
import { reachable } from "../../../workflows/core/graph.ts";
import {
  entryRefusal,
  ERROR_OUTPUT,
  ERROR_PORT,
  type Port,
  type PortType,
} from "../../../workflows/core/ports.ts";
import { nestingOf } from "../../graph/inside.ts";
import { portsOf } from "../../graph/node-ports.ts";
import { recent } from "../../graph/recent.ts";
import { connect } from "./edits.ts";

export interface Wiring {
  nodes: ReadonlyMap<string, NodeOnCanvas>;
  /** The type that leaves each output, by `node.port`, with `any` followed back along the wires. */
  types: ReadonlyMap<string, PortType | "any">;
  /** Who has to end before whom, by the wires; what stands in a map comes after the map. */
  successors: ReadonlyMap<string, readonly string[]>;
  /** Inputs that a wire ends at, by `node.port`, with where it comes from. */
  wired: ReadonlyMap<string, string>;
  /** Nodes whose `error` port is wired. */
  handled: ReadonlySet<string>;
}

type Wires = PipelineDocument["wires"];
const known = recent<
  PipelineDocument["nodes"],
  { wires: Wires; registry: StepRegistry; wiring: Wiring }
>();

/** What the wires of a document say; worked out once for the same nodes and wires, however they are moved about. */
export function wiringOf(document: PipelineDocument, registry: StepRegistry): Wiring {
  const before = known.get(document.nodes);
  if (before && before.wires === document.wires && before.registry === registry)
    return before.wiring;
  const { parentOf } = nestingOf(document, registry);
  const nodes = new Map(
    document.nodes.map((node): [string, NodeOnCanvas] => [
      node.id,
      {
        step: registry.get(node.kind) ?? null,
        outputs: Object.fromEntries(portsOf(node, registry)?.outputs ?? []),
        parent: parentOf.get(node.id) ?? null,
      },
    ]),
  );
  const successors = new Map<string, string[]>([...nodes.keys()].map((id) => [id, []]));
  for (const [id, map] of parentOf) successors.get(map)!.push(id);
  const wired = new Map<string, string>();
  const handled = new Set<string>();
  const links = (document.wires ?? []).flatMap((wire) => {
    wired.set(wire.to, wire.from);
    const from = parseEnd(wire.from);
    const to = parseEnd(wire.to);
    if (!from || !to || !nodes.has(from.node) || !nodes.has(to.node)) return [];
    if (from.port === ERROR_PORT) handled.add(from.node);
    // What a map gathers from its inside makes nothing wait.
    if (nodes.get(to.node)!.step?.inputs[to.port]?.inner) return [];
    successors.get(from.node)!.push(to.node);
    const map = nodes.get(to.node)!.parent;
    if (map !== null && map !== nodes.get(from.node)!.parent && map !== from.node)
      successors.get(from.node)!.push(map);
    return [{ from, to }];
  });
  const types = resolveTypes(links, nodes, successors);
  const wiring = { nodes, types, successors, wired, handled };
  known.set(document.nodes, { wires: document.wires, registry, wiring });
  return wiring;
}

/** The output `port` of a node, `error` included. */
export function outputAt({ nodes }: Wiring, end: { node: string; port: string }): Port | undefined {
  const node = nodes.get(end.node);
  if (!node?.step) return undefined;
  return end.port === ERROR_PORT ? ERROR_OUTPUT : own(node.outputs, end.port);
}

export function inputAt({ nodes }: Wiring, end: { node: string; port: string }): Port | undefined {
  return own(nodes.get(end.node)?.step?.inputs ?? {}, end.port);
}

function own<Value>(record: Record<string, Value>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Why a wire from output `from` to input `to` (each `node.port`) is refused, as a sentence; null when it may be drawn. */
export function wireRefusal(
  document: PipelineDocument,
  registry: StepRegistry,
  from: string,
  to: string,
): string | null {
  const wiring = wiringOf(document, registry);
  const { types, wired, nodes } = wiring;
  const source = parseEnd(from);
  const target = parseEnd(to);
  const output = source && outputAt(wiring, source);
  const input = target && inputAt(wiring, target);
  if (!source || !target || !output || !input)
    return "A wire goes from an output to an input: end it on a dot at the left of a node.";
  if (source.node === target.node) return "A step cannot wait for itself: wire it to another step.";
  const border = crossingRefusal(source, target, nodes);
  if (border) return border;
  const present = wired.get(to);
  if (present === from) return "This wire is there already.";
  if (present !== undefined && !input.multiple)
    return `The input '${input.title}' is already wired, from '${present}': remove that wire first.`;
  const why = entryRefusal(types.get(from) ?? output.type, input);
  if (why) return why;
  if (!input.inner && behind(wiring, target.node).has(source.node))
    return `'${source.node}' already comes after '${target.node}': this wire would close a circle.`;
  return null;
}

/** What comes after a node; what comes after the map it stands in does as well. */
function behind({ successors, nodes }: Wiring, id: string): Set<string> {
  const map = nodes.get(id)?.parent;
  if (!map) return reachable(successors, [id]);
  const beyond = (successors.get(map) ?? []).filter((after) => nodes.get(after)?.parent !== map);
  return reachable(successors, [id, ...beyond]);
}

/**
 * Wires a new node behind another where there is no doubt: each free input of the new node that exactly one output of
 * the other fits, and an output that would fit several inputs goes to the required one. Where that says nothing and only one
 * wire could be drawn at all, it is that one.
 */
export function wireAfter(
  document: PipelineDocument,
  registry: StepRegistry,
  before: string,
  added: string,
): PipelineDocument {
  const { nodes, types } = wiringOf(document, registry);
  const source = nodes.get(before);
  const target = nodes.get(added)?.step;
  if (!source || !target) return document;
  const pairs = unambiguous(
    Object.keys(source.outputs),
    target,
    (port) => types.get(`${before}.${port}`) ?? "any",
  );
  const wired = pairs.reduce((next, [output, input]) => {
    const [from, to] = [`${before}.${output}`, `${added}.${input}`];
    return wireRefusal(next, registry, from, to) ? next : connect(next, from, to);
  }, document);
  if (wired !== document) return wired;
  const possible = Object.keys(source.outputs).flatMap((output) =>
    Object.keys(target.inputs)
      .map((input) => ({ from: `${before}.${output}`, to: `${added}.${input}` }))
      .filter(({ from, to }) => wireRefusal(document, registry, from, to) === null),
  );
  const [only] = possible.length === 1 ? possible : [];
  return only ? connect(document, only.from, only.to) : document;
}

function unambiguous(
  outputs: readonly string[],
  target: StepDefinition,
  typeOf: (port: string) => PortType | "any",
): [output: string, input: string][] {
  const pairs: [string, string][] = [];
  const used = new Set<string>();
  const inputs = Object.entries(target.inputs)
    .filter(([, port]) => !port.inner)
    .sort(([, a], [, b]) => Number(a.optional ?? false) - Number(b.optional ?? false));
  for (const [input, port] of inputs) {
    const fitting = outputs.filter((name) => !used.has(name) && fitsWell(typeOf(name), port));
    // The output that bears the input's name wins; then the step's first of that type, when it is its main result.
    const chosen =
      fitting.find((name) => name === input) ??
      (fitting.length === 1 || fitting[0] === outputs[0] ? fitting[0] : undefined);
    if (chosen === undefined) continue;
    if (port.optional && pairs.some(([output]) => output === chosen)) continue;
    pairs.push([chosen, input]);
    used.add(chosen);
  }
  return pairs;
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
  const wiring = wiringOf(document, registry);
  const ends = (document.wires ?? []).flatMap(({ from, to }) => {
    const [source, target] = [parseEnd(from), parseEnd(to)];
    return source && target && source.port !== ERROR_PORT ? [{ source, target, from, to }] : [];
  });
  const entering = ends.filter(
    ({ source, target }) => !ids.has(source.node) && ids.has(target.node),
  );
  const leaving = ends.filter(
    ({ source, target }) => ids.has(source.node) && !ids.has(target.node),
  );
  return leaving.flatMap(({ target, to }) => {
    const port = inputAt(wiring, target);
    if (!port) return [];
    const fitting = entering.filter(
      ({ source, from }) =>
        entryRefusal(wiring.types.get(from) ?? "any", port) === null &&
        crossingRefusal(source, target, wiring.nodes) === null,
    );
    const sources = [...new Set(fitting.map(({ from }) => from))];
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
  const wiring = wiringOf(document, registry);
  const { types, successors, wired, nodes } = wiring;
  const fitting = new Set<string>();
  const port = side === "source" ? outputAt(wiring, end) : inputAt(wiring, end);
  if (!port) return fitting;
  const begun = `${end.node}.${end.port}`;
  const free = (input: Port, at: string) =>
    input.multiple ? wired.get(at) !== begun : !wired.has(at);
  if (side === "target" && !free(port, begun)) return fitting;
  const before = side === "source" ? reachable(reversed(successors), [end.node]) : null;
  const after = side === "target" ? behind(wiring, end.node) : null;
  for (const [id, { step, outputs, parent }] of nodes) {
    if (id === end.node || !step) continue;
    const there = side === "source" ? Object.entries(step.inputs) : Object.entries(outputs);
    if (side === "target") there.push([ERROR_PORT, ERROR_OUTPUT]);
    for (const [name, other] of there) {
      const at = { node: id, port: name };
      const [from, to] = side === "source" ? [end, at] : [at, end];
      const input = side === "source" ? other : port;
      const type = types.get(`${from.node}.${from.port}`) ?? "any";
      const circle =
        !input.inner &&
        (before
          ? before.has(id) ||
            (parent !== null && before.has(parent) && parent !== nodes.get(end.node)?.parent)
          : after!.has(id));
      if (circle || entryRefusal(type, input) || crossingRefusal(from, to, nodes)) continue;
      if (side === "target" || free(other, `${id}.${name}`)) fitting.add(`${id}.${name}`);
    }
  }
  return fitting;
}

function reversed(graph: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const back = new Map<string, string[]>([...graph.keys()].map((id) => [id, []]));
  for (const [id, targets] of graph) for (const target of targets) back.get(target)?.push(id);
  return back;
}
