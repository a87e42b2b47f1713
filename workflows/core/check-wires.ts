import type { DocumentWire } from "./document.ts";
import { parseEnd } from "./document.ts";
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
  const successors = new Map<string, string[]>([...nodes.keys()].map((id) => [id, []]));
  const links: Link[] = [];
  const results = new Map<string, PlanEnd>();
  const errors = new Map<string, string[]>();
  for (const [id, { parent }] of nodes) if (parent) successors.get(parent)?.push(id);
  for (const [index, wire] of wires.entries()) {
    const from = findEnd(wire.from, "outputs", index);
    const to = findEnd(wire.to, "inputs", index);
    if (!from || !to) continue;
    if (from.port === ERROR_PORT)
      errors.set(from.node, [...(errors.get(from.node) ?? []), to.node]);
    const why = crossingRefusal(from, to, nodes);
    if (why) {
      crossing(to, why);
      continue;
    }
    if (nodes.get(to.node)!.step?.inputs[to.port]?.inner) {
      if (results.has(to.node))
        crossing(
          to,
          `The input '${to.port}' of the map '${to.node}' is wired twice: remove one of the wires.`,
        );
      else results.set(to.node, from);
      continue;
    }
    const [inside, into] = [nodes.get(from.node)!.parent, nodes.get(to.node)!.parent];
    links.push({ from, to });
    successors.get(from.node)!.push(to.node);
    // The map begins when all is there that its inside takes from outside.
    if (into !== null && inside !== into) successors.get(from.node)!.push(into);
  }

  const needs = new Map<string, PlanNode["needs"]>();
  const byTarget = groupByTarget(links);
  const types = resolveTypes(links, nodes, successors);
  for (const [id, { step }] of nodes) {
    if (!step) continue;
    const incoming = byTarget.get(id) ?? [];
    const byPort: PlanNode["needs"] = {};
    for (const { from, to } of incoming) {
      const port = step.inputs[to.port]!;
      const found = (byPort[to.port] ??= []);
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
      if (!port.optional && !port.inner && !byPort[name]?.length)
        report(
          "P022",
          { node: id, port: name },
          `The input '${port.title}' of '${id}' is not wired: draw a wire that carries ${port.type === "any" ? "what it shall look at" : `a ${port.type}`} to it.`,
        );
    needs.set(id, byPort);
  }
  return { needs, successors, results, errors };

  function crossing(to: PlanEnd, message: string): void {
    report("P027", { node: to.node, port: to.port }, message);
  }

  function findEnd(
    end: string,
    side: "inputs" | "outputs",
    index: number,
  ): { node: string; port: string } | null {
    const field = `wires.${index}.${side === "outputs" ? "from" : "to"}`;
    const parsed = parseEnd(end);
    if (!parsed) {
      report("P020", { field }, `'${end}' is not the end of a wire: write it as node.port.`);
      return null;
    }
    const target = nodes.get(parsed.node);
    if (!target) {
      const near = nearest(parsed.node, nodes.keys());
      report(
        "P020",
        { field },
        `A wire names the node '${parsed.node}', which does not exist${near ? `; did you mean '${near}'?` : ": remove the wire or add the node."}`,
      );
      return null;
    }
    const ports: Ports =
      side === "outputs"
        ? { ...target.outputs, [ERROR_PORT]: ERROR_OUTPUT }
        : (target.step?.inputs ?? {});
    if (target.step && !Object.hasOwn(ports, parsed.port)) {
      const known = Object.keys(ports);
      report(
        "P020",
        { node: parsed.node, port: parsed.port, field },
        `'${parsed.node}' has no ${side === "outputs" ? "output" : "input"} '${parsed.port}'; it has: ${known.join(", ") || "none"}.`,
      );
      return null;
    }
    return target.step ? parsed : null;
  }
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
  if (target?.step?.inputs[to.port]?.inner)
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
