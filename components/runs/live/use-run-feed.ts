"use client";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useLayoutEffect, useRef } from "react";
import { useStore } from "zustand";
import { useTRPC } from "../../trpc.tsx";
import { isOver } from "../live-state.ts";
import type { LiveRunStore } from "./live-run.ts";
import { useGathered } from "./use-gathered.ts";
import { usePending } from "./use-pending.ts";
import { useRunEvents } from "./use-run-events.ts";

/** How long the facts of a run rest for each of its steps: those of 1,000, which may all wait in turn, are a large answer. */
const MS_PER_STEP = 5;
/** How long events are gathered: nobody sees that a state is a tenth of a second old, and each time costs a frame of its own. */
const GATHER_MS = 100;
/** How long they are held back at most while the graph is moved: what moves is drawn first. */
const HELD_MS = 2_000;

/**
 * Brings a run into a store, for as long as the component lives: its facts, every event since without a gap over lost
 * connections, and what waits for a worker.
 * @param isMoving whether the graph is being moved
 */
export function useRunFeed(store: LiveRunStore, id: string, isMoving = () => false) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.runs.get.queryOptions(
      { id },
      {
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnMount: "always",
        // What steps do comes as events; the line a run stands in, slots, children and counts are read again.
        refetchInterval: ({ state: { data } }) =>
          data && !isOver(data.run.status) ? Math.max(4_000, data.steps.length * 20) : false,
      },
    ),
  );
  const { data: details, refetch } = query;
  // Before anything is painted: facts that are at hand are shown at once, and those of the run before are gone.
  useLayoutEffect(() => {
    if (details) store.getState().read(details);
  }, [store, details]);
  useLayoutEffect(() => () => store.getState().clear(), [store]);

  const going = useStore(store, ({ view }) => view !== null && !isOver(view.live.run.status));
  const open = useStore(store, ({ view }) =>
    [...(view?.nodes.values() ?? [])].some(({ state }) => state.retry?.again === null),
  );
  const waiting = usePending(id, going, open);
  useEffect(() => {
    if (waiting && going) store.getState().setPending(waiting);
  }, [store, waiting, going]);

  // Facts beside the stream are read anew from time to time; the stream goes on from where it began.
  const from = useStore(store, ({ view }) => view?.from ?? null);
  const gather = useGathered((events) => store.getState().hear(events), {
    ms: GATHER_MS,
    isHeld: (held) => isMoving() && held < HELD_MS,
  });
  const lost = useRunEvents({ id, from, going, hear: gather });
  useEffect(() => {
    store.getState().setLost(lost);
  }, [store, lost]);

  // What is beside the stream is read again when the run's state changes, or a step begins to wait.
  const signature = useStore(store, ({ view }) => {
    if (!view) return "";
    const waits = [...view.nodes].filter(
      ([, { state }]) =>
        state.status === "waiting" || (state.status === "running" && state.last?.reason),
    );
    return `${view.live.run.status} ${waits.map(([node]) => node).join(" ")}`;
  });
  const readAgain = useSeldom(() => void refetch(), (details?.steps.length ?? 0) * MS_PER_STEP);
  const known = useRef("");
  useEffect(() => {
    if (known.current !== "" && known.current !== signature) readAgain();
    known.current = signature;
  }, [signature, readAgain]);
  return { error: details ? null : query.error, reread: refetch };
}

/** Calls at once, then not before `pause` milliseconds have gone by; what was asked for meanwhile is done once, at their end. */
function useSeldom(call: () => void, pause: number): () => void {
  const last = useRef({ call, pause });
  useEffect(() => {
    last.current = { call, pause };
  });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const again = useRef(false);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    if (timer.current !== undefined) {
      again.current = true;
      return;
    }
    const begin = () => {
      again.current = false;
      last.current.call();
      timer.current = setTimeout(() => {
        timer.current = undefined;
        if (again.current) begin();
      }, last.current.pause);
    };
    begin();
  }, []);
}
