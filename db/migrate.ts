import { fileURLToPath } from "node:url";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import { connect } from "./client.ts";

/**
 * Brings the database to the newest schema; already applied migrations are left alone. Of several that do so at once, one
 * goes first, and the others find it done.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const { db, sql } = connect(databaseUrl, { max: 2, name: "penstock-migrate" });
  try {
    await sql.begin(async (lock) => {
      // However long the others take: the database's own limits are for other statements.
      await lock`select set_config(name, '0', true)
        from unnest(array['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout']) as name`;
      // Of a transaction, so that it ends with it in every case: a session may be a pooler's, which keeps it.
      await lock`select pg_advisory_xact_lock(hashtextextended('penstock migrate', 0))`;
      await applyMigrations(db, {
        migrationsFolder: fileURLToPath(new URL("./migrations", import.meta.url)),
      });
    });
  } finally {
    await sql.end();
  }
}
