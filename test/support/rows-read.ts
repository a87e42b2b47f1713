import type { Sql } from "../../db/client.ts";

/** How many rows of a table are read while something is done over this one connection, by Postgres' own count. */
export async function rowsRead(
  sql: Sql,
  table: string,
  act: () => Promise<unknown>,
): Promise<number> {
  const before = await readSoFar(sql, table);
  await act();
  return (await readSoFar(sql, table)) - before;
}

async function readSoFar(sql: Sql, table: string): Promise<number> {
  await sql`select pg_stat_force_next_flush()`;
  const [row] = await sql`
    select (seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_user_tables where relname = ${table}`;
  return row!["rows"] as number;
}
