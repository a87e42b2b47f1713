import { open } from "node:fs/promises";
import { describe, freeName, type Column } from "../../workflows/core/tabular/columns.ts";
import { fileError } from "../../workflows/core/tabular/file-errors.ts";
import { ident, literal, parquet, type Query } from "../../workflows/core/tabular/sql.ts";
import type { Ctx } from "../context.ts";
import { duckdbLender } from "../duckdb.ts";
import { PenstockError } from "../errors.ts";
import { readable } from "./readable.ts";

/** Lends a DuckDB to read what somebody looks at. */
const lendToLook = duckdbLender({
  memory: "768MB",
  seconds: 20,
  atOnce: 3,
  instead: "try fewer filters, or look at the first rows without sorting",
});

export interface Table {
  query: Query;
  columns: (Column & { duckdbType: string })[];
  /** SQL of the rows, with the place of each, from 0, as the column `row`. */
  relation: string;
  /** The name of the column that holds the place; no column of the table is called so. */
  row: string;
}

/** Lends a Parquet artifact of the workspace to be read. The DuckDB it is read with sees this file alone. */
export async function withTable<T>(
  ctx: Ctx,
  hash: string,
  work: (table: Table) => Promise<T>,
): Promise<T> {
  const file = await readable(ctx, hash);
  if (!(await isParquet(file)))
    throw new PenstockError("bad-request", "This artifact is not a table of rows.");
  return lendToLook("Reading this table", async ({ query }) => {
    await query(`SET allowed_paths = [${literal(file)}]`);
    await query("SET enable_external_access = false");
    await query("SET lock_configuration = true");
    const columns = await describe(query, parquet(file)).catch((error: unknown) => {
      const { type, message } = fileError(error, "This table", file);
      throw type === "bad-data" ? new PenstockError("bad-request", message) : error;
    });
    return work({ query, columns, ...numbered(file, columns) });
  });
}

/** The column called so; throws `bad-request`. */
export function findColumn<C extends Column>(columns: readonly C[], name: string): C {
  const found = columns.find((column) => column.name === name);
  if (!found) throw new PenstockError("bad-request", `The table has no column '${name}'.`);
  return found;
}

function numbered(file: string, columns: readonly Column[]): Pick<Table, "relation" | "row"> {
  const row = freeName("row", columns);
  // DuckDB gives the place itself, unless the table has a column of that name.
  const relation = columns.some(({ name }) => name.toLowerCase() === "file_row_number")
    ? `(SELECT *, row_number() OVER () - 1 AS ${ident(row)} FROM ${parquet(file)})`
    : `(SELECT * EXCLUDE (file_row_number), file_row_number AS ${ident(row)} FROM read_parquet(${literal(file)}, file_row_number = true))`;
  return { relation, row };
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
