import { crossingRefusal, resolveTypes } from "../check-wires.ts";
import type { StepDefinition } from "../define-step.ts";
import {
  parseEnd,
  type DocumentNode,
  type DocumentWire,
  type PipelineDocument,
} from "../document.ts";
import { reachable } from "../graph.ts";
import { refersToItem } from "../items.ts";
import { nearest } from "../nearest.ts";
import { withNode, wiresBetter, type Around, type Fix } from "./fix.ts";

/** A wire that names what is not there: the near end, the only other one, or no wire. */
export function deadWireFixes({ problem, document, registry, nodes }: Around): Fix[] {
  const [, number, side] = /^wires\.(\d+)\.(from|to)$/.exec(problem.anchor.field ?? "") ?? [];
  const index = Number(number);
  const wire = document.wires?.[index];
  if (!wire || (side !== "from" && side !== "to")) return [];
  const end = parseEnd(wire[side]);
  const ends: string[] = [];
  if (end) {
    const { node, port } = end;
    const near = nodes.has(node) ? node : nearest(node, nodes.keys());
    const target = near === null ? undefined : nodes.get(near);
    const ports = Object.keys((side === "from" ? target?.outputs : target?.step?.inputs) ?? {});
    const meant = ports.includes(port) ? port : (nearest(port, ports) ?? only(ports));
    if (meant !== null) ends.push(`${near}.${meant}`);
  }
  const moved = ends.map((to): Fix => ({
    title: `Wire it ${side === "from" ? "from" : "to"} '${to}'`,
    apply: (before) => withWires(before, (wires) => wires.with(index, { ...wire, [side]: to })),
  }));
  const removed: Fix = {
    title: "Remove the dead wire",
    apply: (before) => withWires(before, (wires) => wires.toSpliced(index, 1)),
  };
  return [...moved, removed].filter((fix) => wiresBetter(document, fix.apply(document), registry));
}

/** Types that do not fit: what is needed is there already, or a step that makes it can stand in between. */
export function typeFixes(around: Around): Fix[] {
  const { problem, document, nodes, registry } = around;
  const to = `${problem.anchor.node}.${problem.anchor.port}`;
  const input = nodes.get(problem.anchor.node ?? "")?.step?.inputs[problem.anchor.port ?? ""];
  if (!input) return [];
  const types = typesOf(around);
  const wire = (document.wires ?? []).find(
    (one) => one.to === to && problem.message.startsWith(`'${one.from}' `),
  );
  const from = wire && parseEnd(wire.from);
  const type = wire && types.get(wire.from);
  if (!wire || !from || !type) return [];
  const converters = [...registry.values()].filter((step) => converts(step, type, input.type));
  const converter = only(converters);
  const fixes: Fix[] = [];
  if (converter) {
    const [take] = required(converter);
    const give = Object.keys(converter.outputs).find(
      (name) => converter.outputs[name]!.type === input.type,
    )!;
    const there = only(
      (document.wires ?? []).filter(({ from: begin, to: goal }) => {
        const end = parseEnd(goal);
        return (
          begin === wire.from &&
          end !== null &&
          end.port === take &&
          nodes.get(end.node)?.node.kind === converter.kind
        );
      }),
    );
    const present = there && `${parseEnd(there.to)!.node}.${give}`;
    if (present)
      fixes.push({
        title: `Wire it from '${present}'`,
        apply: (before) =>
          withWires(before, (wires) =>
            wires.map((one) =>
              one.from === wire.from && one.to === to ? { from: present, to } : one,
            ),
          ),
      });
    else
      fixes.push({
        title: `Put a ${converter.title} step in between`,
        apply: (before) =>
          insert(before, wire, nodes.get(from.node)?.parent ?? null, converter, take!, give),
      });
  }
  if (input.optional || input.multiple)
    fixes.push({
      title: `Remove the wire from '${wire.from}'`,
      apply: (before) => without(before, wire),
    });
  return fixes.filter((fix) => wiresBetter(document, fix.apply(document), registry));
}

/** An input that nothing is wired to, where one output alone fits. */
export function unwiredFixes(around: Around): Fix[] {
  const { problem, document, nodes, registry, successors } = around;
  const { node: id, port } = problem.anchor as { node: string; port: string };
  const input = nodes.get(id)?.step?.inputs[port];
  if (!input || input.type === "any" || input.type === "artifact") return [];
  const after = reachable(successors, [id]);
  const fitting: string[] = [];
  for (const [end, type] of typesOf(around)) {
    const from = parseEnd(end)!;
    if (type !== input.type || after.has(from.node)) continue;
    if (crossingRefusal(from, { node: id, port }, nodes) === null) fitting.push(end);
  }
  const from = only(fitting);
  if (from === null) return [];
  const fix: Fix = {
    title: `Wire it from '${from}'`,
    apply: (before) => withWires(before, (wires) => [...wires, { from, to: `${id}.${port}` }]),
  };
  return wiresBetter(document, fix.apply(document), registry) ? [fix] : [];
}

/** An input that is wired twice: each wire may be the one to stay. */
export function doubleWireFixes({ problem, document, registry }: Around): Fix[] {
  const to = `${problem.anchor.node}.${problem.anchor.port}`;
  const wires = (document.wires ?? []).filter((wire) => wire.to === to);
  return wires
    .map((wire): Fix => ({
      title: `Remove the wire from '${wire.from}'`,
      choice: true,
      apply: (before) => without(before, wire),
    }))
    .filter((fix) => wiresBetter(document, fix.apply(document), registry));
}

/** A wire over the border of a map, which carries nothing. */
export function crossingFixes({ problem, document, nodes, registry }: Around): Fix[] {
  const to = { node: problem.anchor.node!, port: problem.anchor.port! };
  const wire = (document.wires ?? []).find(({ from, to: goal }) => {
    const end = parseEnd(from);
    return (
      goal === `${to.node}.${to.port}` && end && crossingRefusal(end, to, nodes) === problem.message
    );
  });
  if (!wire) return [];
  const fix: Fix = {
    title: `Remove the wire from '${wire.from}'`,
    apply: (before) => without(before, wire),
  };
  return wiresBetter(document, fix.apply(document), registry) ? [fix] : [];
}

/** A step inside what cannot hold it. */
export function parentFixes({ problem, document, registry, nodes }: Around): Fix[] {
  const id = problem.anchor.node!;
  const node = nodes.get(id)?.node;
  if (node?.parent === undefined || refersToItem(node.config)) return [];
  const fix: Fix = {
    title: `Take it out of '${node.parent}'`,
    apply: (before) =>
      withNode(before, id, (held) => {
        const { parent: _, ...rest } = held;
        return rest;
      }),
  };
  // A parent that is no map is no border for wires; one that is may have wires that end here.
  const after = fix.apply(document);
  return sameWires(document, after, registry) ? [fix] : [];
}

function sameWires(
  before: PipelineDocument,
  after: PipelineDocument,
  registry: Around["registry"],
) {
  // A dead wire more in both: with it, "fewer than before" is "as many as before".
  const dead = { from: "nothing", to: "nothing" };
  return wiresBetter(
    withWires(before, (wires) => [...wires, dead]),
    after,
    registry,
  );
}

const resolved = new WeakMap<PipelineDocument, ReturnType<typeof resolveTypes>>();

/** What leaves each output, errors aside. */
function typesOf({ document, nodes, successors }: Around) {
  const before = resolved.get(document);
  if (before) return before;
  const links = (document.wires ?? []).flatMap(({ from, to }) => {
    const [begin, end] = [parseEnd(from), parseEnd(to)];
    return begin && end && nodes.has(begin.node) && nodes.has(end.node)
      ? [{ from: begin, to: end }]
      : [];
  });
  const types = resolveTypes(links, nodes, successors);
  for (const end of types.keys()) if (end.endsWith(".error")) types.delete(end);
  resolved.set(document, types);
  return types;
}

function required(step: StepDefinition): string[] {
  return Object.entries(step.inputs)
    .filter(([, port]) => !port.optional && !port.inner)
    .map(([name]) => name);
}

/** Whether a kind needs nothing but a value of one type to give one of another, its settings left alone. */
function converts(step: StepDefinition, from: string, to: string): boolean {
  const [take, ...others] = required(step);
  return (
    take !== undefined &&
    others.length === 0 &&
    step.inputs[take]!.type === from &&
    Object.values(step.outputs).some(({ type }) => type === to) &&
    step.config.safeParse({}).success
  );
}

function insert(
  document: PipelineDocument,
  wire: DocumentWire,
  parent: string | null,
  step: StepDefinition,
  take: string,
  give: string,
): PipelineDocument {
  const [from, to] = [parseEnd(wire.from)!.node, parseEnd(wire.to)!.node];
  const ids = new Set(document.nodes.map(({ id }) => id));
  const stem = step.kind.split(".").at(-1)!;
  let id = stem;
  for (let n = 2; ids.has(id); n++) id = `${stem}_${n}`;
  const node: DocumentNode = { id, kind: step.kind, ...(parent === null ? {} : { parent }) };
  const places = document.layout?.nodes;
  const [a, b] = [places?.[from], places?.[to]];
  const between = a && b && { x: Math.round((a.x + b.x) / 2), y: Math.round((a.y + b.y) / 2) };
  return {
    ...withWires(document, (wires) => [
      ...wires.filter((one) => one.from !== wire.from || one.to !== wire.to),
      { from: wire.from, to: `${id}.${take}` },
      { from: `${id}.${give}`, to: wire.to },
    ]),
    nodes: [...document.nodes, node],
    ...(between ? { layout: { ...document.layout, nodes: { ...places, [id]: between } } } : {}),
  };
}

function without(document: PipelineDocument, { from, to }: DocumentWire): PipelineDocument {
  return withWires(document, (wires) => wires.filter((one) => one.from !== from || one.to !== to));
}

function withWires(
  document: PipelineDocument,
  change: (wires: DocumentWire[]) => DocumentWire[],
): PipelineDocument {
  return { ...document, wires: change(document.wires ?? []) };
}

function only<T>(list: readonly T[]): T | null {
  return list.length === 1 ? list[0]! : null;
}
