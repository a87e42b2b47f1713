import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { connect, type Database, type Sql } from "../../db/client.ts";
import { migrate } from "../../db/migrate.ts";
import { ensureLogins, type LoginUrls } from "../../db/roles.ts";
import { repoRoot } from "../../server/home.ts";
import { atEnd, testServers } from "./servers.ts";

export interface TestDatabase {
  /** The owner's. */
  url: string;
  db: Database;
  sql: Sql;
  /** What the programs of an installation log in with. */
  logins: () => Promise<LoginUrls>;
  /** As the web application is connected for a workspace: behind the wall. */
  as: (workspaceId: string) => Promise<{ db: Database; sql: Sql }>;
}

/** A fresh, migrated database on the real Postgres; dropped when the test file ends. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const { databaseUrl } = await testServers();
  const template = await migratedTemplate(databaseUrl);
  const name = `test_${randomBytes(6).toString("hex")}`;
  const server = connect(databaseUrl, { max: 1 });
  await server.sql.unsafe(`create database ${name} template ${template}`);
  await server.sql.end();
  const url = urlOf(databaseUrl, name);
  const { db, sql } = connect(url);
  let made: Promise<LoginUrls> | null = null;
  const logins = () => (made ??= ensureLogins(url, name));
  const walled: Sql[] = [];
  atEnd(async () => {
    await Promise.all([sql, ...walled].map((one) => one.end({ timeout: 2 })));
    const administration = connect(databaseUrl, { max: 1 });
    await administration.sql.unsafe(`drop database if exists ${name} with (force)`);
    for (const login of Object.values((await made) ?? {}))
      await administration.sql.unsafe(`drop role ${new URL(login).username}`);
    await administration.sql.end();
  });
  return {
    url,
    db,
    sql,
    logins,
    as: async (workspaceId) => {
      const own = connect((await logins()).web, { workspace: workspaceId });
      walled.push(own.sql);
      return own;
    },
  };
}

/**
 * A migrated database to copy, to which nobody is connected. Whoever asks first on this server makes it; the copy costs a
 * tenth of the migrations.
 */
async function migratedTemplate(databaseUrl: string): Promise<string> {
  const digest = createHash("sha256");
  const folder = path.join(repoRoot, "db", "migrations");
  for (const name of readdirSync(folder).sort())
    if (name.endsWith(".sql")) digest.update(readFileSync(path.join(folder, name)));
  const template = `migrated_${digest.digest("hex").slice(0, 16)}`;
  const { sql } = connect(databaseUrl, { max: 1 });
  try {
    await sql`select pg_advisory_lock(hashtext(${template}))`;
    const found = await sql`select 1 from pg_database where datname = ${template}`;
    if (found.length === 0) {
      const making = `${template}_making`;
      await sql.unsafe(`drop database if exists ${making}`);
      await sql.unsafe(`create database ${making}`);
      await migrate(urlOf(databaseUrl, making));
      await sql.unsafe(`alter database ${making} rename to ${template}`);
    }
    return template;
  } finally {
    await sql.end();
  }
}

function urlOf(databaseUrl: string, name: string): string {
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return url.href;
}
