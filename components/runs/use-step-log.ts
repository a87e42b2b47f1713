"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { mergeLines, mergePoints, type LogLine, type MetricPoint } from "./live-state.ts";

const PAGE = 5_000;
const NOTHING: readonly never[] = [];

/** The log of a step: all lines written before, and those heard since. */
export function useStepLog(runId: string, node: string, heard: readonly LogLine[] = NOTHING) {
  const client = useTRPCClient();
  const query = useQuery({
    queryKey: ["step-log", runId, node],
    queryFn: async ({ signal }) => {
      const lines: LogLine[] = [];
      for (let after: number | undefined; ;) {
        const page = await client.runs.logs.query(
          { id: runId, node, limit: PAGE, ...(after === undefined ? {} : { after }) },
          { signal },
        );
        lines.push(...page.lines);
        if (page.lines.length < PAGE || page.nextAfter === null) return lines;
        after = page.nextAfter;
      }
    },
    staleTime: Infinity,
    gcTime: 60_000,
    refetchOnMount: "always",
  });
  const lines = useMemo(() => mergeLines(query.data ?? NOTHING, heard), [query.data, heard]);
  return { query, lines };
}

/** The curves of a step's newest attempt: the points written before, and those heard since. */
export function useStepMetrics(
  runId: string,
  node: string,
  attempt: number,
  heard: readonly MetricPoint[] = NOTHING,
) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.runs.metrics.queryOptions({ id: runId, node }, { refetchOnMount: "always" }),
  );
  const points = useMemo(
    () =>
      mergePoints(
        query.data ?? NOTHING,
        heard.filter((point) => point.attempt === undefined || point.attempt === attempt),
      ),
    [query.data, heard, attempt],
  );
  return { query, points };
}
