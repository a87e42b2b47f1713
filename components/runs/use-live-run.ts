"use client";

import { useSubscription } from "@trpc/tanstack-react-query";
import { useReducer, useState } from "react";
import { useTRPC } from "../trpc.tsx";
import { applyEvents, fromSnapshot, isOver, type Snapshot } from "./live-state.ts";
import { useGathered } from "./use-gathered.ts";

/** How long events are gathered before the page is drawn again, in milliseconds. */
const GATHER = 80;

/** A run from a snapshot on: every event since, without a gap over lost connections. */
export function useLiveRun(id: string, first: Snapshot) {
  const trpc = useTRPC();
  // Facts beside the stream are read anew from time to time; the stream goes on from where it began.
  const [snapshot] = useState(first);
  const [live, hear] = useReducer(applyEvents, snapshot, fromSnapshot);
  const gather = useGathered(hear, { ms: GATHER });
  const [connected, setConnected] = useState(false);
  const { status } = useSubscription(
    trpc.runs.follow.subscriptionOptions(
      { id, lastEventId: snapshot.cursor },
      {
        enabled: !isOver(live.run.status),
        onStarted: () => setConnected(true),
        onData: ({ data }) => gather(data),
      },
    ),
  );
  // The first connection is no lost one, however long it takes.
  const lost =
    !isOver(live.run.status) && (status === "error" || (connected && status === "connecting"));
  return { live, lost };
}
