"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc.tsx";
import type { ColumnProfile } from "../types.ts";
import type { Filter } from "./types.ts";

export interface ColumnStatistics {
  rows: number;
  every: number;
  column: ColumnProfile;
}

/** What a column holds in the rows that pass the filters; read once. */
export function useColumn(hash: string, column: string, filters: readonly Filter[]) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.artifacts.column.queryOptions(
      { hash, column, filters: [...filters] },
      { staleTime: Infinity, trpc: { context: { skipBatch: true } } },
    ),
  );
  return { ...query, data: query.data as ColumnStatistics | undefined };
}
