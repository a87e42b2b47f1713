"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc.tsx";
import { usePublished } from "./use-published.ts";

/** What was published as a version of a pipeline, by default as its newest; undefined until it is known, and where there is none. */
export function usePublishedDocument(name: unknown, version: unknown) {
  const trpc = useTRPC();
  const newest = usePublished()?.find((one) => one.name === name)?.latestVersion ?? 0;
  const number = typeof version === "number" ? version : newest;
  const isThere = Number.isInteger(number) && number >= 1 && number <= newest;
  const { data } = useQuery({
    ...trpc.pipelines.version.queryOptions(
      { name: String(name), number },
      // A version never changes.
      { staleTime: Infinity },
    ),
    enabled: isThere,
  });
  return isThere ? data?.document : undefined;
}
