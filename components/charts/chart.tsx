"use client";

import type { ECharts } from "echarts/core";
import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { onThemeChange } from "../ui/on-theme-change.ts";
import type { MakeOption } from "./options.ts";
import { readTheme } from "./theme.ts";

export interface ChartTable {
  columns: readonly string[];
  rows: readonly (readonly ReactNode[])[];
}

export interface LegendItem {
  name: string;
  /** Index into the theme's colours. */
  color: number;
  dashed?: boolean;
}

interface Props {
  title: string;
  /** The picture in one sentence, for who cannot see it; also its caption when `caption` says nothing else. */
  summary: string;
  /** Text shown under the title. */
  caption?: ReactNode;
  option: MakeOption;
  /** The same figures as a table, a click away. */
  table: ChartTable;
  legend?: readonly LegendItem[];
  /** Pixels. */
  height?: number;
  className?: string;
  /** Stands at the right of the title. */
  aside?: ReactNode;
}

/** A chart with its title, legend, sentence and table. The drawing library comes when the first one is shown. */
export function Chart(props: Props) {
  const {
    title,
    summary,
    caption,
    option,
    table,
    legend,
    height = 220,
    className = "",
    aside,
  } = props;
  const [asTable, setAsTable] = useState(false);
  const titleId = useId();
  return (
    <figure aria-labelledby={titleId} className={`min-w-0 ${className}`}>
      <figcaption className="mb-1 flex min-h-6 flex-wrap items-center gap-x-3 gap-y-0.5">
        <span id={titleId} className="text-sm font-medium">
          {title}
        </span>
        {caption && <span className="text-muted text-xs">{caption}</span>}
        <span className="ml-auto flex items-center gap-3">
          {!asTable && legend && <Legend items={legend} />}
          <button
            type="button"
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
            className="text-muted hover:text-fg rounded-xs text-xs underline-offset-2 hover:underline"
          >
            {asTable ? "Chart" : "Table"}
          </button>
          {aside}
        </span>
      </figcaption>
      {asTable ? (
        <FigureTable {...table} height={height} />
      ) : (
        <Canvas option={option} label={`${title}: ${summary}`} height={height} />
      )}
    </figure>
  );
}

function Canvas({ option, label, height }: { option: MakeOption; label: string; height: number }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(null);
  const latest = useRef(option);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let gone = false;
    const draw = () => chart.current?.setOption(latest.current(readTheme(element)), true);
    const resized = new ResizeObserver(() => chart.current?.resize());
    import("./echarts.ts").then(
      ({ init }) => {
        if (gone) return;
        chart.current = init(element);
        draw();
        resized.observe(element);
      },
      () => setFailed(true),
    );
    const stop = onThemeChange(draw);
    return () => {
      gone = true;
      stop();
      resized.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    latest.current = option;
    if (box.current) chart.current?.setOption(option(readTheme(box.current)), true);
  }, [option]);

  if (failed)
    return (
      <p className="text-muted text-sm" style={{ height }}>
        The chart could not be loaded; its figures are under Table. Reload the page to try again.
      </p>
    );
  return <div ref={box} role="img" aria-label={label} className="w-full" style={{ height }} />;
}

function Legend({ items }: { items: readonly LegendItem[] }) {
  return (
    <ul className="text-muted flex flex-wrap gap-x-3 text-xs">
      {items.map(({ name, color, dashed }) => (
        <li key={name} className="flex items-center gap-1.5">
          <span
            aria-hidden
            className={`w-4 border-t-2 ${dashed ? "border-dashed" : ""}`}
            style={{ borderColor: `var(--color-chart-${color + 1})` }}
          />
          {name}
        </li>
      ))}
    </ul>
  );
}

function FigureTable({ columns, rows, height }: ChartTable & { height: number }) {
  return (
    <div
      className="overflow-auto"
      style={{ maxHeight: height, minHeight: Math.min(height, 120) }}
      // It scrolls by keyboard too.
      tabIndex={0}
    >
      <table className="w-full text-xs tabular-nums">
        <thead className="bg-surface text-muted sticky top-0">
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className="px-2 py-1 text-left font-medium">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index} className="border-line border-t">
              {row.map((cell, place) => (
                <td key={place} className="px-2 py-0.5">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
