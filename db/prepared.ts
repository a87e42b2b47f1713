import type { SQL } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import type { Database, Transaction } from "./client.ts";

const dialect = new PgDialect();

/**
 * Runs a statement that is run often: outside a transaction as a prepared one, so that Postgres plans it once for each
 * connection. Rows come as the driver reads them.
 */
export async function executeOften<Row extends Record<string, unknown>>(
  db: Database | Transaction,
  query: SQL,
): Promise<Row[]> {
  if (!("$client" in db)) return (await db.execute(query)) as unknown as Row[];
  const { sql, params } = dialect.sqlToQuery(query);
  const rows = await db.$client.unsafe(sql, params as never[], { prepare: true });
  return rows as unknown as Row[];
}
