"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { mergeLines, mergePoints, type LogLine, type MetricPoint } from "./live-state.ts";

const PAGE = 5_000;
const NOTHING: readonly never[] = [];
/** How often what is not heard live is read again, in milliseconds. */
const REREAD = 2_000;

interface StepOf {
  runId: string;
  node: string;
  /** The index of an item, for a step inside a map. */
  item: string | undefined;
  /** Reads again and again instead of hearing. */
  reread: boolean;
}

/** The log of a step: all lines written before, and those heard since. */
export function useStepLog({
  runId,
  node,
  item,
  reread,
  heard = NOTHING,
}: StepOf & { heard: readonly LogLine[] | undefined }) {
  const client = useTRPCClient();
  const query = useQuery({
    queryKey: ["step-log", runId, node, item ?? ""],
    queryFn: async ({ signal }) => {
      const lines: LogLine[] = [];
      for (let after: string | undefined; ;) {
        const page = await client.runs.logs.query(
          {
            id: runId,
            node,
            limit: PAGE,
            ...(item === undefined ? {} : { item }),
            ...(after === undefined ? {} : { after }),
          },
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
    refetchInterval: reread ? REREAD : false,
  });
  const lines = useMemo(() => mergeLines(query.data ?? NOTHING, heard), [query.data, heard]);
  return { query, lines };
}

/** The curves of a step's newest attempt: the points written before, and those heard since. */
export function useStepMetrics({
  runId,
  node,
  item,
  attempt,
  reread,
  heard = NOTHING,
}: StepOf & { attempt: number; heard: readonly MetricPoint[] | undefined }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.runs.metrics.queryOptions(
      { id: runId, node, ...(item === undefined ? {} : { item }) },
      { refetchOnMount: "always", refetchInterval: reread ? REREAD : false },
    ),
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
