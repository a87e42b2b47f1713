import { parseEnd, type DocumentWire } from "./document.ts";
import type { StepDefinition } from "./define-step.ts";
import { topologicalOrder } from "./graph.ts";
import { nearest } from "./nearest.ts";
import type { PlanEnd, PlanNode } from "./plan.ts";
import { entryRefusal, ERROR_OUTPUT, ERROR_PORT, type PortType, type Ports } from "./ports.ts";
import type { Report } from "./problems.ts";

export interface NodeOnCanvas {
  /** Null for an unknown kind, whose wires cannot be judged. */
  step: StepDefinition | null;
  outputs: Ports;
  /** The map it stands inside, or null. */
  parent: string | null;
}

interface Link {
  from: PlanEnd;
  to: PlanEnd;
}

export interface CheckedWires {
  needs: Map<string, PlanNode["needs"]>;
  /** Who has to end before whom, maps and what stands inside them included. */
  successors: Map<string, string[]>;
  /** What is gathered of each item, by map. */
  results: Map<string, PlanEnd>;
  /** Where the `error` port of a node leads, for those where it is wired. */
  errors: Map<string, string[]>;
}

/** Checks every wire and every input; returns what each node needs, by port, and the graph of those that hold. */
export function checkWires(
  wires: readonly DocumentWire[],
  nodes: ReadonlyMap<string, NodeOnCanvas>,
  report: Report,
): CheckedWires {
  const { links, ...drawn } = followWires(wires, nodes, report);
  const incoming = groupByTarget(links);
  const types = resolveTypes(links, nodes, drawn.successors);
  const needs = new Map<string, PlanNode["needs"]>();
  for (const [id, { step }] of nodes)
    if (step) needs.set(id, checkInputs(id, step, incoming.get(id) ?? [], types, report));
  return { needs, ...drawn };
}

/** Where the wires lead that have both ends and may run as they are drawn. */
function followWires(
  wires: readonly DocumentWire[],
  nodes: ReadonlyMap<string, NodeOnCanvas>,
  report: Report,
): Omit<CheckedWires, "needs"> & { links: Link[] } {
  const links: Link[] = [];
  const successors = new Map<string, string[]>([...nodes.keys()].map((id) => [id, []]));
  const results = new Map<string, PlanEnd>();
  const errors = new Map<string, string[]>();
  for (const [id, { parent }] of nodes) if (parent) successors.get(parent)?.push(id);
  for (const [index, wire] of wires.entries()) {
    const from = findEnd(wire.from, "outputs", `wires.${index}.from`, nodes, report);
    const to = findEnd(wire.to, "inputs", `wires.${index}.to`, nodes, report);
    if (!from || !to) continue;
    if (from.port === ERROR_PORT)
      errors.set(from.node, [...(errors.get(from.node) ?? []), to.node]);
    const why = crossingRefusal(from, to, nodes) ?? resultRefusal(to, nodes, results);
    if (why) {
      report("P027", { node: to.node, port: to.port }, why);
      continue;
    }
    if (isResult(to, nodes)) {
      results.set(to.node, from);
      continue;
    }
    const [inside, into] = [nodes.get(from.node)!.parent, nodes.get(to.node)!.parent];
    links.push({ from, to });
    successors.get(from.node)!.push(to.node);
    // The map begins when all is there that its inside takes from outside.
    if (into !== null && inside !== into) successors.get(from.node)!.push(into);
  }
  return { links, successors, results, errors };
}

/** The end of a wire; null where there is no such port, which is reported, or where the kind of the node is unknown. */
function findEnd(
  end: string,
  side: "inputs" | "outputs",
  field: string,
  nodes: ReadonlyMap<string, NodeOnCanvas>,
  report: Report,
): PlanEnd | null {
  const parsed = parseEnd(end);
  if (!parsed) {
    report("P020", { field }, `'${end}' is not the end of a wire: write it as node.port.`);
    return null;
  }
  const { node, port } = parsed;
  const target = nodes.get(node);
  if (!target) {
    const near = nearest(node, nodes.keys());
    report(
      "P020",
      { field },
      `A wire names the node '${node}', which does not exist${near ? `; did you mean '${near}'?` : ": remove the wire or add the node."}`,
    );
    return null;
  }
  if (!target.step) return null;
  const ports: Ports =
    side === "outputs" ? { ...target.outputs, [ERROR_PORT]: ERROR_OUTPUT } : target.step.inputs;
  if (Object.hasOwn(ports, port)) return parsed;
  report(
    "P020",
    { node, port, field },
    `'${node}' has no ${side === "outputs" ? "output" : "input"} '${port}'; it has: ${Object.keys(ports).join(", ") || "none"}.`,
  );
  return null;
}

/** Whether an input takes what a map gathers of its items. */
function isResult(to: PlanEnd, nodes: ReadonlyMap<string, NodeOnCanvas>): boolean {
  return nodes.get(to.node)?.step?.inputs[to.port]?.inner === true;
}

/** Why a map cannot gather what a wire brings, as a sentence; null when it can, or nothing is gathered. */
function resultRefusal(
  to: PlanEnd,
  nodes: ReadonlyMap<string, NodeOnCanvas>,
  results: ReadonlyMap<string, PlanEnd>,
): string | null {
  return isResult(to, nodes) && results.has(to.node)
    ? `The input '${to.port}' of the map '${to.node}' is wired twice: remove one of the wires.`
    : null;
}

/** Checks what is wired to the inputs of a node; returns the wires that each port takes. */
function checkInputs(
  id: string,
  step: StepDefinition,
  incoming: readonly Link[],
  types: ReadonlyMap<string, PortType | "any">,
  report: Report,
): PlanNode["needs"] {
  const needs: PlanNode["needs"] = {};
  for (const { from, to } of incoming) {
    const port = step.inputs[to.port]!;
    const found = (needs[to.port] ??= []);
    if (found.length > 0 && !port.multiple) {
      report(
        "P023",
        { node: id, port: to.port },
        `The input '${port.title}' is wired twice, from '${found[0]!.node}' and '${from.node}': remove one of the wires.`,
      );
      continue;
    }
    found.push(from);
    const type = types.get(`${from.node}.${from.port}`) ?? "any";
    const why = entryRefusal(type, port);
    if (why)
      report(
        "P021",
        { node: id, port: to.port },
        `'${from.node}.${from.port}' does not fit '${id}.${to.port}'. ${why}`,
      );
  }
  for (const [name, port] of Object.entries(step.inputs))
    if (!port.optional && !port.inner && !needs[name]?.length)
      report(
        "P022",
        { node: id, port: name },
        `The input '${port.title}' of '${id}' is not wired: draw a wire that carries ${port.type === "any" ? "what it shall look at" : `a ${port.type}`} to it.`,
      );
  return needs;
}

/** Why a wire may not cross the border of a map, as a sentence; null when it crosses none, or may. */
export function crossingRefusal(
  from: PlanEnd,
  to: PlanEnd,
  nodes: ReadonlyMap<string, NodeOnCanvas>,
): string | null {
  const inside = nodes.get(from.node)?.parent ?? null;
  const target = nodes.get(to.node);
  const into = target?.parent ?? null;
  if (isResult(to, nodes))
    return inside === to.node
      ? null
      : `The input '${to.port}' of the map '${to.node}' takes what its own items give: wire it from a step inside the map.`;
  if (inside !== null && inside !== into)
    return `'${from.node}' runs once for each item of the map '${inside}': wire it to the map's '${innerInput(nodes.get(inside))}' input and take the map's results instead.`;
  if (into !== null && into === from.node)
    return `'${to.node}' runs inside the map '${into}', before the map has results: wire it from a step inside the map, or from one outside.`;
  return null;
}

function innerInput(map: NodeOnCanvas | undefined): string {
  const inputs = Object.entries(map?.step?.inputs ?? {});
  return inputs.find(([, port]) => port.inner)?.[0] ?? "result";
}

/** The type that leaves each output, with `any` replaced by what comes in, along the wires. */
export function resolveTypes(
  links: readonly Link[],
  nodes: ReadonlyMap<string, NodeOnCanvas>,
  successors: ReadonlyMap<string, readonly string[]>,
): Map<string, PortType | "any"> {
  const types = new Map<string, PortType | "any">();
  const incoming = groupByTarget(links);
  for (const id of topologicalOrder(successors)) {
    types.set(`${id}.${ERROR_PORT}`, ERROR_OUTPUT.type);
    for (const [name, port] of Object.entries(nodes.get(id)?.outputs ?? {})) {
      const source = port.sameAs
        ? incoming.get(id)?.find((link) => link.to.port === port.sameAs)?.from
        : null;
      types.set(
        `${id}.${name}`,
        source ? (types.get(`${source.node}.${source.port}`) ?? "any") : port.type,
      );
    }
  }
  return types;
}

function groupByTarget(links: readonly Link[]): Map<string, Link[]> {
  const groups = new Map<string, Link[]>();
  for (const link of links) {
    const group = groups.get(link.to.node);
    if (group) group.push(link);
    else groups.set(link.to.node, [link]);
  }
  return groups;
}
