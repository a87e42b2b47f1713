import type { PlanNode } from "../../../workflows/core/plan.ts";
import { decisionOf, keyOf, type Guard } from "./presence.ts";

/** A plan as a person would lay it out: steps one after another, branches side by side, and what is decided as `if`. */
export type Block =
  | { type: "step"; node: PlanNode }
  | { type: "parallel"; branches: Block[][] }
  | { type: "choice"; cases: { guard: Guard; body: Block[] }[] };

/**
 * Arranges nodes so that each comes after what it needs, and so that what does not depend on one another stands side by
 * side. `before` names for each node those it has to follow, `guards` what must hold for it to run.
 */
export function arrange(
  nodes: readonly PlanNode[],
  before: ReadonlyMap<string, ReadonlySet<string>>,
  guards: ReadonlyMap<string, readonly Guard[]>,
): Block[] {
  return lay([...nodes], new Set());

  function lay(rest: PlanNode[], open: ReadonlySet<string>): Block[] {
    const blocks: Block[] = [];
    while (rest.length > 0) {
      const parts = components(rest, open);
      if (parts.length > 1) {
        blocks.push({ type: "parallel", branches: parts.map((part) => lay(part, open)) });
        return blocks;
      }
      const first = sources(rest);
      const shared = sharedDecision(first, open);
      if (shared) {
        const taken = decidedBy(shared, rest);
        const cases = new Map<string, { guard: Guard; nodes: PlanNode[] }>();
        for (const node of taken) {
          const guard = guardOn(shared, node)!;
          const known = cases.get(guard.port) ?? { guard, nodes: [] };
          known.nodes.push(node);
          cases.set(guard.port, known);
        }
        blocks.push({
          type: "choice",
          cases: [...cases.values()].map(({ guard, nodes }) => ({
            guard,
            body: lay(nodes, new Set([...open, keyOf(guard)])),
          })),
        });
        rest = without(rest, taken);
      } else if (first.length === 1) {
        blocks.push({ type: "step", node: first[0]! });
        rest = without(rest, first);
      } else {
        const branches = first.map((source) => onlyBehind(source, rest, first));
        blocks.push({ type: "parallel", branches: branches.map((branch) => lay(branch, open)) });
        rest = without(rest, branches.flat());
      }
    }
    return blocks;
  }

  /** Nodes none of whose predecessors are among the rest. */
  function sources(rest: readonly PlanNode[]): PlanNode[] {
    const ids = new Set(rest.map(({ id }) => id));
    return rest.filter(({ id }) => ![...before.get(id)!].some((one) => ids.has(one)));
  }

  /** The earliest decision that all of these stand under and that is not taken yet. */
  function sharedDecision(first: readonly PlanNode[], open: ReadonlySet<string>): string | null {
    const pending = (node: PlanNode) =>
      guards.get(node.id)!.filter((guard) => !open.has(keyOf(guard)));
    const decisions = pending(first[0]!).map(decisionOf);
    return (
      decisions.find((decision) =>
        first.every((node) => pending(node).some((guard) => decisionOf(guard) === decision)),
      ) ?? null
    );
  }

  function guardOn(decision: string, node: PlanNode): Guard | undefined {
    return guards.get(node.id)!.find((guard) => decisionOf(guard) === decision);
  }

  /** The nodes under a decision that can follow at once: not those that wait for a node outside which itself waits for one inside. */
  function decidedBy(decision: string, rest: readonly PlanNode[]): PlanNode[] {
    const late = new Set<string>();
    const inside = new Set<string>();
    for (const node of rest) {
      const waits = [...before.get(node.id)!].some((one) => late.has(one));
      (guardOn(decision, node) && !waits ? inside : late).add(node.id);
    }
    return rest.filter(({ id }) => inside.has(id));
  }

  /** A source with all that follows from it and from no other source. */
  function onlyBehind(
    source: PlanNode,
    rest: readonly PlanNode[],
    first: readonly PlanNode[],
  ): PlanNode[] {
    const ids = new Set(rest.map(({ id }) => id));
    const mine = new Set([source.id]);
    for (const node of rest) {
      const needed = [...before.get(node.id)!].filter((one) => ids.has(one));
      if (!first.includes(node) && needed.every((one) => mine.has(one))) mine.add(node.id);
    }
    return rest.filter(({ id }) => mine.has(id));
  }

  /** Groups that have nothing to do with each other: no order between them, and no decision that they share. */
  function components(rest: readonly PlanNode[], open: ReadonlySet<string>): PlanNode[][] {
    const groups = new Map<string, string>(rest.map(({ id }) => [id, id]));
    const root = (id: string): string => {
      const next = groups.get(id)!;
      return next === id ? id : root(next);
    };
    const join = (a: string, b: string) => groups.set(root(a), root(b));
    const deciders = new Map<string, string>();
    for (const { id } of rest) {
      for (const one of before.get(id)!) if (groups.has(one)) join(one, id);
      for (const guard of guards.get(id)!) {
        if (open.has(keyOf(guard))) continue;
        const decision = decisionOf(guard);
        const other = deciders.get(decision);
        if (other) join(other, id);
        deciders.set(decision, id);
      }
    }
    const found = new Map<string, PlanNode[]>();
    for (const node of rest) {
      const group = root(node.id);
      found.set(group, [...(found.get(group) ?? []), node]);
    }
    return [...found.values()];
  }
}

function without(nodes: readonly PlanNode[], taken: readonly PlanNode[]): PlanNode[] {
  return nodes.filter((node) => !taken.includes(node));
}

/** The nodes that stand in blocks, at whatever depth. */
export function idsOf(blocks: readonly Block[]): Set<string> {
  return new Set(
    blocks.flatMap((block): string[] => {
      if (block.type === "step") return [block.node.id];
      if (block.type === "parallel") return block.branches.flatMap((branch) => [...idsOf(branch)]);
      return block.cases.flatMap(({ body }) => [...idsOf(body)]);
    }),
  );
}
