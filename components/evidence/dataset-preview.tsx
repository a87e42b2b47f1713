"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import { useTRPC } from "../trpc.tsx";
import { DataTable, type TableColumn } from "./data-table.tsx";
import { formatCount, plural } from "./format.ts";
import { Loading, Problem } from "./states.tsx";

const PAGE = 100;

/** The rows of a dataset, a page at a time. */
export function DatasetPreview({ artifact }: { artifact: Pick<ArtifactRef, "hash"> }) {
  const trpc = useTRPC();
  const [offset, setOffset] = useState(0);
  const query = useQuery(
    trpc.artifacts.preview.queryOptions(
      { hash: artifact.hash, offset, limit: PAGE },
      { staleTime: Infinity, placeholderData: keepPreviousData },
    ),
  );
  if (query.error) return <Problem error={query.error} retry={query.refetch} />;
  if (!query.data) return <Loading what="rows" />;
  const { total } = query.data;
  const { columns, rows } = reasonsFirst(query.data);
  if (total === 0)
    return (
      <p className="text-muted text-sm">
        No rows, {plural(columns.length, "column")}: {columns.map(({ name }) => name).join(", ")}.
      </p>
    );
  return (
    <div className="flex min-h-0 flex-col gap-1.5">
      <div className="border-line max-h-96 min-h-24 overflow-auto rounded-md border" tabIndex={0}>
        <DataTable columns={columns} rows={rows} offset={offset} />
      </div>
      <div className="text-muted flex items-center gap-3 text-xs">
        <span className="tabular-nums">
          Rows {formatCount(offset + 1)} to {formatCount(offset + rows.length)} of{" "}
          {formatCount(total)}, {plural(columns.length, "column")}
        </span>
        {total > PAGE && (
          <span className="ml-auto flex gap-1">
            <PageButton
              disabled={offset === 0}
              onClick={() => setOffset(Math.max(0, offset - PAGE))}
            >
              Previous
            </PageButton>
            <PageButton disabled={offset + PAGE >= total} onClick={() => setOffset(offset + PAGE)}>
              Next
            </PageButton>
          </span>
        )}
      </div>
    </div>
  );
}

function PageButton(props: React.ComponentProps<"button">) {
  return (
    <button
      type="button"
      className="border-line hover:bg-hover rounded-xs border px-2 py-0.5 disabled:opacity-40"
      {...props}
    />
  );
}

/** Why a row was set aside is what one opens such a table for. */
function reasonsFirst(data: {
  columns: readonly TableColumn[];
  rows: readonly (readonly unknown[])[];
}) {
  const at = data.columns.findIndex(({ name }) => name === "_reasons");
  if (at <= 0) return data;
  const moved = <T,>(list: readonly T[]) => [list[at]!, ...list.filter((_, index) => index !== at)];
  return { columns: moved(data.columns), rows: data.rows.map((row) => moved(row)) };
}
