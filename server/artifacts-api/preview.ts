import type { Json } from "../../workflows/core/json.ts";
import { countRows, describe, type Column } from "../../workflows/core/tabular/columns.ts";
import { ident, type Query } from "../../workflows/core/tabular/sql.ts";
import { authorize, type Ctx } from "../context.ts";
import { readCells, selectCells, shownColumns } from "./cells.ts";
import { filtered } from "./filters.ts";
import { findColumn, withTable } from "./read-table.ts";
import type { PreviewInput } from "./schemas.ts";

export interface Rows {
  /** Of a very wide table the first 500. */
  columns: Column[];
  /** Cells in the order of `columns`. Integers beyond 2^53 are text; days and moments are ISO 8601. */
  rows: Json[][];
}

interface Preview extends Rows {
  /** Columns in all. */
  columnCount: number;
  /** Where each row stands in the table, from 1. */
  places: number[];
  /** Rows of the table, and those that pass the filters. */
  total: number;
  matching: number;
}

/** Rows of a dataset: the first, or random ones by a seed; in its own order, or sorted with what is missing last. */
export async function preview(
  ctx: Ctx,
  { hash, offset, limit, filters, sort, seed }: PreviewInput,
): Promise<Preview> {
  authorize(ctx, "workspace.read");
  return withTable(ctx, hash, async (table) => {
    const { query, relation } = table;
    const columns = shownColumns(table.columns);
    const place = `t.${ident(table.row)}`;
    const matching = await filtered(table, filters);
    const order = sort
      ? `t.${ident(findColumn(table.columns, sort.column).name)} ${sort.descending ? "DESC" : "ASC"} NULLS LAST, ${place}`
      : place;
    // The rows with the smallest hashes of place and seed: a uniform sample that no number of threads changes.
    const from =
      seed === undefined
        ? `${matching} t ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}`
        : `(SELECT * FROM ${matching} t ORDER BY hash(${place}, ${seed}) LIMIT ${limit}) t ORDER BY ${order}`;
    const found = await query(
      `SELECT ${selectCells(columns)}, (${place} + 1)::DOUBLE AS place FROM ${from}`,
    );
    return {
      columns,
      columnCount: table.columns.length,
      rows: found.map((row) => readCells(row, columns)),
      places: found.map((row) => Number(row["place"])),
      total: await countRows(query, relation),
      matching: await countRows(query, matching),
    };
  });
}

/** The first rows of any relation. */
export async function firstOf(query: Query, relation: string, limit: number): Promise<Rows> {
  const columns = shownColumns(await describe(query, relation));
  const found = await query(`SELECT ${selectCells(columns)} FROM ${relation} LIMIT ${limit}`);
  return { columns, rows: found.map((row) => readCells(row, columns)) };
}
