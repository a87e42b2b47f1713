"use client";
import { TriangleAlert } from "lucide-react";
import { nearest } from "../../../workflows/core/nearest.ts";
import type { KnownColumn } from "../schema-form/form-context.tsx";

/** Under a picker: a column that is set and does not arrive, with the near name as the remedy. */
export function GoneColumn({
  name,
  columns,
  onUse,
}: {
  name: string;
  columns: readonly KnownColumn[];
  onUse?: (name: string) => void;
}) {
  const near = nearest(
    name,
    columns.map((column) => column.name),
  );
  return (
    <p className="text-warn mt-1 flex flex-wrap items-center gap-x-1.5 text-xs">
      <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
      <span>
        No column <span className="font-mono">{name}</span> arrives here.
      </span>
      {near !== null && onUse && (
        <button type="button" className="pf-link" onClick={() => onUse(near)}>
          Use <span className="font-mono">{near}</span> instead of{" "}
          <span className="font-mono">{name}</span>
        </button>
      )}
    </p>
  );
}
