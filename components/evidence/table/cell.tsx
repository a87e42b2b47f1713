import { memo } from "react";
import { formatCell } from "../../ui/format.ts";
import { exactText } from "./csv.ts";
import type { TableColumn } from "./types.ts";

export function isNumeric(type: TableColumn["type"]): boolean {
  return type === "integer" || type === "number";
}

/** A cell, by the row and column it stands in on the screen. */
export interface Place {
  row: number;
  column: number;
}

/** One value of a table: shortened to be read, and exact when the pointer rests on it. */
export const GridCell = memo(function GridCell({
  id,
  row,
  index,
  column,
  value,
  waiting,
  active,
  left,
  width,
  onActive,
}: {
  id: string;
  row: number;
  index: number;
  column: TableColumn;
  value: unknown;
  waiting: boolean;
  active: boolean;
  left: number;
  width: number;
  onActive: (place: Place) => void;
}) {
  return (
    <div
      id={id}
      role="gridcell"
      aria-colindex={index + 2}
      aria-selected={active}
      title={waiting ? undefined : exactText(value)}
      onClick={() => onActive({ row, column: index })}
      className={`absolute top-0 h-7 truncate px-2 leading-7 ${isNumeric(column.type) ? "text-right" : ""} ${active ? "bg-selected outline-accent -outline-offset-1 group-focus/grid:outline-2" : ""}`}
      style={{ left, width }}
    >
      {waiting ? (
        <span aria-hidden className="bg-sunken inline-block h-2 w-2/3 rounded-full" />
      ) : (
        <Value column={column} value={value} />
      )}
    </div>
  );
});

function Value({ column, value }: { column: TableColumn; value: unknown }) {
  if (value === null || value === undefined)
    return <span className="text-muted italic">missing</span>;
  if (value === "") return <span className="text-muted italic">empty text</span>;
  if (column.name === "_reasons" && Array.isArray(value))
    return <span className="text-warn">{value.map(String).join("; ")}</span>;
  return <>{formatCell(value)}</>;
}
