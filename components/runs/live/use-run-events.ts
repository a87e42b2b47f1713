"use client";

import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "../../trpc.tsx";
import { watchLooked } from "../../watch-looked.ts";
import type { RunEvent } from "../live-state.ts";

const RETRY_MS = 3_000;

/**
 * Hears the events of a run since `from` while it is going on and the page is looked at; after a pause or a loss those that
 * were heard before may come again.
 * @returns whether the connection is lost, and tried again
 */
export function useRunEvents({
  id,
  from,
  going,
  hear,
}: {
  id: string;
  from: string | null;
  going: boolean;
  hear: (events: readonly RunEvent[]) => void;
}): boolean {
  const trpc = useTRPC();
  const [looked, setLooked] = useState(true);
  useEffect(() => watchLooked(setLooked), []);
  const enabled = going && looked;
  const [answered, setAnswered] = useState(false);
  // The first connection, or the first after a pause, is no lost one, however long it takes.
  if (answered && !enabled) setAnswered(false);
  const { status, reset } = useSubscription(
    trpc.runs.follow.subscriptionOptions(
      { id, lastEventId: from },
      {
        enabled,
        onStarted: () => setAnswered(true),
        onError: () => setAnswered(true),
        onData: ({ data }) => hear(data),
      },
    ),
  );
  const failed = enabled && status === "error";
  useEffect(() => {
    // A stream that was refused, as when the session has ended, is not tried again by itself.
    const retry = failed ? setInterval(reset, RETRY_MS) : undefined;
    return () => clearInterval(retry);
  }, [failed, reset]);
  return failed || (enabled && answered && status === "connecting");
}
