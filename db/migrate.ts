import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import { connect, type Sql } from "./client.ts";

/**
 * Brings the database to the newest schema; already applied migrations are left alone. Of several that do so at once, one
 * goes first, and the others find it done.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const { sql } = connect(databaseUrl, { max: 1, name: "penstock-migrate" });
  try {
    await sql.begin(async (tx) => {
      // However long the others take, or a migration: the database's own limits are for other statements.
      await tx`select set_config(name, '0', true)
        from unnest(array['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout']) as name`;
      // Of a transaction, so that it ends with it in every case: a session may be a pooler's, which keeps it.
      await tx`select pg_advisory_xact_lock(hashtextextended('penstock migrate', 0))`;
      // The transaction that drizzle begins is a part of this one: what was set above holds there too.
      const client = Object.assign(tx, {
        options: sql.options,
        begin: <T>(run: (inner: typeof tx) => Promise<T>) => tx.savepoint(run),
      });
      await applyMigrations(drizzle({ client: client as unknown as Sql }), {
        migrationsFolder: fileURLToPath(new URL("./migrations", import.meta.url)),
      });
    });
  } finally {
    await sql.end();
  }
}
