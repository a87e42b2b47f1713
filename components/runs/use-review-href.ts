"use client";

import { useQuery } from "@tanstack/react-query";
import { registry } from "../../workflows/steps/index.ts";
import { useTRPC } from "../trpc.tsx";

/** The page of the review that a step of this run waits for. */
export function useReviewHref(
  runId: string,
  kind: string | undefined,
  status: string | undefined,
): string | null {
  const waiting =
    status === "waiting" && kind !== undefined && registry.get(kind)?.asks === "review";
  const trpc = useTRPC();
  const open = useQuery(
    trpc.reviews.list.queryOptions({ status: "open", limit: 200 }, { enabled: waiting }),
  );
  const review = open.data?.items.find((item) => item.runId === runId);
  return review ? `/reviews/${review.id}` : null;
}
