"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import { formatCount, formatDuration } from "../ui/format.ts";
import { MoreButton } from "../ui/more-button.tsx";
import { Loading, Problem } from "../ui/states.tsx";
import { usePages } from "../ui/use-pages.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { ItemsBar } from "./items-bar.tsx";
import type { ItemCounts } from "./live-state.ts";
import { SendEvent } from "./send-event.tsx";
import { StatusLine } from "./status.tsx";
import type { ItemRow } from "./types.ts";
import { itemWaitWords } from "./wait-words.ts";

const PAGE = 200;
/** How high a row is before it was measured, in pixels. */
const ROW = 36;
/** How often the list is read again while the map runs, in milliseconds; less often the more of it is shown. */
const REFRESH_A_PAGE = 2_500;

const STATUSES = ["running", "waiting", "failed", "done", "cancelled"] as const;
/** Offered only where there are such items. */
const SELDOM = new Set<Filter>(["waiting", "cancelled"]);
type Filter = "all" | (typeof STATUSES)[number];

/** The items of a map that have begun, by state; only the rows in view are drawn. */
export function ItemsTab({
  runId,
  node,
  counts,
  running,
  now,
  onOpen,
}: {
  runId: string;
  node: string;
  counts: ItemCounts | null;
  running: boolean;
  now: number;
  onOpen: (index: number) => void;
}) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [filter, setFilter] = useState<Filter>("all");
  const input = { id: runId, node, limit: PAGE, ...(filter === "all" ? {} : { status: filter }) };
  const pages = usePages<ItemRow>({
    queryKey: trpc.runs.items.infiniteQueryKey(input),
    read: (cursor, signal) => client.runs.items.query({ ...input, cursor }, { signal }),
    ...(running
      ? { refresh: (items) => REFRESH_A_PAGE * Math.max(1, Math.ceil(items.length / PAGE)) }
      : {}),
  });
  const { items, hasNextPage, isFetchingNextPage, isError, fetchNextPage } = pages;
  const box = useRef<HTMLDivElement>(null);
  // What it returns is used here alone and handed to nothing that is memoized.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 12,
    getItemKey: (index) => items[index]?.index ?? index,
  });
  const rows = virtual.getVirtualItems();
  // While the map runs an item between two of its steps is counted nowhere.
  const unbegun = counts && !running ? unbegunOf(counts) : 0;
  const lastShown = rows.at(-1)?.index ?? 0;
  const nearEnd = lastShown >= items.length - 20;
  // What was refused would be refused again at once: then the button asks for more.
  const wantsMore = hasNextPage && !isFetchingNextPage && !isError && nearEnd;
  useEffect(() => {
    if (wantsMore) void fetchNextPage();
  }, [wantsMore, fetchNextPage]);

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="border-line flex shrink-0 flex-col gap-2 border-b px-3 py-2">
        {counts && <ItemsBar counts={counts} />}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <SegmentedControl
            label="Items by state"
            value={filter}
            onValueChange={setFilter}
            options={(["all", ...STATUSES] as const)
              .filter(
                (value) => value === filter || !SELDOM.has(value) || countOf(value, counts) > 0,
              )
              .map((value) => ({ value, label: labelOf(value, counts) }))}
          />
          {unbegun > 0 && (
            <span className="text-muted text-xs">Not begun {formatCount(unbegun)}</span>
          )}
        </div>
      </div>
      {pages.error && items.length === 0 ? (
        <div className="p-3">
          <Problem error={pages.error} retry={pages.refetch} />
        </div>
      ) : pages.isPending ? (
        <Loading what="items" />
      ) : items.length === 0 ? (
        <p className="text-muted p-3 text-sm">
          {filter === "all"
            ? running
              ? "No item has begun yet."
              : counts?.total === 0
                ? "This map had no items: the steps inside it did not run."
                : "No item began."
            : "No item is in this state."}
        </p>
      ) : (
        <div ref={box} className="@container min-h-0 flex-1 overflow-y-auto">
          <ul className="relative w-full" style={{ height: virtual.getTotalSize() }}>
            {rows.map(({ index, key, start }) => {
              const item = items[index];
              return item ? (
                <li
                  key={key}
                  // Where the panel is narrow, what an item is has a line of its own.
                  ref={virtual.measureElement}
                  data-index={index}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <ItemLine runId={runId} item={item} now={now} onOpen={onOpen} />
                </li>
              ) : null;
            })}
          </ul>
          {isError && <MoreButton query={pages} />}
        </div>
      )}
    </div>
  );
}

/** A row of the list: how the item stands, what it is, and why it failed or what it waits for. */
export function ItemLine({
  runId,
  item,
  now,
  onOpen,
}: {
  runId: string;
  item: ItemRow;
  now: number;
  onOpen: (index: number) => void;
}) {
  const { index, status, label, waits, error, startedAt, finishedAt } = item;
  const end = finishedAt ? Date.parse(finishedAt) : now;
  const wait = waits && itemWaitWords(waits, now);
  return (
    <div className="border-line hover:bg-hover flex min-h-9 items-center border-b pr-3">
      <button
        type="button"
        onClick={() => onOpen(index)}
        className="grid min-w-0 flex-1 grid-cols-[2.5rem_minmax(0,1fr)_4.5rem] items-center gap-x-3 gap-y-0.5 py-1.5 pl-3 text-left text-sm @md:grid-cols-[4rem_6rem_minmax(0,1fr)_4.5rem]"
      >
        <span className="text-muted text-right tabular-nums">
          <span className="sr-only">Item </span>
          {formatCount(index)}
        </span>
        <StatusLine status={status} />
        <span
          className="col-span-2 col-start-2 row-start-2 line-clamp-2 min-w-0 break-words @md:col-span-1 @md:col-start-3 @md:row-start-1"
          title={[label, error ?? wait].filter(Boolean).join("\n")}
        >
          <code className="text-xs">{label}</code>
          {error ? (
            <span className="text-danger"> {error}</span>
          ) : (
            wait && <span className="text-muted text-xs"> {wait}</span>
          )}
        </span>
        <span className="text-muted text-right text-xs tabular-nums @md:col-start-4">
          {formatDuration(Math.max(0, end - Date.parse(startedAt)))}
        </span>
      </button>
      {waits?.event && (
        <span className="shrink-0 pl-3">
          <SendEvent name={waits.event} runId={runId} step={`Item ${formatCount(index)}`} />
        </span>
      )}
    </div>
  );
}

const WORDS: Record<Filter, string> = {
  all: "All",
  running: "Running",
  waiting: "Waiting",
  failed: "Failed",
  done: "Done",
  cancelled: "Cancelled",
};

function labelOf(filter: Filter, counts: ItemCounts | null): string {
  return counts ? `${WORDS[filter]} ${formatCount(countOf(filter, counts))}` : WORDS[filter];
}

/** Items of a map that has ended which nobody began: others had failed, or it was cancelled. */
function unbegunOf({ total, ...begun }: ItemCounts): number {
  return Math.max(0, (total ?? 0) - begunOf(begun));
}

function countOf(filter: Filter, counts: ItemCounts | null): number {
  if (!counts) return 0;
  if (filter !== "all") return counts[filter];
  return counts.total ?? begunOf(counts);
}

function begunOf(counts: Omit<ItemCounts, "total">): number {
  const { done, failed, cancelled, running, waiting } = counts;
  return done + failed + cancelled + running + waiting;
}
