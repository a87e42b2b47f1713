import type { Column } from "../../core/tabular/columns.ts";
import { ident, literal } from "../../core/tabular/sql.ts";

export interface Assignment {
  method: "random" | "stratified" | "time" | "group";
  column?: string;
  /** SQL for the time of a row, by which the method `time` orders: see {@link momentOf}. */
  moment?: string;
  train: number;
  validation: number;
  seed: number;
}

/** The position of a row in its file; stable, as the file is addressed by its content. */
export const ROW = "file_row_number";

/**
 * SQL for what a column says of time: of texts the moment that they write as ISO 8601 does, the year first, and null for
 * any other text, whose order in the alphabet would be none of time.
 */
export function momentOf({ name, type }: Column): string {
  if (type !== "text") return ident(name);
  const value = writtenOut(name);
  return `CASE WHEN regexp_full_match(${value}, '\\d{4}') THEN TRY_CAST(${value} || '-01-01' AS TIMESTAMPTZ)
    WHEN regexp_full_match(${value}, '\\d{4}-\\d{2}') THEN TRY_CAST(${value} || '-01' AS TIMESTAMPTZ)
    WHEN regexp_full_match(${value}, '\\d{4}-\\d{2}-\\d{2}([ T][0-9:.]+(Z|[+-][0-9:]+)?)?') THEN TRY_CAST(${value} AS TIMESTAMPTZ) END`;
}

/** SQL for a time that ISO 8601 lets people write shorter, in the form that DuckDB reads. */
function writtenOut(name: string): string {
  const forms = [
    // Without dashes and colons.
    ["^(\\d{4})(\\d\\d)(\\d\\d)T", "\\1-\\2-\\3T"],
    ["^(.{10}T\\d\\d)(\\d\\d)", "\\1:\\2"],
    ["^(.{10}T\\d\\d:\\d\\d)(\\d\\d)", "\\1:\\2"],
    // Hours alone, and an offset behind minutes.
    ["([ T]\\d\\d)([Z+-].*)?$", "\\1:00\\2"],
    ["([ T]\\d\\d:\\d\\d)([Z+-])", "\\1:00\\2"],
    // A decimal comma.
    ["(:\\d\\d),(\\d)", "\\1.\\2"],
  ] as const;
  return forms.reduce(
    (text, [from, to]) => `regexp_replace(${text}, '${from}', '${to}')`,
    ident(name),
  );
}

/** SQL for whether a text that is a moment names its offset from UTC. */
export function namesOffset(name: string): string {
  return `regexp_matches(${writtenOut(name)}, ':.*[Z+-]')`;
}

/**
 * A query that gives every row of a table with the column `file_row_number` its part: 0 train, 1 validation, 2 test.
 * Chance comes from MD5 (RFC 1321) over seed and row number or group, so that it is the same on every machine.
 */
export function assignment(relation: string, config: Assignment): string {
  const column = ident(config.column ?? "");
  const draw = (what: string) => `md5_number_lower(${literal(`${config.seed}:`)} || ${what})`;
  const part = (position: string, total: string) =>
    `CASE WHEN ${position} < round(${total} * ${config.train}::DOUBLE, 6) THEN 0
          WHEN ${position} < round(${total} * ${config.train + config.validation}::DOUBLE, 6) THEN 1 ELSE 2 END`;
  // Within a stratum whole rows are counted: boundaries are rounded, so that every part has its share of each value.
  const wholePart = (position: string, total: string) =>
    `CASE WHEN ${position} < round(${total} * ${config.train}::DOUBLE) THEN 0
          WHEN ${position} < round(${total} * ${config.train + config.validation}::DOUBLE) THEN 1 ELSE 2 END`;
  const inOrder = `ORDER BY ${draw(`${ROW}::VARCHAR`)}, ${ROW}`;
  switch (config.method) {
    case "random":
      return `SELECT ${ROW}, ${wholePart("position", "total")} AS part FROM (
        SELECT ${ROW}, row_number() OVER (${inOrder}) - 1 AS position, count(*) OVER () AS total FROM ${relation})`;
    case "stratified":
      return `SELECT ${ROW}, ${wholePart("position", "total")} AS part FROM (
        SELECT ${ROW}, row_number() OVER (PARTITION BY ${column} ${inOrder}) - 1 AS position,
          count(*) OVER (PARTITION BY ${column}) AS total FROM ${relation})`;
    case "time":
      return `SELECT ${ROW}, ${part("position", "total")} AS part FROM (
        SELECT ${ROW}, rank() OVER (ORDER BY ${config.moment}) - 1 AS position, count(*) OVER () AS total FROM ${relation})`;
    case "group":
      return `WITH sizes AS (SELECT d.${column} AS g, count(*) AS n FROM ${relation} d GROUP BY d.${column}),
        placed AS (SELECT g, sum(n) OVER (ORDER BY ${draw("g::VARCHAR")}, g) - n / 2.0 AS position,
          sum(n) OVER () AS total FROM sizes)
        SELECT d.${ROW}, ${part("placed.position", "placed.total")} AS part
        FROM ${relation} d JOIN placed ON d.${column} = placed.g`;
  }
}
