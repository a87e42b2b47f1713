/** A directed graph as adjacency lists; every node is a key. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** Nodes in an order in which each comes after its predecessors, ties in the map's order; those on or behind a cycle are left out. */
export function topologicalOrder(successors: Graph): string[] {
  const pending = new Map<string, number>([...successors.keys()].map((id) => [id, 0]));
  for (const targets of successors.values())
    for (const target of targets) pending.set(target, (pending.get(target) ?? 0) + 1);
  const order = [...pending].filter(([, count]) => count === 0).map(([id]) => id);
  for (let next = 0; next < order.length; next++) {
    for (const target of successors.get(order[next]!) ?? []) {
      const left = pending.get(target)! - 1;
      pending.set(target, left);
      if (left === 0) order.push(target);
    }
  }
  return order;
}

/** One cycle as the list of its nodes, first node not repeated; null when the graph has none. */
export function findCycle(successors: Graph): string[] | null {
  const ordered = new Set(topologicalOrder(successors));
  const rest = [...successors.keys()].filter((id) => !ordered.has(id));
  if (rest.length === 0) return null;
  // Every node left over has a predecessor left over: walking backwards must come round.
  const predecessors = new Map<string, string>();
  for (const id of rest)
    for (const target of successors.get(id) ?? [])
      if (!ordered.has(target) && !predecessors.has(target)) predecessors.set(target, id);
  const seen = new Map<string, number>();
  const path: string[] = [];
  let current = rest[0]!;
  while (!seen.has(current)) {
    seen.set(current, path.length);
    path.push(current);
    current = predecessors.get(current)!;
  }
  return path.slice(seen.get(current)!).reverse();
}

/** All nodes that can be reached from `starts`, these included. */
export function reachable(successors: Graph, starts: Iterable<string>): Set<string> {
  const found = new Set<string>(starts);
  for (const id of found) for (const target of successors.get(id) ?? []) found.add(target);
  return found;
}
