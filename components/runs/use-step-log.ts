"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { mergeLines, mergePoints, type LogLine, type MetricPoint } from "./live-state.ts";
import { readLog, type ReadLog } from "./read-log.ts";

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
  const queries = useQueryClient();
  const queryKey = ["step-log", runId, node, item ?? ""];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      readLog(
        (page) => {
          const step = { id: runId, node, ...(item === undefined ? {} : { item }) };
          return client.runs.logs.query({ ...step, ...page }, { signal });
        },
        queries.getQueryData<ReadLog>(queryKey),
        { follow: reread },
      ),
    // What is kept of many lines need not be compared.
    structuralSharing: false,
    staleTime: Infinity,
    gcTime: 60_000,
    refetchOnMount: "always",
    refetchInterval: reread ? REREAD : false,
  });
  const { data, refetch } = query;
  // The last words come when the step has ended.
  const wasReread = useRef(reread);
  useEffect(() => {
    if (wasReread.current && !reread) void refetch();
    wasReread.current = reread;
  }, [reread, refetch]);
  const read = data?.lines ?? NOTHING;
  const lines = useMemo(() => mergeLines(read, heard), [read, heard]);
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
