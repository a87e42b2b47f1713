import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { session, twoFactor } from "../../db/schema/auth.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import {
  giveAuthenticator,
  givePassword,
  PASSWORD,
  useSignIn,
} from "../../test/support/sign-in.ts";
import { PenstockError } from "../errors.ts";
import { signInAgain } from "./sign-in-again.ts";

let db: Database;
before(async () => {
  const database = await startTestDatabase();
  ({ db } = database);
  useSignIn(database.url);
});

const EITHER = { secondFactor: false };
const CODE = { secondFactor: true };
const refused = (sentence: RegExp) => (error: unknown) =>
  error instanceof PenstockError && error.code === "forbidden" && sentence.test(error.message);

test("a right password signs in again, a wrong one and none are refused with a sentence", async () => {
  const { reviewer } = await freshWorkspace(db);
  await givePassword(db, reviewer);
  for (const via of ["session", "token"] as const) {
    const ctx = contextOf(db, { ...reviewer, via });
    assert.deepEqual(await signInAgain(ctx, { password: PASSWORD }, EITHER), {
      method: "password",
    });
    await assert.rejects(
      signInAgain(ctx, { password: "not it" }, EITHER),
      refused(/not your pass/),
    );
    await assert.rejects(signInAgain(ctx, {}, EITHER), refused(/Sign in again/));
    await assert.rejects(signInAgain(ctx, { password: "", code: "" }, EITHER), refused(/again/));
  }
});

test("the password of somebody else is a wrong one", async () => {
  const { reviewer, admin } = await freshWorkspace(db);
  await givePassword(db, admin);
  await assert.rejects(
    signInAgain(contextOf(db, { ...reviewer, via: "session" }), { password: PASSWORD }, EITHER),
    refused(/no password here/),
  );
});

test("the code an authenticator shows now signs in again once, leaves no session, and a wrong one is refused", async () => {
  const { reviewer } = await freshWorkspace(db);
  const ctx = contextOf(db, { ...reviewer, via: "session" });
  await assert.rejects(signInAgain(ctx, { code: "123456" }, CODE), refused(/no second factor yet/));
  const codeNow = await giveAuthenticator(db, reviewer);
  const first = codeNow();
  assert.deepEqual(await signInAgain(ctx, { code: first }, CODE), { method: "totp" });
  await assert.rejects(signInAgain(ctx, { code: first }, CODE), refused(/used already/));
  const spaced = codeNow(1).replace(/(...)/, "$1 ");
  assert.deepEqual(await signInAgain(ctx, { code: spaced }, EITHER), { method: "totp" });
  assert.deepEqual(await db.select().from(session).where(eq(session.userId, reviewer.userId)), []);
  const wrong = codeNow().replace(/^./, (digit) => String((Number(digit) + 1) % 10));
  await assert.rejects(signInAgain(ctx, { code: wrong }, CODE), refused(/not the code/));
});

test("where a second factor is asked for a password is not enough, and beside a wrong one a right code neither", async () => {
  const { reviewer } = await freshWorkspace(db);
  const ctx = contextOf(db, { ...reviewer, via: "session" });
  await givePassword(db, reviewer);
  const codeNow = await giveAuthenticator(db, reviewer);
  await assert.rejects(signInAgain(ctx, { password: PASSWORD }, CODE), refused(/second factor/));
  await assert.rejects(
    signInAgain(ctx, { password: "not it", code: codeNow() }, CODE),
    refused(/not your password/),
  );
});

test("the eleventh proof within a minute is not looked at, be it the right one", async () => {
  const { reviewer } = await freshWorkspace(db);
  const ctx = contextOf(db, { ...reviewer, via: "session" });
  await givePassword(db, reviewer);
  for (let count = 0; count < 10; count++)
    await assert.rejects(signInAgain(ctx, { password: "a guess" }, EITHER), refused(/not your/));
  await assert.rejects(signInAgain(ctx, { password: PASSWORD }, EITHER), refused(/too often/));
});

test("a second factor that is locked takes no code, be it the right one", async () => {
  const { reviewer } = await freshWorkspace(db);
  const ctx = contextOf(db, { ...reviewer, via: "session" });
  const codeNow = await giveAuthenticator(db, reviewer);
  await db
    .update(twoFactor)
    .set({ lockedUntil: new Date(Date.now() + 60_000) })
    .where(eq(twoFactor.userId, reviewer.userId));
  await assert.rejects(signInAgain(ctx, { code: codeNow() }, CODE), refused(/locked/));
});

test("at the machine itself a local person signs in again by being there, and not with an API key, nor once it is open to others", async () => {
  const { reviewer } = await freshWorkspace(db);
  const local = contextOf(db, { ...reviewer, via: "local" });
  const here = contextOf(db, {
    ...reviewer,
    via: "session",
    email: "reviewer@penstock.local",
  });
  const key = contextOf(db, { ...here.actor, via: "token" });
  assert.deepEqual(await signInAgain(local, {}, EITHER), { method: "local" });
  assert.deepEqual(await signInAgain(here, {}, EITHER), { method: "local" });
  await assert.rejects(signInAgain(key, {}, EITHER), refused(/Sign in again/));
  await assert.rejects(signInAgain(here, {}, CODE), refused(/set one up/));
  process.env.PENSTOCK_LOCAL_USERS = "off";
  try {
    for (const ctx of [local, here])
      await assert.rejects(signInAgain(ctx, {}, EITHER), refused(/Sign in again/));
  } finally {
    delete process.env.PENSTOCK_LOCAL_USERS;
  }
});
