import type { Column } from "../tabular/columns.ts";

/** What `profileTable` finds; Load and datasets keep it. */
export type Profile = {
  rows: number;
  /** Above five million rows: quantiles, histograms and most frequent values come from every k-th. */
  sampledEvery?: number;
  /** Of a table that has more columns than were profiled. */
  columnCount?: number;
  columns: ColumnProfile[];
};

export type ColumnProfile = {
  name: string;
  type: Column["type"];
  nulls: number;
  distinct: number;
  /** Of numbers, and as texts of days and moments. */
  min?: number | string | null;
  max?: number | string | null;
  mean?: number | null;
  std?: number | null;
  quantiles?: Record<"p05" | "p25" | "p50" | "p75" | "p95", number | null> | null;
  /** Of the most frequent values, as text. */
  top: { value: string; count: number }[];
  /** Of days and moments from and to are ISO 8601. */
  histogram?: { from: number | string; to: number | string; count: number }[];
};
