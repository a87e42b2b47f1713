import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { testServers } from "../test/support/servers.ts";
import { connect } from "./client.ts";
import { migrate } from "./migrate.ts";

test("several starts at once on one empty database all find it migrated, once", async () => {
  const { databaseUrl } = await testServers();
  const server = connect(databaseUrl, { max: 1 });
  const name = `migrated_at_once_${randomBytes(6).toString("hex")}`;
  await server.sql.unsafe(`create database ${name}`);
  // Who waits for the others is not cut off by what the database allows other statements.
  for (const [limit, ms] of [
    ["lock_timeout", 50],
    ["idle_in_transaction_session_timeout", 50],
  ] as const)
    await server.sql.unsafe(`alter database ${name} set ${limit} = ${ms}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  try {
    await Promise.all([1, 2, 3].map(() => migrate(url.href)));
    const { sql } = connect(url.href, { max: 1 });
    const [found] = await sql`
      select count(*)::int as all, count(distinct hash)::int as different
      from drizzle.__drizzle_migrations`;
    await sql.end();
    assert.ok(found!["all"] > 0);
    assert.equal(found!["all"], found!["different"]);
  } finally {
    await server.sql.unsafe(`drop database ${name} with (force)`);
    await server.sql.end();
  }
});
