"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight } from "lucide-react";
import { useRef, useState } from "react";
import type { ColumnProfile } from "../../../workflows/core/contents/profile.ts";
import { Input } from "../../ui/input.tsx";
import { formatCell, formatCount, formatNumber, formatPercent, plural } from "../../ui/format.ts";
import { Problem } from "../../ui/states.tsx";
import { boundary, Spread } from "./spread.tsx";
import type { Filter, TableColumn } from "./types.ts";
import { useColumn, type ColumnStatistics } from "./use-column.ts";

const LINE = 48;

interface Props {
  hash: string;
  columns: readonly TableColumn[];
  filters: readonly Filter[];
  onFilter: (filter: Filter) => void;
}

/** Every column on a line: its type, what is missing, its spread; opened, all its figures. */
export function ColumnList({ hash, columns, filters, onFilter }: Props) {
  const [text, setText] = useState("");
  const [open, setOpen] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const wanted = text.trim().toLowerCase();
  const found = columns.filter(({ name }) => name.toLowerCase().includes(wanted));
  // What it returns is used here alone and handed to nothing that is memoized.
  // oxlint-disable-next-line react/incompatible-library
  const lines = useVirtualizer({
    count: found.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE,
    getItemKey: (index) => found[index]!.name,
    overscan: 3,
  });
  return (
    <>
      {columns.length > 8 && (
        <Input
          size="sm"
          type="search"
          aria-label="Find a column"
          placeholder="Find a column"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <div
        ref={box}
        className="border-line min-h-0 flex-1 overflow-y-auto rounded-md border text-xs"
      >
        {found.length === 0 && (
          <p className="text-muted p-4 text-center">
            No column’s name contains “{text}”: try a part of it.
          </p>
        )}
        <ul aria-label="Columns" className="relative" style={{ height: lines.getTotalSize() }}>
          {lines.getVirtualItems().map((place) => {
            const column = found[place.index]!;
            return (
              <li
                key={place.key}
                ref={lines.measureElement}
                data-index={place.index}
                className="border-line absolute top-0 left-0 w-full border-b"
                style={{ transform: `translateY(${place.start}px)` }}
              >
                <Line
                  hash={hash}
                  column={column}
                  filters={filters}
                  open={open === column.name}
                  onOpen={() => setOpen(open === column.name ? null : column.name)}
                  onFilter={onFilter}
                />
              </li>
            );
          })}
        </ul>
      </div>
    </>
  );
}

function Line({
  hash,
  column,
  filters,
  open,
  onOpen,
  onFilter,
}: {
  hash: string;
  column: TableColumn;
  filters: readonly Filter[];
  open: boolean;
  onOpen: () => void;
  onFilter: (filter: Filter) => void;
}) {
  const { data, error, refetch } = useColumn(hash, column.name, filters);
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        onClick={onOpen}
        className="hover:bg-hover flex h-12 w-full items-center gap-2 px-2 text-left"
      >
        <ChevronRight
          aria-hidden
          className={`text-muted size-3.5 shrink-0 transition-transform ${open ? "rotate-90" : ""}`}
        />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{column.name}</span>
          <span className="text-muted block truncate text-2xs">
            {column.type === "other" ? "list" : column.type}
            {data && <Missing data={data} />}
          </span>
        </span>
        <span className="h-7 w-32 shrink-0">
          {data && column.type !== "other" ? (
            <Spread column={data.column} width={128} height={28} every={data.every} />
          ) : (
            !data && !error && <span className="text-muted text-2xs leading-7">Reading…</span>
          )}
        </span>
      </button>
      {open && error && (
        <div className="px-3 pb-3">
          <Problem error={error} retry={refetch} />
        </div>
      )}
      {open && data && <Figures column={column} data={data} onFilter={onFilter} />}
    </>
  );
}

function Missing({ data: { column, rows } }: { data: ColumnStatistics }) {
  const share = rows > 0 ? column.nulls / rows : 0;
  return (
    <>
      {share > 0 && (
        <span
          className="text-warn"
          title={`${plural(column.nulls, "row")} of ${formatCount(rows)}`}
        >
          {" "}
          · {formatPercent(share)} missing
        </span>
      )}
      {column.distinct !== null && <> · {formatCount(column.distinct)} distinct</>}
    </>
  );
}

function Figures({
  column: { name, type },
  data: { rows, every, column },
  onFilter,
}: {
  column: TableColumn;
  data: ColumnStatistics;
  onFilter: (filter: Filter) => void;
}) {
  const most = Math.max(1, ...column.top.map(({ count }) => count));
  return (
    <div className="flex flex-col gap-3 px-3 pt-1 pb-3">
      <dl className="grid grid-cols-[repeat(auto-fill,minmax(7rem,1fr))] gap-x-3 gap-y-1.5">
        {figuresOf(column, rows).map(([title, shown, exact]) => (
          <div key={title}>
            <dt className="text-muted text-2xs">{title}</dt>
            <dd className="truncate tabular-nums" title={exact}>
              {shown}
            </dd>
          </div>
        ))}
      </dl>
      {column.histogram && column.histogram.length > 1 && (
        <div>
          <Spread column={column} width={340} height={72} every={every} />
          <p className="text-muted mt-0.5 flex max-w-85 justify-between text-2xs tabular-nums">
            <span>{boundary(column.histogram[0]!.from)}</span>
            <span>{boundary(column.histogram.at(-1)!.to)}</span>
          </p>
        </div>
      )}
      {column.top.length > 0 && (
        <div>
          <p className="text-muted mb-1 text-2xs">Most frequent</p>
          <ul className="flex flex-col gap-px">
            {column.top.slice(0, 8).map(({ value, count }) => (
              <li key={value}>
                <button
                  type="button"
                  title="Show the rows with this value"
                  disabled={type === "other"}
                  onClick={() => onFilter({ column: name, op: "=", value })}
                  className="hover:bg-hover relative flex w-full items-center gap-2 rounded-xs px-1.5 py-0.5 text-left"
                >
                  <span
                    aria-hidden
                    className="bg-chart-1/15 absolute inset-y-0 left-0 rounded-xs"
                    style={{ width: `${(count / most) * 100}%` }}
                  />
                  <span className="relative min-w-0 flex-1 truncate">
                    {value === "" ? <i className="text-muted">empty text</i> : formatCell(value)}
                  </span>
                  <span className="text-muted relative tabular-nums">{formatCount(count)}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {every > 1 && (
        <p className="text-muted text-2xs">
          Quantiles, histogram and most frequent values are those of one row in {formatCount(every)}
          ; distinct values are estimated. The other figures are of all {formatCount(rows)} rows.
        </p>
      )}
    </div>
  );
}

/** Title, short figure and exact figure; those a column does not have are left out. */
function figuresOf(column: ColumnProfile, rows: number): [string, string, string][] {
  const { nulls, distinct, min, max, mean, std, quantiles } = column;
  const figures: [string, unknown][] = [
    ["Rows", rows],
    ["Missing", nulls],
    ["Distinct", distinct],
    ["Least", min],
    ["5 %", quantiles?.["p05"]],
    ["25 %", quantiles?.["p25"]],
    ["Median", quantiles?.["p50"]],
    ["75 %", quantiles?.["p75"]],
    ["95 %", quantiles?.["p95"]],
    ["Greatest", max],
    ["Mean", mean],
    ["Standard deviation", std],
  ];
  return figures.flatMap(([title, value]): [string, string, string][] =>
    value === null || value === undefined
      ? []
      : [
          [
            title,
            typeof value === "number" ? formatNumber(value) : formatCell(value),
            String(value),
          ],
        ],
  );
}
