"use client";

import { useMemo } from "react";
import { blockedSteps, type Blocked } from "./blocked.ts";
import type { GraphStates } from "./graph-model.ts";
import {
  isOver,
  itemCounts,
  nodeStates,
  withRetry,
  type ItemCounts,
  type LiveState,
  type StepAttempt,
} from "./live-state.ts";
import type { RunDetails } from "./types.ts";
import { usePending } from "./use-pending.ts";

const NONE: readonly never[] = [];

/** The state of each step: what was heard, with what is known beside it: counts of maps, waits, what holds it up. */
export function useRunSteps(live: LiveState, details: RunDetails): GraphStates {
  const over = isOver(live.run.status);
  const known = useMemo(() => {
    const read = details.steps as unknown as readonly StepAttempt[];
    const waits = new Map(
      read.map(({ node, attempt, waitsFor }) => [`${node}|${attempt}`, waitsFor ?? null]),
    );
    const steps = Object.entries(live.steps).map(([key, step]) =>
      step.status === "waiting" ? { ...step, waitsFor: waits.get(key) ?? null } : step,
    );
    return nodeStates(steps, details.plan.nodes);
  }, [live.steps, details]);
  const data = usePending(details.run.id, !over, (answer) =>
    details.plan.nodes.some(
      (node) => withRetry(known.get(node.id)!, node, answer).retry?.again === null,
    ),
  );
  return useMemo(() => {
    const states = new Map(known);
    for (const node of details.plan.nodes) {
      const state = known.get(node.id)!;
      if (!over) states.set(node.id, withRetry(state, node, data));
      else if (state.status === "pending") states.set(node.id, { ...state, status: "unbegun" });
    }
    const counts = new Map<string, ItemCounts>();
    for (const { id: node, map } of details.plan.nodes) {
      const last = states.get(node)?.last ?? null;
      // One whose result was reused or pinned had no items of its own.
      const known = map && !last?.cached && itemCounts(last, details.maps[node]);
      if (known) counts.set(node, known);
    }
    const blocked = over
      ? new Map<string, Blocked>()
      : blockedSteps(data?.pending ?? NONE, details.slots);
    // What holds up a step inside a map holds up the map.
    for (const { id: node, map } of details.plan.nodes) {
      const inside = map?.body.map((inner) => blocked.get(inner.id)).find(Boolean);
      if (inside && !blocked.has(node)) blocked.set(node, inside);
    }
    return { states, counts, blocked };
  }, [known, details, data, over]);
}
