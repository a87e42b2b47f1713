"use client";

import { useQuery } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useReducer, useRef, useState } from "react";
import { useTRPC } from "../trpc.tsx";
import {
  applyEvents,
  fromSnapshot,
  isOver,
  withSnapshot,
  type LiveState,
  type RunEvent,
  type Snapshot,
} from "./live-state.ts";

type Change = { snapshot: Snapshot } | { events: readonly RunEvent[] };

/** How long events are gathered before the page is drawn again, in milliseconds. */
const GATHER = 80;

/** A run as it is now: one snapshot, then every event since, without a gap over lost connections. */
export function useLiveRun(id: string) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.runs.get.queryOptions({ id }, { staleTime: Infinity, refetchOnWindowFocus: false }),
  );
  const [live, change] = useReducer(reduce, null);
  const snapshot = query.data;
  const [from, setFrom] = useState<string | null>(null);

  useEffect(() => {
    if (!snapshot) return;
    change({ snapshot: asSnapshot(snapshot) });
    setFrom((first) => first ?? snapshot.cursor);
  }, [snapshot]);

  const gathered = useRef<RunEvent[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const follow = useSubscription(
    trpc.runs.follow.subscriptionOptions(
      { id, lastEventId: from ?? undefined },
      {
        enabled: from !== null && !(snapshot && isOver(snapshot.run.status)),
        onData: (message) => {
          gathered.current.push({ ...message.data, id: message.id });
          timer.current ??= setTimeout(() => {
            timer.current = undefined;
            change({ events: gathered.current.splice(0) });
          }, GATHER);
        },
      },
    ),
  );

  return { query, live, connection: follow.status };
}

function reduce(state: LiveState | null, change: Change): LiveState | null {
  if ("snapshot" in change)
    return state ? withSnapshot(state, change.snapshot) : fromSnapshot(change.snapshot);
  return state && applyEvents(state, change.events);
}

function asSnapshot(data: unknown): Snapshot {
  return data as Snapshot;
}
