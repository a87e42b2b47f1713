import type { StepDefinition, StepRegistry } from "../../../workflows/core/define-step.ts";
import { isMap, outputsOf } from "../../../workflows/core/define-step.ts";
import { parseEnd, type PipelineDocument } from "../../../workflows/core/document.ts";
import { entryRefusal, type Port, type PortType } from "../../../workflows/core/ports.ts";
import type { Point } from "../../graph/geometry.ts";
import { wireId } from "../../graph/wire-id.ts";
import { addNode, connect, nodeIds, remove } from "./edits.ts";
import { newNodeId } from "./node-id.ts";
import { fittingEnds, inputAt, outputAt, wireRefusal, wiringOf } from "./wiring.ts";

type Types = PortType | "any";

/** An end of a node, and whether wires leave (`source`) or enter there. */
export interface PortEnd {
  node: string;
  port: string;
  side: "source" | "target";
}

/** The input of a step that a wire of this type would enter: a required one first, one made for the type before `any`. */
function entryOf(step: StepDefinition, type: Types): string | null {
  const rank = ({ optional, type: own }: Port) =>
    (own === type ? 0 : 2) + (optional ? 1 : 0) + (own === "artifact" ? 4 : 0);
  const fitting = Object.entries(step.inputs)
    .filter(([, port]) => !port.inner && entryRefusal(type, port) === null)
    .sort(([, a], [, b]) => rank(a) - rank(b));
  return fitting[0]?.[0] ?? null;
}

/** The output of a step that would feed an input; `through` is the type that enters where the output passes it on. */
function exitOf(step: StepDefinition, input: Port, through: Types = "any"): string | null {
  const outputs = Object.entries(outputsOf(step));
  const typeOf = ({ type, sameAs }: Port) => (sameAs === undefined ? type : through);
  const fitting = outputs.filter(([, port]) => entryRefusal(typeOf(port), input) === null);
  return (fitting.find(([, port]) => typeOf(port) === input.type) ?? fitting[0])?.[0] ?? null;
}

/** The port of a step that a wire from (or to) an end would meet; null when none fits. */
export function portFor(
  document: PipelineDocument,
  registry: StepRegistry,
  end: PortEnd,
  step: StepDefinition,
): string | null {
  const wiring = wiringOf(document, registry);
  if (end.side === "source")
    return entryOf(
      step,
      wiring.types.get(`${end.node}.${end.port}`) ?? outputAt(wiring, end)?.type ?? "any",
    );
  const input = inputAt(wiring, end);
  return input ? exitOf(step, input) : null;
}

/** The input and the output by which a step would stand in a wire; null when it does not fit there. */
export function portsFor(
  document: PipelineDocument,
  registry: StepRegistry,
  wire: string,
  step: StepDefinition,
): { input: string; output: string } | null {
  const wiring = wiringOf(document, registry);
  const found = document.wires?.find((one) => wireId(one) === wire);
  const to = found && parseEnd(found.to);
  const goal = to && inputAt(wiring, to);
  if (!found || !goal || goal.inner) return null;
  const type = wiring.types.get(found.from) ?? "any";
  const input = entryOf(step, type);
  const output = input === null ? null : exitOf(step, goal, type);
  return input === null || output === null ? null : { input, output };
}

/** The map in which both ends of a wire stand, where a step put into the wire stands as well; null outside. */
export function mapOfWire(document: PipelineDocument, wire: string): string | null {
  const found = document.wires?.find((one) => wireId(one) === wire);
  const parentOf = (end: string | undefined) =>
    document.nodes.find(({ id }) => id === parseEnd(end ?? "")?.node)?.parent ?? null;
  const [from, to] = [parentOf(found?.from), parentOf(found?.to)];
  return to ?? from;
}

/**
 * Lets a node that is there already stand in a wire: what came along the wire enters it, what leaves it goes where the
 * wire went. A node that does not fit gives the document itself.
 */
export function putIntoWire(
  document: PipelineDocument,
  registry: StepRegistry,
  wire: string,
  node: string,
): PipelineDocument {
  const kind = document.nodes.find(({ id }) => id === node)?.kind;
  const step = kind === undefined ? undefined : registry.get(kind);
  const found = document.wires?.find((one) => wireId(one) === wire);
  const ports = step && portsFor(document, registry, wire, step);
  if (!found || !ports) return document;
  const next = remove(document, { wires: [wire] });
  const [into, out] = [`${node}.${ports.input}`, `${node}.${ports.output}`];
  if (wireRefusal(next, registry, found.from, into)) return document;
  const half = connect(next, found.from, into);
  return wireRefusal(half, registry, out, found.to) ? document : connect(half, out, found.to);
}

/** Adds a step and wires it to an end. */
export function addAtPort(
  document: PipelineDocument,
  registry: StepRegistry,
  end: PortEnd,
  step: StepDefinition,
  at: Point,
): { document: PipelineDocument; id: string } {
  const id = newNodeId(step.kind, nodeIds(document));
  const parent = document.nodes.find((node) => node.id === end.node)?.parent;
  const inside = parent !== undefined && !isMap(step);
  const next = addNode(document, { id, kind: step.kind, ...(inside ? { parent } : {}) }, at);
  const port = portFor(next, registry, end, step);
  const [own, other] = [`${id}.${port}`, `${end.node}.${end.port}`];
  const [from, to] = end.side === "source" ? [other, own] : [own, other];
  const wired = port !== null && wireRefusal(next, registry, from, to) === null;
  return { document: wired ? connect(next, from, to) : next, id };
}

/** Wires that could be drawn from or to a node, those that leave it first. */
export function possibleWires(
  document: PipelineDocument,
  registry: StepRegistry,
  node: string,
): { from: string; to: string; leaves: boolean }[] {
  const { nodes } = wiringOf(document, registry);
  const own = nodes.get(node);
  if (!own?.step) return [];
  const leaving = Object.keys(own.outputs).flatMap((port) =>
    [...fittingEnds(document, registry, { node, port }, "source")].map((to) => ({
      from: `${node}.${port}`,
      to,
      leaves: true,
    })),
  );
  const entering = Object.keys(own.step.inputs).flatMap((port) =>
    [...fittingEnds(document, registry, { node, port }, "target")]
      .filter((from) => !from.endsWith(".error"))
      .map((from) => ({ from, to: `${node}.${port}`, leaves: false })),
  );
  return [...leaving, ...entering];
}
