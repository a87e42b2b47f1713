import assert from "node:assert/strict";
import { before, test } from "node:test";
import { sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { apiKey } from "../../db/schema/auth.ts";
import { inferenceKey } from "../../test/support/deployed-model.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { ApiKeys } from "./api-keys.ts";

let db: Database;
let token: string;
before(async () => {
  ({ db } = await startTestDatabase());
  token = await inferenceKey(db, await freshWorkspace(db));
});

/** A database that counts what is asked of it. */
function counting() {
  const asked = { select: 0, update: 0 };
  const counted = new Proxy(db, {
    get: (target, name) => {
      if (name === "select" || name === "update") asked[name]++;
      return Reflect.get(target, name) as unknown;
    },
  });
  return { asked, counted };
}
const lastUsed = async () => (await db.select({ at: apiKey.lastUsedAt }).from(apiKey))[0]!.at;

test("the requests of one moment share one look-up, and when a key was used is written once a minute", async ({
  mock,
}) => {
  const now = Date.now.bind(Date);
  let later = 0;
  mock.method(Date, "now", () => now() + later);
  const { asked, counted } = counting();
  const keys = new ApiKeys(counted);
  const check = async () => keys.check({ "x-api-key": token });
  const checkMany = () => Promise.all(Array.from({ length: 50 }, check));

  await checkMany();
  assert.deepEqual(asked, { select: 1, update: 1 });
  const first = await lastUsed();
  assert.ok(first);
  later += 5_000;
  const found = await checkMany();
  assert.deepEqual(asked, { select: 2, update: 2 });
  assert.equal(new Set(found.map((key) => key!.id)).size, 1);
  assert.deepEqual(await lastUsed(), first);

  await db.update(apiKey).set({ lastUsedAt: sql`now() - interval '61 seconds'` });
  later += 5_000;
  await check();
  assert.ok((await lastUsed())! >= first);

  await db.update(apiKey).set({ revokedAt: new Date() });
  later += 5_000;
  await assert.rejects(check(), /revoked/);
});

test("a look-up that failed is made again by the next request", async () => {
  const token = await inferenceKey(db, await freshWorkspace(db));
  let away = true;
  const shaky = new Proxy(db, {
    get: (target, name) => {
      if (away && name === "select") throw new Error("away");
      return Reflect.get(target, name) as unknown;
    },
  });
  const keys = new ApiKeys(shaky);
  const check = async () => keys.check({ "x-api-key": token });
  await assert.rejects(check(), /cannot be checked at the moment/);
  away = false;
  assert.ok((await check())?.id);
});
