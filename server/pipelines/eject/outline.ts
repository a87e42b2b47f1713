import type { DocumentNode, PipelineDocument } from "../../../workflows/core/document.ts";
import { topologicalOrder } from "../../../workflows/core/graph.ts";
import { refersToItem } from "../../../workflows/core/items.ts";
import type { PlanEnd, PlanNode, RunPlan } from "../../../workflows/core/plan.ts";
import { Names } from "./identifiers.ts";
import { guardsOfEnd, keyOf, presence, type Guard } from "./presence.ts";
import { namesIn } from "./translate-cel.ts";

export interface Ejected {
  document: PipelineDocument;
  plan: RunPlan;
  /** The pipelines that its nodes run, by node. */
  children?: ReadonlyMap<string, Ejected>;
}

/** Nodes that run together: a phase of the run, or the body of a map. */
export interface Graph {
  nodes: PlanNode[];
  /** By node: those of this graph that it has to follow. */
  before: Map<string, Set<string>>;
}

/** All that is known of a plan before a line is written. */
export interface Outline extends Ejected {
  nodes: ReadonlyMap<string, PlanNode>;
  written: ReadonlyMap<string, DocumentNode>;
  /** The map around a node. */
  inside: ReadonlyMap<string, string>;
  variables: ReadonlyMap<string, string>;
  names: Names;
  guards: ReadonlyMap<string, Guard[]>;
  /** The steps whose facts the expressions of a node may look at; those of `racing` may or may not have ended by then. */
  seenBy: (node: PlanNode) => { seen: Set<string>; racing: Set<string> };
  /** By node: what names its variable; for what stands in a map around something else, the map. */
  users: ReadonlyMap<string, ReadonlySet<string>>;
  phases: Record<Phase, Graph>;
  bodies: ReadonlyMap<string, Graph>;
}

export function workflowName(pipeline: string): string {
  return new Names().give(pipeline, "Workflow");
}

/**
 * `given` names the outputs that the workflow gives to the one that runs it as its child, `taken` what no variable may be
 * called.
 */
export function outline(
  ejected: Ejected,
  { given = [], taken = [] }: { given?: readonly PlanEnd[]; taken?: readonly string[] } = {},
): Outline {
  const { document, plan } = ejected;
  const nodes = new Map<string, PlanNode>();
  const inside = new Map<string, string>();
  for (const node of plan.nodes) {
    nodes.set(node.id, node);
    for (const inner of node.map?.body ?? []) {
      nodes.set(inner.id, inner);
      inside.set(inner.id, node.id);
    }
  }
  const places = new Map(document.nodes.map(({ id }, index) => [id, index]));
  const order = new Map([...nodes.keys()].map((id, index) => [id, index]));
  const guards = new Map<string, Guard[]>();
  const bodies = new Map<string, Graph>();

  function graphOf(unordered: readonly PlanNode[], outside: (end: PlanEnd) => Guard[]): Graph {
    const ids = new Set(unordered.map(({ id }) => id));
    const before = new Map(
      unordered.map((node) => [node.id, new Set([...neededBy(node)].filter((id) => ids.has(id)))]),
    );
    // As the document has them, where nothing else decides.
    const drawn = [...ids].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
    const after = new Map(
      drawn.map((id) => [id, drawn.filter((other) => before.get(other)!.has(id))]),
    );
    const ordered = topologicalOrder(after).map((id) => nodes.get(id)!);
    for (const [id, found] of presence(ordered, outside)) guards.set(id, found);
    for (const node of ordered) {
      if (!node.map) continue;
      const open = new Set(guards.get(node.id)!.map(keyOf));
      const body = graphOf(node.map.body, (end) =>
        // What is surely there when the map runs is there for its body.
        guardsOfEnd(nodes.get(end.node)!, end.port, guards).every((one) => open.has(keyOf(one)))
          ? []
          : [{ decision: "port", ...end }],
      );
      bodies.set(node.id, body);
    }
    return { nodes: ordered, before };
  }

  /** Nodes that one has to follow: those it is wired to and those that its expressions name. */
  function neededBy(node: PlanNode): Set<string> {
    const own = [node, ...(node.map?.body ?? [])];
    const found = new Set(own.flatMap(wiredTo));
    for (const one of own) for (const id of seenBy(one).seen) found.add(id);
    found.delete(node.id);
    return found;
  }

  function seenBy(node: PlanNode): { seen: Set<string>; racing: Set<string> } {
    const found = { seen: new Set<string>(), racing: new Set<string>() };
    const map = inside.get(node.id);
    for (const id of expressionsOf(node).flatMap((text) => [...namesIn(text).steps])) {
      const other = nodes.get(id);
      // What runs inside a map is known only there.
      if (!other || (inside.has(id) && inside.get(id) !== map)) continue;
      const here = map !== undefined && !inside.has(id) ? nodes.get(map)! : node;
      const isEarlier =
        rankOf(other) < rankOf(here) ||
        (rankOf(other) === rankOf(here) && order.get(id)! < order.get(here.id)!);
      (isEarlier ? found.seen : found.racing).add(id);
    }
    return found;
  }

  const phase = (wanted: Phase) =>
    graphOf(
      plan.nodes.filter((node) => (node.phase ?? "main") === wanted),
      // Whatever ended before may have failed.
      (end) => [{ decision: "port", ...end }],
    );
  const phases = {
    main: phase("main"),
    "on-failure": phase("on-failure"),
    finally: phase("finally"),
  };

  const users = new Map<string, Set<string>>([...nodes.keys()].map((id) => [id, new Set()]));
  for (const node of nodes.values()) {
    const use = (id: string) => {
      const map = inside.get(node.id);
      users.get(id)?.add(map === undefined || inside.get(id) === map ? node.id : map);
    };
    for (const id of neededBy(node)) use(id);
    for (const end of Object.values(node.needs).flat()) wayOf(end, nodes).forEach(use);
    // The facts of a step that passes a value on are those of the value.
    for (const id of seenBy(node).seen) wayOf({ node: id }, nodes).forEach(use);
    for (const guard of guards.get(node.id)!)
      if (guard.node !== node.id) wayOf(guard, nodes).forEach(use);
    if (node.map?.result)
      for (const id of wayOf(node.map.result, nodes)) users.get(id)!.add(node.id);
  }

  for (const end of given) for (const id of wayOf(end, nodes)) users.get(id)!.add("(the caller)");

  const names = new Names([workflowName(plan.pipeline), ...taken]);
  return {
    ...ejected,
    nodes,
    inside,
    written: new Map(document.nodes.map((node) => [node.id, node])),
    variables: new Map([...nodes.keys()].map((id) => [id, names.give(id)])),
    names,
    guards,
    seenBy,
    users,
    phases,
    bodies,
  };
}

type Phase = "main" | NonNullable<PlanNode["phase"]>;

function rankOf({ phase }: PlanNode): number {
  return phase === undefined ? 0 : phase === "on-failure" ? 1 : 2;
}

function wiredTo({ needs }: PlanNode): string[] {
  return Object.values(needs)
    .flat()
    .map(({ node }) => node);
}

/** The CEL expressions that decide over a node, or that it decides by. */
export function expressionsOf({ when, mode, config }: PlanNode): string[] {
  return [
    ...(when === null ? [] : [when]),
    ...(mode === "condition" ? [String(config["expression"])] : []),
    ...(mode === "switch" ? casesOf(config).map((one) => one.when) : []),
  ];
}

/** The cases of a switch; none where they come with the item of a map. */
export function casesOf(config: PlanNode["config"]): { name: string; when: string }[] {
  if (refersToItem(config)) return [];
  return config["cases"] as { name: string; when: string }[];
}

/** The input that a node only passes on; null for one that makes something. */
export function passedOn(node: PlanNode): PlanEnd | null {
  return node.mode === "condition" || node.mode === "switch" ? node.needs["value"]![0]! : null;
}

/** The nodes that a value on a wire came through, the one that made it last. */
function wayOf(end: { node: string }, nodes: ReadonlyMap<string, PlanNode>): string[] {
  const node = nodes.get(end.node);
  const passed = node && passedOn(node);
  return [end.node, ...(passed ? wayOf(passed, nodes) : [])];
}
