/** Why a step that could begin has not: no worker has taken it yet, or it waits in line for a limited key. */
export type Blocked =
  | {
      by: "worker";
      queue: string;
      since: string;
      /** Whether any worker serves the queue. */
      polled: boolean;
      /** How many such steps wait, inside a map. */
      count: number;
    }
  | { by: "slot"; key: string; place: number; since: string };

interface Pending {
  node: string;
  queue: string;
  since: string;
  count: number;
  polled: boolean;
}

interface Slot {
  node: string;
  item: string;
  key: string;
  place: number;
  since: string;
}

/** By node. Of what waits inside a map the step inside is told, not the map. */
export function blockedSteps(
  pending: readonly Pending[],
  slots: readonly Slot[],
): Map<string, Blocked> {
  const blocked = new Map<string, Blocked>();
  for (const { node, key, place, since } of slots) {
    const known = blocked.get(node);
    // Of a step's items the first in line is shown.
    if (known?.by !== "slot" || place < known.place)
      blocked.set(node, { by: "slot", key, place, since });
  }
  for (const { node, queue, since, count, polled } of pending) {
    const known = blocked.get(node);
    const earlier = known?.by === "worker" && known.since < since;
    const total = count + (known?.by === "worker" ? known.count : 0);
    if (!known || known.by === "worker")
      blocked.set(node, {
        by: "worker",
        queue,
        since: earlier ? known.since : since,
        polled,
        count: total,
      });
  }
  return blocked;
}
