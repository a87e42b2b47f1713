import { formatCell } from "../../ui/format.ts";
import type { TableColumn } from "./types.ts";

const CHAR = 6.8;
const PADDING = 20;
const LEAST = 84;
const MOST = 240;
const MISSING = "text · 20 % missing";

/** Pixels for each column: as wide as its name and its first values ask for, within reason. */
export function columnWidths(
  columns: readonly TableColumn[],
  rows: readonly (readonly unknown[])[],
): number[] {
  return columns.map(({ name }, at) => {
    let longest = name.length + 3;
    for (const row of rows.slice(0, 40))
      longest = Math.max(
        longest,
        // Room for how much is missing, said in the head.
        row[at] === null ? MISSING.length : Math.min(80, formatCell(row[at]).length),
      );
    return Math.round(Math.min(MOST, Math.max(LEAST, longest * CHAR + PADDING)));
  });
}
