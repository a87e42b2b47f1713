"use client";

import { useSubscription } from "@trpc/tanstack-react-query";
import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { useTRPC } from "../trpc.tsx";
import { applyEvents, fromSnapshot, isOver, type RunEvent, type Snapshot } from "./live-state.ts";

/** How long events are gathered before the page is drawn again, in milliseconds. */
const GATHER = 80;

/** A run from a snapshot on: every event since, without a gap over lost connections. */
export function useLiveRun(id: string, first: Snapshot) {
  const trpc = useTRPC();
  // Facts beside the stream are read anew from time to time; the stream goes on from where it began.
  const [snapshot] = useState(first);
  const [live, hear] = useReducer(applyEvents, snapshot, fromSnapshot);
  const gather = useGathered(hear);
  const [connected, setConnected] = useState(false);
  const { status } = useSubscription(
    trpc.runs.follow.subscriptionOptions(
      { id, lastEventId: snapshot.cursor },
      {
        enabled: !isOver(live.run.status),
        onStarted: () => setConnected(true),
        onData: (message) => gather({ ...message.data, id: message.id }),
      },
    ),
  );
  // The first connection is no lost one, however long it takes.
  const lost =
    !isOver(live.run.status) && (status === "error" || (connected && status === "connecting"));
  return { live, lost };
}

/** Hands events on in batches, so that a chatty step does not draw the page for each of its words. */
function useGathered(deliver: (events: readonly RunEvent[]) => void) {
  const gathered = useRef<RunEvent[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (event: RunEvent) => {
      gathered.current.push(event);
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        deliver(gathered.current.splice(0));
      }, GATHER);
    },
    [deliver],
  );
}
