import { randomBytes } from "node:crypto";
import { connect, type Database, type Sql } from "../../db/client.ts";
import { migrate } from "../../db/migrate.ts";
import { atEnd, testServers } from "./servers.ts";

export interface TestDatabase {
  url: string;
  db: Database;
  sql: Sql;
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
  atEnd(async () => {
    await sql.end({ timeout: 2 });
    const administration = connect(databaseUrl, { max: 1 });
    await administration.sql.unsafe(`drop database if exists ${name} with (force)`);
    await administration.sql.end();
  });
  return { url: url.href, db, sql };
}
