"use client";

import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../trpc.tsx";
import type { Look } from "./types.ts";

const PAGE = 100;
const SAMPLE = 200;
/** As far as one scrolls; further down one filters or sorts. */
const DEEPEST = 100_000;

const ALONE = { context: { skipBatch: true } };

/** The rows looked at, read as they come into view. */
export function useRows(hash: string, look: Look, shown: { from: number; to: number }) {
  const trpc = useTRPC();
  const random = look.seed !== null;
  const input = {
    hash,
    filters: [...look.filters],
    ...(look.sort ? { sort: look.sort } : {}),
    ...(random ? { seed: look.seed!, limit: SAMPLE } : { limit: PAGE }),
  };
  const first = useQuery(
    trpc.artifacts.preview.queryOptions(
      { ...input, offset: 0 },
      { staleTime: Infinity, placeholderData: keepPreviousData, trpc: ALONE },
    ),
  );
  // What was refused or failed leaves on the screen what was there.
  const [kept, setKept] = useState(first.data);
  if (first.data && first.data !== kept) setKept(first.data);
  const start = first.data ?? kept;
  const length = random ? (start?.rows.length ?? 0) : Math.min(start?.matching ?? 0, DEEPEST);
  const last = Math.floor(Math.max(0, Math.min(shown.to, length - 1)) / PAGE);
  const from = Math.max(1, Math.floor(shown.from / PAGE));
  const wanted = random
    ? []
    : Array.from({ length: Math.max(0, last - from + 1) }, (_, i) => from + i);
  const pages = useQueries({
    queries: wanted.map((page) =>
      trpc.artifacts.preview.queryOptions(
        { ...input, offset: page * PAGE },
        { staleTime: Infinity, trpc: ALONE },
      ),
    ),
  });
  const failed = pages.find(({ error }) => error)?.error ?? null;
  const rowAt = (index: number) => {
    const page = Math.floor(index / PAGE);
    const read = random || page === 0 ? start : pages[page - from]?.data;
    const at = random ? index : index % PAGE;
    const cells = read?.rows[at];
    return cells ? { cells, place: read!.places[at]! } : null;
  };
  return {
    start,
    error: first.error ?? failed,
    retry: first.refetch,
    reading: first.isFetching,
    length,
    rowAt,
  };
}
