"use client";

import { useVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { toast } from "../../ui/toast.tsx";
import { formatCount } from "../../ui/format.ts";
import { GridCell, isNumeric, type Place } from "./cell.tsx";
import { ColumnHead } from "./column-head.tsx";
import { csvLine, exactText } from "./csv.ts";
import type { Look, Sort, TableColumn } from "./types.ts";
import { columnWidths } from "./widths.ts";

const ROW = 28;
const HEAD = 76;
const PLACE = 64;

interface Row {
  cells: readonly unknown[];
  /** From 1, in the whole table. */
  place: number;
}

interface Props {
  hash: string;
  label: string;
  columns: readonly TableColumn[];
  /** The first rows, by which the columns find their width. */
  sample: readonly (readonly unknown[])[];
  length: number;
  rowAt: (index: number) => Row | null;
  look: Look;
  onSort: (sort: Sort | null) => void;
  onShown: (from: number, to: number) => void;
}

/** Rows and columns of a table, drawn as they come into view. Arrow keys go from cell to cell; what is there is said below, exactly. */
export function RowGrid(props: Props) {
  const { hash, columns, sample, length, rowAt, look, onSort, onShown } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<Place | null>(null);
  const [widths] = useState(() => new Map<string, number>());
  if (columns.some(({ name }) => !widths.has(name)))
    for (const [index, width] of columnWidths(columns, sample).entries())
      widths.set(columns[index]!.name, width);
  // What these return is used here alone and handed to nothing that is memoized.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useVirtualizer({
    count: length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 8,
    paddingStart: HEAD,
    scrollPaddingStart: HEAD,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => widths.get(columns[index]!.name)!,
    overscan: 2,
    paddingStart: PLACE,
    scrollPaddingStart: PLACE,
  });
  const shownRows = rows.getVirtualItems();
  const shownColumns = across.getVirtualItems();
  const from = shownRows[0]?.index ?? 0;
  const to = shownRows.at(-1)?.index ?? 0;
  useEffect(() => onShown(from, to), [from, to, onShown]);
  const asked = JSON.stringify(look);
  const [answered, setAnswered] = useState(asked);
  if (asked !== answered) {
    setAnswered(asked);
    setActive(null);
  }
  useEffect(() => {
    box.current?.scrollTo({ top: 0 });
  }, [answered]);

  function go(next: Place) {
    const place = {
      row: Math.max(0, Math.min(length - 1, next.row)),
      column: Math.max(0, Math.min(columns.length - 1, next.column)),
    };
    setActive(place);
    rows.scrollToIndex(place.row);
    across.scrollToIndex(place.column);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.target !== event.currentTarget || length === 0) return;
    const at = active ?? { row: 0, column: 0 };
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "c") {
      if (!active || !window.getSelection()?.isCollapsed) return;
      const row = rowAt(active.row);
      if (!row) return;
      event.preventDefault();
      void copied(
        event.shiftKey ? csvLine(row.cells) : exactText(row.cells[active.column]),
        event.shiftKey ? "The row is copied as CSV" : "The cell is copied",
      );
      return;
    }
    const page = Math.max(1, Math.floor(((box.current?.clientHeight ?? 0) - HEAD) / ROW) - 1);
    const moves: Record<string, Place> = {
      ArrowDown: { ...at, row: active ? at.row + 1 : 0 },
      ArrowUp: { ...at, row: at.row - 1 },
      ArrowRight: { ...at, column: active ? at.column + 1 : 0 },
      ArrowLeft: { ...at, column: at.column - 1 },
      PageDown: { ...at, row: at.row + page },
      PageUp: { ...at, row: at.row - page },
      Home: event.ctrlKey ? { row: 0, column: 0 } : { ...at, column: 0 },
      End: event.ctrlKey
        ? { row: length - 1, column: columns.length - 1 }
        : { ...at, column: columns.length - 1 },
    };
    const next = moves[event.key];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    go(next);
  }

  const cellId = ({ row, column }: Place) => `${id}-${row}-${column}`;
  return (
    <>
      <div
        ref={box}
        role="grid"
        aria-label={props.label}
        aria-rowcount={length + 1}
        aria-colcount={columns.length + 1}
        aria-activedescendant={active ? cellId(active) : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="group/grid border-line relative min-h-0 flex-1 overflow-auto rounded-md border text-xs tabular-nums"
      >
        <div
          style={{ width: across.getTotalSize(), height: rows.getTotalSize() }}
          role="presentation"
          className="relative min-w-full"
        >
          <div
            role="row"
            aria-rowindex={1}
            className="bg-surface border-line sticky top-0 z-20 border-b"
            style={{ height: HEAD }}
          >
            <div
              role="columnheader"
              aria-colindex={1}
              className="bg-surface border-line text-muted sticky left-0 z-10 h-full border-r px-2 pt-1.5 text-right"
              style={{ width: PLACE }}
            >
              Row
            </div>
            {shownColumns.map((place) => {
              const column = columns[place.index]!;
              return (
                <ColumnHead
                  key={column.name}
                  hash={hash}
                  column={column}
                  index={place.index}
                  filters={look.filters}
                  left={place.start}
                  width={place.size}
                  sorted={look.sort?.column === column.name ? look.sort : null}
                  onSort={onSort}
                />
              );
            })}
          </div>
          {shownRows.map((place) => (
            <GridRow
              key={place.index}
              place={place}
              row={rowAt(place.index)}
              columns={columns}
              shown={shownColumns}
              active={active?.row === place.index ? active.column : null}
              cellId={cellId}
              onActive={setActive}
            />
          ))}
        </div>
      </div>
      <ActiveCell
        column={active ? columns[active.column] : undefined}
        at={active?.column ?? 0}
        row={active ? rowAt(active.row) : null}
      />
    </>
  );
}

function GridRow({
  place,
  row,
  columns,
  shown,
  active,
  cellId,
  onActive,
}: {
  place: VirtualItem;
  row: Row | null;
  columns: readonly TableColumn[];
  shown: readonly VirtualItem[];
  active: number | null;
  cellId: (place: Place) => string;
  onActive: (place: Place) => void;
}) {
  return (
    <div
      role="row"
      aria-rowindex={place.index + 2}
      className="hover:bg-hover absolute top-0 left-0 w-full"
      style={{ height: ROW, transform: `translateY(${place.start}px)` }}
    >
      <div
        role="rowheader"
        aria-colindex={1}
        className="bg-surface border-line text-muted sticky left-0 z-10 truncate border-r px-2 text-right leading-7"
        style={{ width: PLACE }}
      >
        {row ? formatCount(row.place) : "…"}
      </div>
      {shown.map(({ index, start, size }) => (
        <GridCell
          key={index}
          id={cellId({ row: place.index, column: index })}
          index={index}
          column={columns[index]!}
          value={row?.cells[index]}
          waiting={row === null}
          active={active === index}
          left={start}
          width={size}
          row={place.index}
          onActive={onActive}
        />
      ))}
    </div>
  );
}

/** The cell the keyboard or a click is on, without any rounding, and ways to take it along. */
function ActiveCell({
  column,
  at,
  row,
}: {
  column: TableColumn | undefined;
  at: number;
  row: Row | null;
}) {
  if (!column || !row) return null;
  const value = row.cells[at];
  return (
    <div
      role="status"
      className="bg-sunken flex min-h-7 shrink-0 items-center gap-2 rounded-md px-2 text-xs"
    >
      <span className="text-muted max-w-40 shrink-0 truncate">
        {column.name}, row {formatCount(row.place)}
      </span>
      <span
        className={`min-w-0 flex-1 truncate select-text ${isNumeric(column.type) ? "tabular-nums" : ""}`}
        title={exactText(value)}
      >
        {value === null ? (
          <i className="text-muted">missing</i>
        ) : value === "" ? (
          <i className="text-muted">empty text</i>
        ) : (
          exactText(value)
        )}
      </span>
      <CopyWord
        word="Copy cell"
        keys="Ctrl C"
        onClick={() => void copied(exactText(value), "The cell is copied")}
      />
      <CopyWord
        word="Copy row"
        keys="Ctrl ⇧ C"
        onClick={() => void copied(csvLine(row.cells), "The row is copied as CSV")}
      />
    </div>
  );
}

function CopyWord({ word, keys, onClick }: { word: string; keys: string; onClick: () => void }) {
  return (
    <button
      type="button"
      title={keys}
      onClick={onClick}
      className="text-accent shrink-0 rounded-xs hover:underline"
    >
      {word}
    </button>
  );
}

async function copied(text: string, words: string) {
  try {
    await navigator.clipboard.writeText(text);
    toast.success(words);
  } catch {
    toast.error("Nothing was copied", "The browser does not allow it here.");
  }
}
