import type { ColumnProfile } from "../../workflows/core/contents/profile.ts";
import { countRows, type Column } from "../../workflows/core/tabular/columns.ts";
import { profileColumn } from "../../workflows/core/tabular/profile.ts";
import { ident, type Query } from "../../workflows/core/tabular/sql.ts";
import { authorize, type Ctx } from "../context.ts";
import { filtered } from "./filters.ts";
import { findColumn, withTable } from "./read-table.ts";
import { readable } from "./readable.ts";
import type { ColumnInput } from "./schemas.ts";

/** Above so many rows the spread of a column comes from about so many of them. */
const EXACT_ROWS = 250_000;
const KEPT = 2_000;
const SPANS = 20;

interface ColumnStatistics {
  /** Rows that pass the filters. */
  rows: number;
  /** Quantiles, histogram and top values come from every k-th of these rows, and distinct values are estimated; 1: from all. */
  every: number;
  /** As `profileTable` has it. */
  column: ColumnProfile;
}

/** By content, column and filters: an artifact never changes. */
const known = new Map<string, Promise<ColumnStatistics>>();

/** What a column holds, in all rows or in those that pass the filters. */
export async function column(ctx: Ctx, input: ColumnInput): Promise<ColumnStatistics> {
  authorize(ctx, "workspace.read");
  await readable(ctx, input.hash);
  const key = JSON.stringify([input.hash, input.column, input.filters]);
  const found = known.get(key) ?? statistics(ctx, input);
  // Whatever was asked for last is thrown out last.
  known.delete(key);
  known.set(key, found);
  found.catch(() => known.delete(key));
  for (const old of known.keys()) {
    if (known.size <= KEPT) break;
    known.delete(old);
  }
  return found;
}

function statistics(ctx: Ctx, { hash, column: name, filters }: ColumnInput) {
  return withTable(ctx, hash, async (table): Promise<ColumnStatistics> => {
    const { query } = table;
    const described = findColumn(table.columns, name);
    const all = await filtered(table, filters);
    const rows = await countRows(query, all);
    const every = Math.max(1, Math.ceil(rows / EXACT_ROWS));
    const sample = every === 1 ? all : "sample";
    if (every > 1)
      await query(
        `CREATE TEMP TABLE sample AS SELECT ${ident(name)} FROM ${all} WHERE ${ident(table.row)} % ${every} = 0`,
      );
    const relations = { all, sample, exact: every === 1 };
    const column = await profileColumn(query, relations, described);
    if (described.type === "date" || described.type === "timestamp")
      column.histogram = await overTime(query, sample, described);
    return { rows, every, column };
  });
}

/** How many rows fall into each of equal spans between the first and the last moment; empty where there is but one. */
async function overTime(
  query: Query,
  sample: string,
  { name, type }: Column,
): Promise<ColumnProfile["histogram"]> {
  const moment = `epoch(t.${ident(name)}::TIMESTAMP)`;
  const finite = `isfinite(t.${ident(name)}::TIMESTAMP)`;
  const found = await query(
    `WITH ends AS (SELECT min(${moment}) AS low, max(${moment}) AS high FROM ${sample} t WHERE ${finite})
     SELECT ends.low, ends.high,
       least(${SPANS - 1}, floor((${moment} - ends.low) / ((ends.high - ends.low) / ${SPANS})))::INTEGER AS span,
       count(*)::DOUBLE AS n
     FROM ${sample} t, ends WHERE ${finite} AND ends.high > ends.low GROUP BY ALL`,
  );
  if (found.length === 0) return [];
  const counts = Array.from({ length: SPANS }, () => 0);
  for (const { span, n } of found) counts[Number(span)] = Number(n);
  const [low, high] = [Number(found[0]!["low"]), Number(found[0]!["high"])];
  const at = (index: number) => {
    const iso = new Date((low + ((high - low) * index) / SPANS) * 1_000).toISOString();
    return type === "date" ? iso.slice(0, 10) : iso.slice(0, 16);
  };
  return counts.map((count, index) => ({ from: at(index), to: at(index + 1), count }));
}
