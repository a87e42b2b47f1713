/** A cell exactly as it came: no rounding, nothing for what is missing. */
export function exactText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Cells as a line of CSV (RFC 4180); an empty text is quoted, so that it differs from a missing value. */
export function csvLine(cells: readonly unknown[]): string {
  return cells
    .map((cell) => {
      const text = exactText(cell);
      return cell === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(",");
}
