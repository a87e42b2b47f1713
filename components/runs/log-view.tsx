"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDownToLine, Search } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { clockTime, exactTime, formatCount, plural } from "../ui/format.ts";
import type { LogLine } from "./live-state.ts";

/** Pixels from the end within which the view counts as being at the end. */
const NEAR_END = 24;

/** A log that follows its end until the reader scrolls up, with search. Only the lines in view are drawn. */
export function LogView({ lines, growing }: { lines: readonly LogLine[]; growing: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const [search, setSearch] = useState("");
  const [following, setFollowing] = useState(true);
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const shown = useMemo(
    () =>
      wanted === "" ? lines : lines.filter(({ message }) => message.toLowerCase().includes(wanted)),
    [lines, wanted],
  );
  const several = useMemo(() => new Set(lines.map(({ attempt }) => attempt)).size > 1, [lines]);
  // What it returns is used here alone and handed to nothing that is memoized.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => box.current,
    estimateSize: () => 20,
    overscan: 20,
    getItemKey: (index) => shown[index]?.id ?? index,
  });

  useEffect(() => {
    if (following && shown.length > 0) virtual.scrollToIndex(shown.length - 1, { align: "end" });
  }, [following, shown.length, virtual]);

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="border-line flex h-9 shrink-0 items-center gap-2 border-b px-2">
        <label className="text-muted flex min-w-0 flex-1 items-center gap-1.5">
          <Search aria-hidden className="size-3.5 shrink-0" />
          <span className="sr-only">Search the log</span>
          <input
            type="search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            placeholder="Search the log"
            className="text-fg h-7 min-w-0 flex-1 bg-transparent text-sm outline-none"
          />
        </label>
        <span aria-live="polite" className="text-muted text-xs whitespace-nowrap tabular-nums">
          {wanted
            ? `${formatCount(shown.length)} of ${plural(lines.length, "line")}`
            : plural(lines.length, "line")}
        </span>
        {!following && (
          <button
            type="button"
            onClick={() => setFollowing(true)}
            className="text-accent hover:bg-hover flex items-center gap-1 rounded-sm px-1.5 py-0.5 text-xs"
          >
            <ArrowDownToLine aria-hidden className="size-3.5" />
            {growing ? "Follow" : "To the end"}
          </button>
        )}
      </div>
      {shown.length === 0 ? (
        <p className="text-muted p-3 text-sm">
          {wanted
            ? "No line holds this text."
            : growing
              ? "Nothing said yet; lines appear here as they are written."
              : "This step wrote no log."}
        </p>
      ) : (
        <div
          ref={box}
          tabIndex={0}
          role="log"
          aria-live="off"
          aria-label="Log lines"
          onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
            setFollowing(scrollHeight - scrollTop - clientHeight < NEAR_END)
          }
          className="min-h-0 flex-1 overflow-auto py-1 font-mono text-xs leading-5"
        >
          <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, key, start }) => {
              const line = shown[index];
              return line ? (
                <div
                  key={key}
                  data-index={index}
                  ref={virtual.measureElement}
                  className="hover:bg-hover absolute inset-x-0 top-0 flex gap-3 px-3"
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <Line line={line} several={several} wanted={wanted} />
                </div>
              ) : null;
            })}
          </div>
        </div>
      )}
    </div>
  );
}

const COLORS: Record<string, string> = { warn: "text-warn", error: "text-danger" };

function Line({ line, several, wanted }: { line: LogLine; several: boolean; wanted: string }) {
  const { level, message, at, attempt } = line;
  return (
    <>
      <time dateTime={at} title={exactTime(at)} className="text-muted shrink-0 tabular-nums">
        {clockTime(at)}
      </time>
      {several && (
        <span className="text-muted shrink-0" title={`Attempt ${attempt}`}>
          #{attempt}
        </span>
      )}
      <span className={`min-w-0 flex-1 break-words whitespace-pre-wrap ${COLORS[level] ?? ""}`}>
        {level !== "info" && <b className="font-semibold">{level} </b>}
        <Marked text={message} wanted={wanted} />
      </span>
    </>
  );
}

function Marked({ text, wanted }: { text: string; wanted: string }) {
  if (!wanted) return <>{text}</>;
  const at = text.toLowerCase().indexOf(wanted);
  if (at === -1) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <mark className="bg-warn-soft text-fg rounded-xs outline-warn outline">
        {text.slice(at, at + wanted.length)}
      </mark>
      <Marked text={text.slice(at + wanted.length)} wanted={wanted} />
    </>
  );
}
