import assert from "node:assert/strict";
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
