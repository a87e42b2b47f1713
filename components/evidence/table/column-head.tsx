"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { formatPercent } from "../../ui/format.ts";
import { isNumeric } from "./cell.tsx";
import { Spread } from "./spread.tsx";
import type { Filter, Sort, TableColumn } from "./types.ts";
import { useColumn } from "./use-column.ts";

/** Name, type and spread of a column; a click sorts by it, another the other way round, a third not at all. */
export function ColumnHead({
  hash,
  column,
  index,
  filters,
  left,
  width,
  sorted,
  onSort,
}: {
  hash: string;
  column: TableColumn;
  index: number;
  filters: readonly Filter[];
  left: number;
  width: number;
  sorted: Sort | null;
  onSort: (sort: Sort | null) => void;
}) {
  const { name, type } = column;
  const Arrow = sorted?.descending ? ArrowDown : ArrowUp;
  const next = !sorted
    ? { column: name, descending: false }
    : sorted.descending
      ? null
      : { column: name, descending: true };
  const title = name === "_reasons" ? "Set aside because" : name;
  return (
    <div
      role="columnheader"
      aria-colindex={index + 2}
      aria-sort={sorted ? (sorted.descending ? "descending" : "ascending") : "none"}
      className="absolute top-0 h-full"
      style={{ left, width }}
    >
      <button
        type="button"
        title={`${title}: ${next ? `sort ${next.descending ? "falling" : "rising"}` : "do not sort"}`}
        onClick={() => onSort(next)}
        className="hover:bg-hover flex h-full w-full flex-col px-2 pt-1.5 text-left"
      >
        <span
          className={`flex w-full items-center gap-1 font-medium ${isNumeric(type) ? "flex-row-reverse text-right" : ""}`}
        >
          <span className="truncate">{title}</span>
          {sorted && <Arrow aria-hidden className="text-accent size-3.5 shrink-0" />}
        </span>
        <HeadFacts hash={hash} column={column} filters={filters} width={width - 16} />
      </button>
    </div>
  );
}

function HeadFacts({
  hash,
  column,
  filters,
  width,
}: {
  hash: string;
  column: TableColumn;
  filters: readonly Filter[];
  width: number;
}) {
  const { data } = useColumn(hash, column.name, filters);
  const missing = data && data.rows > 0 ? data.column.nulls / data.rows : 0;
  const drawn = column.type !== "other" && data;
  return (
    <>
      <span
        className={`text-muted w-full truncate text-2xs font-normal ${isNumeric(column.type) ? "text-right" : ""}`}
      >
        {column.type === "other" ? "list" : column.type}
        {missing > 0 && <span className="text-warn"> · {formatPercent(missing, 0)} missing</span>}
      </span>
      <span className="mt-1 block h-6 w-full">
        {drawn && <Spread column={data.column} width={width} height={22} every={data.every} />}
      </span>
    </>
  );
}
