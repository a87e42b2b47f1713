import { isPlainObject, keysOf } from "../../workflows/core/json.ts";
import { formatCell } from "../ui/format.ts";

/** With more columns a table is read no better than its JSON. */
const MOST_COLUMNS = 10;

/** Whether a value is said in one line: a text, a figure, or a list of such. */
export function isPlain(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isScalar) : isScalar(value);
}

/** A {@link isPlain plain} value in one line. */
export function plainText(value: unknown): string {
  if (!Array.isArray(value)) return formatCell(value);
  return value.length === 0 ? "none" : value.map(formatCell).join(", ");
}

/** A list of objects of plain values as a table; null for any other value. What a row lacks is an empty text. */
export function tableOf(value: unknown): { columns: string[]; rows: string[][] } | null {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isPlainObject)) return null;
  const columns = keysOf(...value);
  if (columns.length === 0 || columns.length > MOST_COLUMNS) return null;
  if (!value.every((row) => Object.values(row).every(isPlain))) return null;
  return {
    columns,
    rows: value.map((row) =>
      columns.map((column) => (row[column] === undefined ? "" : plainText(row[column]))),
    ),
  };
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}
