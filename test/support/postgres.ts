import { randomBytes } from "node:crypto";
import { connect, type Database, type Sql } from "../../db/client.ts";
import { migrate } from "../../db/migrate.ts";
import { ensureLogins, type LoginUrls } from "../../db/roles.ts";
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
  const name = `test_${randomBytes(6).toString("hex")}`;
  const server = connect(databaseUrl, { max: 1 });
  await server.sql.unsafe(`create database ${name}`);
  await server.sql.end();
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  await migrate(url.href);
  const { db, sql } = connect(url.href);
  let made: Promise<LoginUrls> | null = null;
  const logins = () => (made ??= ensureLogins(url.href, name));
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
    url: url.href,
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
