"use client";
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { parseSource } from "../../../workflows/core/sources.ts";
import type { KnownColumn } from "../../form/schema-form/form-context.tsx";
import { useTRPC } from "../../trpc.tsx";
import { useEditor } from "../store/editor-context.tsx";
import { upstreamSources } from "../store/upstream.ts";

const NONE: string[] = [];

/** Columns of the registered datasets that reach a step. What a transform makes of them is known only after a run. */
export function useUpstreamColumns(id: string): KnownColumn[] {
  const trpc = useTRPC();
  const document = useEditor((state) => state.document);
  const sources = useMemo(() => upstreamSources(document, id), [document, id]);
  const datasets = sources.flatMap((source) => {
    const parsed = parseSource(source);
    return parsed.type === "dataset" ? [parsed] : [];
  });
  return useQueries({
    queries: (datasets.length > 0 ? datasets : NONE).map((parsed) =>
      trpc.datasets.get.queryOptions(
        { name: (parsed as (typeof datasets)[number]).name },
        { staleTime: 60_000, retry: false },
      ),
    ),
    combine: (results) => {
      const columns = new Map<string, string>();
      for (const [index, { data }] of results.entries()) {
        const wanted = datasets[index]?.version ?? null;
        const version = data?.versions.find(({ number }) => wanted === null || number === wanted);
        for (const { name, type } of version?.columns ?? []) columns.set(name, type);
      }
      return [...columns].map(([name, type]) => ({ name, type }));
    },
  });
}
