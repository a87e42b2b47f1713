import { open } from "node:fs/promises";
import type { Json } from "../../workflows/core/json.ts";
import { countRows, describe, type Column } from "../../workflows/core/tabular/columns.ts";
import { ident, literal, parquet, type Query } from "../../workflows/core/tabular/sql.ts";
import { authorize, type Ctx } from "../context.ts";
import { withDuckdb } from "../duckdb.ts";
import { PenstockError } from "../errors.ts";
import { readable } from "./readable.ts";
import type { PreviewInput } from "./schemas.ts";

const CELL_LENGTH = 2_000;
const MAX_COLUMNS = 500;

export interface Preview {
  columns: Column[];
  /** Cells in the order of `columns`. Integers beyond 2^53 are text; days and moments are ISO 8601. */
  rows: Json[][];
  /** Rows in all, after the filter. */
  total: number;
}

/** Some rows of a dataset, in its own order; of a very wide one the first 500 columns. */
export async function preview(ctx: Ctx, input: PreviewInput): Promise<Preview> {
  authorize(ctx, "workspace.read");
  const file = await readable(ctx, input.hash);
  if (!(await isParquet(file)))
    throw new PenstockError("bad-request", "This artifact is not a table of rows.");
  return withDuckdb(({ query }) => readRows(query, parquet(file), input));
}

/** Rows of a relation as JSON; of a very wide one the first 500 columns. */
export async function readRows(
  query: Query,
  table: string,
  { offset, limit, filter }: Omit<PreviewInput, "hash">,
): Promise<Preview> {
  const all = await describe(query, table);
  const where = condition(filter, all);
  const columns = all.slice(0, MAX_COLUMNS).map(({ name, type }) => ({ name, type }));
  const cells = columns.map((column, index) => `${cell(column)} AS c${index}`);
  const found = await query(
    `SELECT ${cells.join(", ")} FROM ${table}${where} LIMIT ${limit} OFFSET ${offset}`,
  );
  return {
    columns,
    rows: found.map((row) =>
      columns.map(({ type }, index) => plain(row[`c${index}`] ?? null, type)),
    ),
    total: await countRows(query, `${table}${where}`),
  };
}

function condition(filter: PreviewInput["filter"], columns: readonly Column[]): string {
  if (!filter) return "";
  if (!columns.some(({ name }) => name === filter.column))
    throw new PenstockError("bad-request", `The table has no column '${filter.column}'.`);
  const column = ident(filter.column);
  return filter.value === null
    ? ` WHERE ${column} IS NULL`
    : ` WHERE ${column}::VARCHAR = ${literal(filter.value)}`;
}

function cell({ name, type }: Column): string {
  const column = ident(name);
  if (type === "timestamp") return `replace(${column}::VARCHAR, ' ', 'T')`;
  if (type === "text") return `left(${column}::VARCHAR, ${CELL_LENGTH})`;
  if (type === "number") return `${column}::DOUBLE`;
  if (type === "other") return `left(to_json(${column})::VARCHAR, ${CELL_LENGTH})`;
  return column;
}

function plain(value: Json, type: Column["type"]): Json {
  if (typeof value !== "string") return value;
  if (type === "integer") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (type === "other") {
    try {
      return JSON.parse(value) as Json;
    } catch {
      return value;
    }
  }
  return value;
}

async function isParquet(file: string): Promise<boolean> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString("latin1") === "PAR1";
  } finally {
    await handle.close();
  }
}
