"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "../trpc.tsx";
import { blockedSteps, type Blocked } from "./blocked.ts";
import type { GraphStates } from "./graph-model.ts";
import {
  isOver,
  itemCounts,
  nodeStates,
  type ItemCounts,
  type LiveState,
  type StepAttempt,
} from "./live-state.ts";
import type { RunDetails } from "./types.ts";

/** How often it is asked which steps wait for a worker, in milliseconds. */
const ASK_EVERY = 5_000;
const NONE: readonly never[] = [];

/** The state of each step: what was heard, with what is known beside it: counts of maps, waits, what holds it up. */
export function useRunSteps(live: LiveState, details: RunDetails): GraphStates {
  const trpc = useTRPC();
  const { id } = details.run;
  const { data } = useQuery(
    trpc.runs.pending.queryOptions(
      { id },
      { enabled: !isOver(live.run.status), refetchInterval: ASK_EVERY },
    ),
  );
  const over = isOver(live.run.status);
  return useMemo(() => {
    const read = details.steps as unknown as readonly StepAttempt[];
    const waits = new Map(
      read.map(({ node, attempt, waitsFor }) => [`${node}|${attempt}`, waitsFor ?? null]),
    );
    const steps = Object.entries(live.steps).map(([key, step]) =>
      step.status === "waiting" ? { ...step, waitsFor: waits.get(key) ?? null } : step,
    );
    const states = nodeStates(steps, details.plan.nodes);
    if (over)
      for (const [node, state] of states)
        if (state.status === "pending") states.set(node, { ...state, status: "unbegun" });
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
  }, [live.steps, details, data, over]);
}
