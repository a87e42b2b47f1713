import { fileURLToPath } from "node:url";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import { connect } from "./client.ts";

/** Brings the database to the newest schema; already applied migrations are left alone. */
export async function migrate(databaseUrl: string): Promise<void> {
  const { db, sql } = connect(databaseUrl, { max: 1, name: "penstock-migrate" });
  try {
    await applyMigrations(db, {
      migrationsFolder: fileURLToPath(new URL("./migrations", import.meta.url)),
    });
  } finally {
    await sql.end();
  }
}
