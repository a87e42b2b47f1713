import type { Json } from "../json.ts";

/** Runs one DuckDB statement; 64-bit integers and dates come back as text. Injected, so that this folder stays pure. */
export type Query = (sql: string) => Promise<Record<string, Json>[]>;

/** A name, quoted for SQL. */
export function ident(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text, quoted for SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A finite number, as SQL. */
export function numeral(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no SQL number.`);
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : `${value}::DOUBLE`;
}

/** A Parquet file as a table. */
export function parquet(file: string): string {
  return `read_parquet(${literal(file)})`;
}

/**
 * Writes a query's rows as Parquet. Row groups, compression and order are fixed: the same rows give the same bytes on
 * every machine and with any number of threads, so that the file can be addressed by its content.
 */
export function copyToParquet(query: string, file: string): string {
  return `COPY (${query}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)`;
}

/** Settings of a DuckDB instance that works out of core and downloads nothing. */
export function duckdbSettings(options: { tmp: string; threads: number }): Record<string, string> {
  return {
    memory_limit: "2GB",
    temp_directory: options.tmp,
    threads: String(Math.max(1, options.threads)),
    preserve_insertion_order: "true",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  };
}

/** Run first on every connection: what a moment with a zone is as text must not depend on the machine. */
export const SESSION_START = "SET TimeZone = 'UTC'";
