import type { Json } from "../../workflows/core/json.ts";
import type { Column } from "../../workflows/core/tabular/columns.ts";
import { ident } from "../../workflows/core/tabular/sql.ts";

const CELL_LENGTH = 2_000;
const MAX_COLUMNS = 500;

/** The columns of a table that are shown: of a very wide one the first 500. */
export function shownColumns(columns: readonly Column[]): Column[] {
  return columns.slice(0, MAX_COLUMNS).map(({ name, type }) => ({ name, type }));
}

/** SQL for the cells of the columns, as `c0`, `c1` and so on. */
export function selectCells(columns: readonly Column[]): string {
  return columns.map((column, index) => `${cell(column)} AS c${index}`).join(", ");
}

/** A row of `selectCells` in the order of the columns. */
export function readCells(row: Record<string, Json>, columns: readonly Column[]): Json[] {
  return columns.map(({ type }, index) => plain(row[`c${index}`] ?? null, type));
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
