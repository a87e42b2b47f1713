"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useRunFeed } from "../../runs/live/use-run-feed.ts";
import { useTRPC } from "../../trpc.tsx";
import { useOverlay, useOverlayStore } from "./overlay-context.tsx";

/** Brings a run over the canvas, for as long as the component lives, and how long its steps usually take. */
export function useOverlaidRun(id: string): { error: { message: string } | null } {
  const trpc = useTRPC();
  const store = useOverlayStore();
  const { error } = useRunFeed(store, id, () => store.getState().moving);
  const name = useOverlay(({ view }) => view?.details.run.name);
  const { data: usual } = useQuery(
    trpc.runs.durations.queryOptions({ pipeline: name ?? "-" }, { enabled: name !== undefined }),
  );
  useEffect(() => {
    if (usual) store.getState().setUsual(usual);
  }, [store, usual]);
  return { error };
}
