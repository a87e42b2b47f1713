"use client";
import { useQuery } from "@tanstack/react-query";
import { isOver } from "../../runs/live-state.ts";
import { useTRPC } from "../../trpc.tsx";

const RECENT = 20;
/** How often it is looked for a run that somebody or something else has started, in milliseconds. */
const LOOK_EVERY = 15_000;

/** The newest runs of a pipeline: one that goes on, and one that a new run may go on after. */
export function useRecentRuns(name: string) {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.runs.list.queryOptions(
      { pipeline: name, limit: RECENT },
      { refetchInterval: LOOK_EVERY, staleTime: 2_000 },
    ),
  );
  const runs = data?.items ?? [];
  return {
    runs,
    going: runs.find(({ status }) => !isOver(status)) ?? null,
    ended: runs.find(({ status }) => isOver(status)) ?? null,
  };
}
