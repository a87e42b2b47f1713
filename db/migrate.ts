import { fileURLToPath } from "node:url";
import type { TransactionSql } from "postgres";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import { connect, type Sql } from "./client.ts";

const FILES = { migrationsFolder: fileURLToPath(new URL("./migrations", import.meta.url)) };
/** What workers write all the time, in one order and another. */
const BUSY = ["run", "step_run", "slot", "step_log", "outbox"];
/** For each of them: less in all than the second after which Postgres looks for a deadlock, and might end a worker's transaction. */
const LOCK_MS = 200;
const PATIENCE_MS = 5 * 60_000;

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
      if (await isBehind(tx)) await lockBusy(tx);
      // The transaction that drizzle begins is a part of this one: what was set above holds there too.
      const client = Object.assign(tx, {
        options: sql.options,
        begin: <T>(run: (inner: typeof tx) => Promise<T>) => tx.savepoint(run),
      });
      await applyMigrations(drizzle({ client: client as unknown as Sql }), FILES);
    });
  } finally {
    await sql.end();
  }
}

/** Whether migrations are to be applied to a database that workers may be at work with. */
async function isBehind(tx: TransactionSql): Promise<boolean> {
  const [found] = await tx`
    select bool_and(to_regclass(name) is not null) as busy from unnest(${BUSY}::text[]) as name`;
  if (!found!["busy"]) return false;
  const [last] = await tx`select max(created_at)::float8 as at from drizzle.__drizzle_migrations`;
  return readMigrationFiles(FILES).some(({ folderMillis }) => folderMillis > last!["at"]);
}

/**
 * Takes the tables that workers of an earlier build still write, before the migrations take one after the other: whoever holds
 * one of them and waits for another is let go on first.
 */
async function lockBusy(tx: TransactionSql): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await tx.savepoint(async (inner) => {
        await inner`select set_config('lock_timeout', ${String(LOCK_MS)}, true)`;
        await inner`lock table ${inner(BUSY)} in access exclusive mode`;
        await inner`select set_config('lock_timeout', '0', true)`;
      });
      return;
    } catch (error) {
      // 55P03: not in time. 40P01: a deadlock all the same.
      if (!/^(55P03|40P01)$/.test((error as { code?: string }).code ?? "")) throw error;
      if (Date.now() > until)
        throw new Error(
          `The database could not be migrated: for ${PATIENCE_MS / 60_000} minutes other programs never let go of ${BUSY.join(", ")} at the same moment. Stop the workers of the earlier build and what else reads these tables for long, such as a backup, and start again.`,
          { cause: error },
        );
    }
    await tx`select pg_sleep(${LOCK_MS / 1_000})`;
  }
}
