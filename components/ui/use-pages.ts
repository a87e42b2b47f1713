"use client";

import { keepPreviousData, useInfiniteQuery, type QueryKey } from "@tanstack/react-query";

interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** A list read page by page, and again as often as what it shows asks for. `More` is what a page has beside its items. */
export function usePages<Item, More = object>(options: {
  queryKey: QueryKey;
  read: (cursor: string | null, signal: AbortSignal) => Promise<Page<Item> & More>;
  /** Milliseconds until the list is read again. */
  refresh?: number | ((items: readonly Item[]) => number);
}) {
  const { queryKey, read, refresh } = options;
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      typeof refresh === "function"
        ? refresh(state.data?.pages.flatMap(({ items }) => items) ?? [])
        : (refresh ?? false),
  });
  return { ...query, items: query.data?.pages.flatMap(({ items }) => items) ?? [] };
}
