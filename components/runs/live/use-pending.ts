"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc.tsx";
import type { PendingSteps } from "../types.ts";

/** How often it is asked, in milliseconds; more often until it is known when a step that failed is tried again. */
const ASK_EVERY = 5_000;
const ASK_OFTEN = 1_000;

/**
 * Which steps of a run wait for a worker, and which are tried again, while it goes on.
 * @param open whether it is not known yet when some step is tried again
 */
export function usePending(id: string, going: boolean, open: boolean): PendingSteps | undefined {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.runs.pending.queryOptions(
      { id },
      {
        enabled: going,
        refetchInterval: open ? ASK_OFTEN : ASK_EVERY,
      },
    ),
  );
  return data;
}
