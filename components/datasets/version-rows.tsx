"use client";

import { useQuery } from "@tanstack/react-query";
import { DataTable } from "../ui/data-table.tsx";
import { formatCount } from "../ui/format.ts";
import { Loading, Problem } from "../ui/states.tsx";
import { useTRPC } from "../trpc.tsx";
import type { DatasetVersion } from "./types.ts";

/** The first rows of a version. */
export function VersionRows({ name, version }: { name: string; version: DatasetVersion }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.datasets.firstRows.queryOptions({ name, number: version.number }, { staleTime: Infinity }),
  );
  if (query.error) return <Problem error={query.error} retry={query.refetch} />;
  if (!query.data) return <Loading what="rows" rows={6} />;
  const { columns, rows } = query.data;
  return (
    <>
      <div
        className="border-line max-h-[32rem] min-h-24 overflow-auto rounded-md border"
        tabIndex={0}
      >
        <DataTable columns={columns} rows={rows} />
      </div>
      <p className="text-muted mt-1.5 text-xs tabular-nums">
        {rows.length < version.rows
          ? `The first ${formatCount(rows.length)} of ${formatCount(version.rows)} rows`
          : `All ${formatCount(rows.length)} rows`}
      </p>
    </>
  );
}
