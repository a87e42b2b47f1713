"use client";

import { Dices, Filter as FilterIcon } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import type { ArtifactRef } from "../../../workflows/core/artifact.ts";
import { Button } from "../../ui/button.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { formatCount, plural } from "../../ui/format.ts";
import { Loading, Problem } from "../../ui/states.tsx";
import { ColumnList } from "./column-list.tsx";
import { asking, FilterRows, startFor } from "./filter-rows.tsx";
import { ReasonCounts } from "./reason-counts.tsx";
import { RowGrid } from "./row-grid.tsx";
import type { Filter, Look, Sort, TablePage } from "./types.ts";
import { useRows } from "./use-rows.ts";

type View = "first" | "random" | "columns";

/**
 * A table of any size: its first rows, random ones, those that pass filters, sorted; and what its columns hold. As high as
 * what is around it when `fill`, else of a height of its own.
 */
export function TableExplorer({
  artifact,
  fill = false,
}: {
  artifact: Pick<ArtifactRef, "hash">;
  fill?: boolean;
}) {
  const { hash } = artifact;
  const [view, setView] = useState<View>("first");
  const [seed, setSeed] = useState(1);
  const [typed, setTyped] = useState<readonly Filter[]>([]);
  const [sort, setSort] = useState<Sort | null>(null);
  const [shown, setShown] = useState({ from: 0, to: 0 });
  const onShown = useCallback((from: number, to: number) => setShown({ from, to }), []);
  const filters = useMemo(() => asking(typed), [typed]);
  const look: Look = { filters, sort, seed: view === "random" ? seed : null };
  const { start: page, error, retry, reading, length, rowAt } = useRows(hash, look, shown);
  if (!page && error) return <Problem error={error} retry={retry} />;
  if (!page) return <Loading what="rows" rows={6} />;
  const columns = page.columns;
  const reasonsAt = columns.findIndex(({ name }) => name === "_reasons");
  return (
    <div
      className={`flex min-h-0 flex-col gap-1.5 ${fill ? "h-full" : "h-[28rem]"}`}
      aria-busy={reading}
    >
      {columns[reasonsAt]?.type === "other" && (
        <ReasonCounts hash={hash} filters={typed} onFilter={setTyped} />
      )}
      <div className="flex flex-wrap items-center gap-1.5">
        <SegmentedControl<View>
          label="What to see"
          value={view}
          onValueChange={setView}
          options={[
            { value: "first", label: "First rows" },
            { value: "random", label: "Random" },
            { value: "columns", label: "Columns" },
          ]}
        />
        {view === "random" && (
          <Button
            size="sm"
            variant="ghost"
            icon={<Dices aria-hidden />}
            onClick={() => setSeed((before) => before + 1)}
          >
            Another sample
          </Button>
        )}
        <Button
          size="sm"
          variant="ghost"
          className="ml-auto"
          icon={<FilterIcon aria-hidden />}
          onClick={() => setTyped([...typed, startFor(columns, columns[0]!.name)])}
        >
          Filter
        </Button>
      </div>
      <FilterRows columns={columns} filters={typed} onChange={setTyped} />
      {error && <Problem error={error} />}
      <Counts page={page} view={view} seed={seed} filtered={filters.length > 0} length={length} />
      {page.matching === 0 && view !== "columns" ? (
        <Nothing page={page} filtered={filters.length > 0} onClear={() => setTyped([])} />
      ) : view === "columns" ? (
        <ColumnList
          hash={hash}
          columns={columns}
          filters={filters}
          onFilter={(filter) => setTyped([...typed, filter])}
        />
      ) : (
        <ReasonsFirst page={page} rowAt={rowAt} at={reasonsAt}>
          {(ordered) => (
            <RowGrid
              key={view}
              look={look}
              hash={hash}
              label={view === "random" ? "Random rows" : "Rows"}
              {...ordered}
              length={length}
              onSort={setSort}
              onShown={onShown}
            />
          )}
        </ReasonsFirst>
      )}
    </div>
  );
}

/** How many rows there are and which of them are shown, in words. */
function Counts({
  page,
  view,
  seed,
  filtered,
  length,
}: {
  page: TablePage;
  view: View;
  seed: number;
  filtered: boolean;
  length: number;
}) {
  const { total, matching, columnCount, columns } = page;
  const found = filtered
    ? `${formatCount(matching)} of ${plural(total, "row")} pass`
    : plural(total, "row");
  const shown =
    view === "random" && matching > 0
      ? `${plural(length, "random row")} shown (sample ${seed})`
      : view === "first" && length < matching
        ? `the first ${formatCount(length)} can be scrolled; sort or filter for the others`
        : null;
  const wide =
    columnCount > columns.length
      ? `the first ${formatCount(columns.length)} of ${formatCount(columnCount)} columns`
      : plural(columnCount, "column");
  return (
    <p role="status" className="text-muted text-xs tabular-nums">
      {[found, wide, shown].filter(Boolean).join(", ")}
    </p>
  );
}

function Nothing({
  page,
  filtered,
  onClear,
}: {
  page: TablePage;
  filtered: boolean;
  onClear: () => void;
}) {
  return (
    <div className="border-line text-muted flex flex-1 flex-col items-center justify-center gap-2 rounded-md border p-4 text-sm">
      {filtered ? (
        <>
          <p>No row passes {page.total === 0 ? "" : "these filters"}.</p>
          <Button size="sm" onClick={onClear}>
            Remove the filters
          </Button>
        </>
      ) : (
        <p>
          The table has no rows. Its {plural(page.columnCount, "column")}:{" "}
          {page.columns.map(({ name }) => name).join(", ")}.
        </p>
      )}
    </div>
  );
}

/** Why a row was set aside is what one opens such a table for: it comes first. */
function ReasonsFirst({
  page,
  rowAt,
  at,
  children,
}: {
  page: TablePage;
  rowAt: (index: number) => { cells: readonly unknown[]; place: number } | null;
  at: number;
  children: (ordered: {
    columns: TablePage["columns"];
    sample: readonly (readonly unknown[])[];
    rowAt: (index: number) => { cells: readonly unknown[]; place: number } | null;
  }) => React.ReactNode;
}) {
  if (at <= 0) return children({ columns: page.columns, sample: page.rows, rowAt });
  const moved = <T,>(list: readonly T[]): T[] => [
    list[at]!,
    ...list.slice(0, at),
    ...list.slice(at + 1),
  ];
  return children({
    columns: moved(page.columns),
    sample: page.rows.map(moved),
    rowAt: (index) => {
      const row = rowAt(index);
      return row && { ...row, cells: moved(row.cells) };
    },
  });
}
