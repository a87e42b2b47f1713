"use client";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { documentSchema } from "../../../workflows/core/document.ts";
import { useTRPC } from "../../trpc.tsx";
import { useEditor } from "../store/editor-context.tsx";
import { changesOf, summaryOf, type Change } from "./changes.ts";
import { compareDocuments } from "./merged-document.ts";

/** What the draft changes about the version it began from; undefined while that is read, or where there is none. */
export function useChangesSinceBase(
  name: string,
  base: number | null,
): { summary: string | null; changes: Change[] } | undefined {
  const trpc = useTRPC();
  // Edits come first, the words about them a moment later.
  const document = useDeferredValue(useEditor((state) => state.document));
  const { data } = useQuery({
    ...trpc.pipelines.version.queryOptions({ name, number: base ?? 1 }),
    staleTime: Infinity,
    enabled: base !== null,
  });
  return useMemo(() => {
    const read = documentSchema.safeParse(data?.document);
    if (!read.success) return undefined;
    const { diff, both } = compareDocuments(read.data, document);
    return { summary: summaryOf(diff), changes: changesOf(diff, both) };
  }, [data, document]);
}

/** The same in words; null when it changes nothing. */
export function useSinceBase(name: string, base: number | null): string | null | undefined {
  return useChangesSinceBase(name, base)?.summary;
}
