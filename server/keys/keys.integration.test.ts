import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { apiKey } from "../../db/schema/auth.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { contextOf } from "../../test/support/context.ts";
import { useSignIn } from "../../test/support/sign-in.ts";
import { PenstockError } from "../errors.ts";
import { actorOf } from "../actors/request-actor.ts";
import { ApiKeys } from "../serving/api-keys.ts";
import { create } from "./create.ts";
import { list } from "./list.ts";
import { revoke } from "./revoke.ts";

let db: Database;
before(async () => {
  const database = await startTestDatabase();
  ({ db } = database);
  useSignIn(database.url);
});

const code = (wanted: string) => (error: unknown) =>
  error instanceof PenstockError && error.code === wanted;
/** As whom the web takes a token. */
const acts = (token: string) => actorOf(new Headers({ authorization: `Bearer ${token}` }));
/** What the serving process finds of a token that it has not seen before. */
const asks = async (token: string) => new ApiKeys(db).check({ "x-api-key": token });

test("a key's token is shown once, kept as its hash alone, and good until it is revoked", async () => {
  const people = await freshWorkspace(db);
  const ctx = contextOf(db, people.operator);
  const made = await create(ctx, { name: "shop", scope: "inference" });
  assert.match(made.token, /^pk_[\w-]{43}$/);
  const [row] = await db.select().from(apiKey).where(eq(apiKey.id, made.id));
  assert.ok(!JSON.stringify(row).includes(made.token));
  const found = await asks(made.token);
  assert.deepEqual([found?.id, found?.workspaceId], [made.id, people.workspaceId]);
  await assert.rejects(acts(made.token), code("unauthenticated"));
  const [listed] = (await list(ctx, { limit: 10 })).items;
  assert.equal(listed!.state, "active");
  assert.ok(listed!.lastUsedAt);
  await revoke(ctx, { id: made.id });
  await assert.rejects(asks(made.token), code("unauthenticated"));
  await assert.rejects(revoke(ctx, { id: made.id }), code("not-found"));
  const rows = await db.select().from(audit).where(eq(audit.entityId, made.id)).orderBy(audit.id);
  assert.deepEqual(
    rows.map(({ action }) => action),
    ["key.create", "key.revoke"],
  );
  assert.ok(!JSON.stringify(rows).includes(made.token));
});

test("a key that has run out is good no more, nor is a token nobody made", async () => {
  const people = await freshWorkspace(db);
  const made = await create(contextOf(db, people.admin), {
    name: "short",
    scope: "api",
    expiresInDays: 1,
  });
  assert.equal((await acts(made.token))?.userId, people.admin.userId);
  assert.equal((await asks(made.token))?.id, made.id);
  await db
    .update(apiKey)
    .set({ expiresAt: new Date(Date.now() - 1_000) })
    .where(eq(apiKey.id, made.id));
  for (const token of [made.token, "pk_", "pk_" + "x".repeat(43), "pi_a.1.b", "';drop/**/table"]) {
    await assert.rejects(acts(token), code("unauthenticated"));
    await assert.rejects(asks(token), code("unauthenticated"));
  }
});

test("keys are made, listed and revoked by those who may, in their own workspace", async () => {
  const people = await freshWorkspace(db);
  const elsewhere = await freshWorkspace(db);
  const made = await create(contextOf(db, people.admin), { name: "own", scope: "inference" });
  for (const person of [people.viewer, people.designer, people.reviewer]) {
    const ctx = contextOf(db, person);
    await assert.rejects(create(ctx, { name: "x", scope: "api" }), code("forbidden"));
    await assert.rejects(list(ctx, { limit: 10 }), code("forbidden"));
    await assert.rejects(revoke(ctx, { id: made.id }), code("forbidden"));
  }
  await assert.rejects(revoke(contextOf(db, elsewhere.admin), { id: made.id }), code("not-found"));
  assert.deepEqual((await list(contextOf(db, elsewhere.admin), { limit: 10 })).items, []);
});

test("a narrowed key may do what it was made for, and no key more than its maker may", async () => {
  const { operator, admin } = await freshWorkspace(db);
  const ctx = contextOf(db, operator);
  const made = await create(ctx, { name: "ci", scope: "api", rights: ["runs.start"] });
  assert.deepEqual(made.rights, ["runs.start"]);
  assert.deepEqual((await list(ctx, { limit: 1 })).items[0]!.rights, ["runs.start"]);
  await assert.rejects(
    create(ctx, { name: "more", scope: "api", rights: ["runs.start", "reviews.decide"] }),
    code("forbidden"),
  );
  const narrowed = contextOf(db, { ...operator, via: "token", rights: ["runs.start"] });
  await assert.rejects(list(narrowed, { limit: 1 }), code("forbidden"));
  const keyMaker = contextOf(db, { ...admin, via: "token", rights: ["keys.write"] });
  await assert.rejects(
    create(keyMaker, { name: "wider", scope: "api", rights: ["members.write"] }),
    code("forbidden"),
  );
  assert.deepEqual((await create(keyMaker, { name: "same", scope: "api" })).rights, ["keys.write"]);
});
