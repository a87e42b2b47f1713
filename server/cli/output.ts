/** A wrong use of the command: exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** The whole number that an option or argument was given. */
export function wholeNumber(text: string, name: string, most = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? "of 1 or more" : `from 1 to ${most}`;
  throw new UsageError(`${name} must be a whole number ${range}, not '${text}'.`);
}

/** The one of these values that an option was given, where it was. */
export function oneOf<Value extends string>(
  values: readonly Value[],
  name: string,
  text: string | undefined,
): Value | undefined {
  const found = values.find((value) => value === text);
  if (text !== undefined && !found)
    throw new UsageError(`'${name} ${text}' must be one of ${values.join(", ")}.`);
  return found;
}

/** How a verb answers: one JSON value, or lines for people. */
export interface Answer {
  json: unknown;
  lines: string[];
  /** 1 when what was asked for did not succeed, though the command itself did. */
  exitCode?: number;
}

/** Columns as wide as their widest cell; rows of text. */
export function table(head: string[], rows: (string | number | null | undefined)[][]): string[] {
  const cells = [
    head.map((title) => title.toUpperCase()),
    ...rows.map((row) => row.map((cell) => String(cell ?? ""))),
  ];
  const widths = head.map((_, column) =>
    Math.max(...cells.map((row) => (row[column] ?? "").length)),
  );
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
}

/** Named facts one below the other, without those that there are none of. */
export function facts(named: Record<string, string | number | null | undefined>): string[] {
  const known = Object.entries(named).filter(([, value]) => value !== null && value !== undefined);
  const width = Math.max(0, ...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

/** A table below an empty line; nothing where it has no rows. */
export function section(...[head, rows]: Parameters<typeof table>): string[] {
  return rows.length === 0 ? [] : ["", ...table(head, rows)];
}

/** The figures among a model's metrics as rows: name and value. */
export function figures(metrics: Record<string, unknown>): [string, number][] {
  return Object.entries(metrics).flatMap(([name, value]) =>
    typeof value === "number" ? [[name, Number(value.toPrecision(6))]] : [],
  );
}

/** The moment in local time, to the second; a dash where there is none. */
export function when(moment: string | Date | null | undefined): string {
  return moment ? new Date(moment).toLocaleString("sv-SE") : "–";
}
