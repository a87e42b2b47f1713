import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as dial, createServer, type AddressInfo } from "node:net";
import { test } from "node:test";
import { startTestDatabase } from "../test/support/postgres.ts";
import { connect } from "./client.ts";

// The driver needs the patch in `patches/` for it: without, a later query throws past everybody and ends the process.
test("a transaction whose backend ends is rejected, whatever it asks afterwards, and the pool goes on", async () => {
  const { url, sql: other } = await startTestDatabase();
  const { sql } = connect(url, { max: 1 });
  for (let time = 0; time < 3; time++) {
    await assert.rejects(
      sql.begin(async (tx) => {
        const [row] = await tx`select pg_backend_pid() as pid`;
        await other`select pg_terminate_backend(${row!["pid"] as number})`;
        await tx`select 1`.catch(() => undefined);
        await tx`select 2`;
      }),
    );
    // What is asked at that very moment may be lost with the connection; it is to be asked again.
    const one = () => sql`select 1 as one`;
    assert.deepEqual([...(await one().catch(one))], [{ one: 1 }]);
  }
  await sql.end({ timeout: 1 });
});

test("what a transaction asks after its connection was lost is refused, and never carried out on the next connection", async () => {
  const { url, sql: other } = await startTestDatabase();
  await other`create table note (word text)`;
  const { sql } = connect(url, { max: 1 });
  let late!: Promise<unknown>;
  await assert.rejects(
    sql.begin((tx) => {
      async function work() {
        const [row] = await tx`select pg_backend_pid() as pid`;
        await tx`insert into note values ('in the transaction')`;
        await other`select pg_terminate_backend(${row!["pid"] as number})`;
        // Somebody else is given the connection before this goes on.
        const next = () => sql`select 1`;
        await next().catch(next);
        await tx`insert into note values ('outside of it')`;
      }
      late = work();
      return late;
    }),
  );
  await assert.rejects(late, { code: "CONNECTION_CLOSED" });
  assert.deepEqual([...(await other`select word from note`)], []);
  await sql.end({ timeout: 1 });
});

test("a connection that is lost while it is being made fails the query it was made for, and nothing else", async () => {
  const { url } = await startTestDatabase();
  const { hostname, port } = new URL(url);
  let connections = 0;
  const between = createServer((client) => {
    const server = dial(Number(port), hostname);
    const isDoomed = connections++ === 0;
    client.on("error", () => undefined).on("close", () => server.destroy());
    server.on("error", () => undefined).on("close", () => client.destroy());
    server.pipe(client);
    client.on("data", (bytes) => {
      // The driver's first own question, after the start of the connection.
      if (isDoomed && bytes.includes("pg_type")) client.resetAndDestroy();
      else server.write(bytes);
    });
  }).listen(0, "127.0.0.1");
  await once(between, "listening");
  const near = new URL(url);
  near.host = `127.0.0.1:${(between.address() as AddressInfo).port}`;
  const { sql } = connect(near.href, { max: 1 });
  await assert.rejects(sql`select 1`, { code: "ECONNRESET" });
  assert.deepEqual([...(await sql`select array[1, 2] as list`)], [{ list: [1, 2] }]);
  assert.equal(connections, 2);
  await sql.end({ timeout: 1 });
  between.close();
});

test("days are those of UTC, and moments are written in it, whatever the time zone of the database", async () => {
  const { url, sql: owner } = await startTestDatabase();
  await owner.unsafe(
    `alter database ${new URL(url).pathname.slice(1)} set timezone = 'Europe/Vienna'`,
  );
  const { sql } = connect(url, { max: 1 });
  const [row] = await sql`
    select '2031-03-31'::date = '2031-03-31T00:00:00Z'::timestamptz as "isUtc",
      to_jsonb('2031-03-31T22:30:00Z'::timestamptz) #>> '{}' as moment`;
  assert.deepEqual(row, { isUtc: true, moment: "2031-03-31T22:30:00+00:00" });
  await sql.end({ timeout: 1 });
});
