"use client";

import { useQuery } from "@tanstack/react-query";
import type { ColumnProfile } from "../../../workflows/core/contents/profile.ts";
import { useTRPC } from "../../trpc.tsx";
import type { Filter } from "./types.ts";

export interface ColumnStatistics {
  rows: number;
  every: number;
  column: ColumnProfile;
}

/** What a column holds in the rows that pass the filters; read once. */
export function useColumn(hash: string, column: string, filters: readonly Filter[]) {
  const trpc = useTRPC();
  return useQuery(
    trpc.artifacts.column.queryOptions(
      { hash, column, filters: [...filters] },
      { staleTime: Infinity, trpc: { context: { skipBatch: true } } },
    ),
  );
}
