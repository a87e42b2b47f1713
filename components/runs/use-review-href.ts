"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc.tsx";

/** The page of the review that a step of this run waits for. */
export function useReviewHref(runId: string, waiting: boolean): string | null {
  const trpc = useTRPC();
  const open = useQuery(
    trpc.reviews.list.queryOptions({ status: "open", limit: 200 }, { enabled: waiting }),
  );
  const review = open.data?.items.find((item) => item.runId === runId);
  return review ? `/reviews/${review.id}` : null;
}
