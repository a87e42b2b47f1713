"use client";

import { useSubscription } from "@trpc/tanstack-react-query";
import { useReducer, useState } from "react";
import { useTRPC } from "../trpc.tsx";
import { applyEvents, fromSnapshot, isOver, type Snapshot } from "./live-state.ts";

/** A run from a snapshot on: every event since, without a gap over lost connections. */
export function useLiveRun(id: string, first: Snapshot) {
  const trpc = useTRPC();
  // Facts beside the stream are read anew from time to time; the stream goes on from where it began.
  const [snapshot] = useState(first);
  const [live, hear] = useReducer(applyEvents, snapshot, fromSnapshot);
  const [connected, setConnected] = useState(false);
  const { status } = useSubscription(
    trpc.runs.follow.subscriptionOptions(
      { id, lastEventId: snapshot.cursor },
      {
        enabled: !isOver(live.run.status),
        onStarted: () => setConnected(true),
        onData: ({ data }) => hear(data),
      },
    ),
  );
  // The first connection is no lost one, however long it takes.
  const lost =
    !isOver(live.run.status) && (status === "error" || (connected && status === "connecting"));
  return { live, lost };
}
