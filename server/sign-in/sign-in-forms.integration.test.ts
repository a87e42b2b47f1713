import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { before, test } from "node:test";
import { POST as own } from "../../app/api/auth/[...all]/route.ts";
import { POST as local } from "../../app/api/local-sign-in/route.ts";
import { POST as signIn } from "../../app/api/sign-in/route.ts";
import { POST as code } from "../../app/api/sign-in/code/route.ts";
import { POST as signUp } from "../../app/api/sign-up/route.ts";
import { POST as join } from "../../app/api/invite/[token]/route.ts";
import { POST as newPassword } from "../../app/api/new-password/[token]/route.ts";
import { makeSignature } from "better-auth/crypto";
import { eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { seed } from "../../db/seed.ts";
import { codeNow } from "../../test/support/authenticator.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import {
  giveAuthenticator,
  givePassword,
  PASSWORD,
  useSignIn,
} from "../../test/support/sign-in.ts";
import { actorOf } from "../actors/request-actor.ts";
import { auth } from "./auth.ts";
import { create as invite } from "../invitations/create.ts";
import { create as createKey } from "../keys/create.ts";
import { pageWithin } from "./sign-in-forms.ts";

const ORIGIN = "http://localhost:3000";
let db: Database;
before(async () => {
  const database = await startTestDatabase();
  ({ db } = database);
  await seed(database.url, { localUsers: true });
  useSignIn(database.url);
});

const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

let address = 0;
/** A form as a browser sends it, from a network address of its own. */
function form(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return new Request(`${ORIGIN}${path}`, {
    method: "POST",
    headers: {
      origin: ORIGIN,
      host: "localhost:3000",
      "x-forwarded-for": `198.51.100.${++address % 250}`,
      ...headers,
    },
    body: new URLSearchParams(fields),
  });
}

test("the form of the sign-in page leads on to where one wanted, and back with what was wrong", async () => {
  const { designer } = await freshWorkspace(db);
  await givePassword(db, designer);
  const fields = { email: designer.email, password: PASSWORD, next: "/runs?x=1" };
  const right = await signIn(form("/api/sign-in", fields));
  assert.deepEqual([right.status, right.headers.get("location")], [303, "/runs?x=1"]);
  const actor = await actorOf(
    new Headers({ cookie: cookiesOf(right), "x-forwarded-for": "spoofed, ::ffff:192.0.2.7" }),
  );
  assert.deepEqual([actor?.userId, actor?.source], [designer.userId, "192.0.2.7"]);
  const wrong = await signIn(form("/api/sign-in", { ...fields, password: "a wrong one" }));
  assert.match(wrong.headers.get("location") ?? "", /^\/sign-in\?problem=wrong&email=/);
  assert.equal(cookiesOf(wrong), "");
  const elsewhere = await signIn(form("/api/sign-in", fields, { origin: "https://evil.example" }));
  assert.equal(elsewhere.status, 403);
});

test("where no public address is named people come by any name of the machine, and their requests by no other", async () => {
  const { designer } = await freshWorkspace(db);
  await givePassword(db, designer);
  const here = { host: "192.168.1.5:3000", origin: "http://192.168.1.5:3000", cookie: "a=b" };
  const fields = { email: designer.email, password: PASSWORD };
  const begun = await signIn(form("/api/sign-in", fields, here));
  assert.equal(begun.headers.get("location"), "/pipelines");
  const cookie = cookiesOf(begun);
  const end = (from: object) => {
    const headers = { ...here, cookie, ...from };
    return auth().handler(new Request(`${ORIGIN}/api/auth/sign-out`, { method: "POST", headers }));
  };
  for (const origin of ["http://192.168.1.5:8080", "https://evil.example"])
    assert.equal((await end({ origin })).status, 403, origin);
  assert.equal((await end({})).status, 200);
  assert.equal(await actorOf(new Headers({ cookie })), null);
});

test("the eleventh wrong password for one address within a minute is refused with a sentence, wherever it comes from", async () => {
  const { designer, viewer } = await freshWorkspace(db);
  await givePassword(db, designer);
  await givePassword(db, viewer);
  const tryAs = async (email: string, password: string) =>
    new URL(
      (await signIn(form("/api/sign-in", { email, password }))).headers.get("location")!,
      ORIGIN,
    ).searchParams.get("problem");
  const problems: (string | null)[] = [];
  for (let count = 0; count < 11; count++)
    problems.push(await tryAs(designer.email.toUpperCase(), "guess after guess"));
  assert.deepEqual(problems, [...Array.from({ length: 10 }, () => "wrong"), "often"]);
  assert.equal(await tryAs(designer.email, PASSWORD), "often");
  assert.equal(await tryAs(viewer.email, PASSWORD), null);
});

test("who has a second factor is in only with its code, which counts once", async () => {
  const { reviewer } = await freshWorkspace(db);
  await givePassword(db, reviewer);
  const codeNow = await giveAuthenticator(db, reviewer);
  const begin = () =>
    signIn(form("/api/sign-in", { email: reviewer.email, password: PASSWORD, next: "/reviews" }));
  const begun = await begin();
  assert.equal(begun.headers.get("location"), "/sign-in?step=code&next=%2Freviews");
  const cookie = cookiesOf(begun);
  assert.equal(await actorOf(new Headers({ cookie })), null);
  const wrong = await code(form("/api/sign-in/code", { code: "not-it" }, { cookie }));
  assert.match(wrong.headers.get("location") ?? "", /problem=code&step=code/);
  const first = codeNow();
  const answer = (given: string, at = cookie) =>
    code(form("/api/sign-in/code", { code: given, next: "/reviews" }, { cookie: at }));
  const right = await answer(first);
  assert.equal(right.headers.get("location"), "/reviews");
  assert.equal((await actorOf(new Headers({ cookie: cookiesOf(right) })))?.userId, reviewer.userId);
  assert.match((await answer(first)).headers.get("location") ?? "", /problem=late/);

  const anew = cookiesOf(await begin());
  const again = await answer(first, anew);
  assert.equal(again.headers.get("location"), "/sign-in?problem=spent&next=%2Freviews");
  assert.equal(await actorOf(new Headers({ cookie: cookiesOf(again) })), null);
  const next = await answer(codeNow(1), cookiesOf(await begin()));
  assert.equal((await actorOf(new Headers({ cookie: cookiesOf(next) })))?.userId, reviewer.userId);
});

test("no second factor is skipped on a device that says it is to be trusted", async () => {
  const { reviewer } = await freshWorkspace(db);
  await givePassword(db, reviewer);
  const codeNow = await giveAuthenticator(db, reviewer);
  const begun = await signIn(form("/api/sign-in", { email: reviewer.email, password: PASSWORD }));
  const answer = await auth().handler(
    new Request(`${ORIGIN}/api/auth/two-factor/verify-totp`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: ORIGIN, cookie: cookiesOf(begun) },
      body: JSON.stringify({ code: codeNow(), trustDevice: true }),
    }),
  );
  assert.equal(answer.status, 400);
});

test("a device that was trusted by an earlier release is so no more", async () => {
  const { reviewer } = await freshWorkspace(db);
  await givePassword(db, reviewer);
  await giveAuthenticator(db, reviewer);
  const { internalAdapter, secret, createAuthCookie } = await auth().$context;
  const identifier = "trust-device-of-an-earlier-release";
  await internalAdapter.createVerificationValue({
    identifier,
    value: reviewer.userId,
    expiresAt: new Date(Date.now() + 86_400_000),
  });
  const token = createHmac("sha256", secret).update(`${reviewer.userId}!${identifier}`);
  const value = `${token.digest("base64url")}!${identifier}`;
  const signed = encodeURIComponent(`${value}.${await makeSignature(value, secret)}`);
  const cookie = `${createAuthCookie("trust_device").name}=${signed}`;
  const fields = { email: reviewer.email, password: PASSWORD };
  const begun = await signIn(form("/api/sign-in", fields, { cookie }));
  assert.match(begun.headers.get("location") ?? "", /^\/sign-in\?step=code/);
  assert.equal(await actorOf(new Headers({ cookie: cookiesOf(begun) })), null);
});

test("a second factor is set up with the password and a code of it, and that stands in the audit log", async () => {
  const { viewer } = await freshWorkspace(db);
  await givePassword(db, viewer);
  const begun = await signIn(form("/api/sign-in", { email: viewer.email, password: PASSWORD }));
  const ask = (path: string, body: object, cookie = cookiesOf(begun)) =>
    auth().handler(
      new Request(`${ORIGIN}/api/auth/two-factor${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: ORIGIN, cookie },
        body: JSON.stringify(body),
      }),
    );
  assert.equal((await ask("/enable", { password: "not it" })).status, 400);
  const { totpURI } = (await (await ask("/enable", { password: PASSWORD })).json()) as {
    totpURI: string;
  };
  const key = new URL(totpURI).searchParams.get("secret")!;
  assert.equal((await ask("/verify-totp", { code: "not it" })).status, 401);
  const done = await ask("/verify-totp", { code: codeNow(key) });
  assert.equal(done.status, 200);
  assert.equal((await actorOf(new Headers({ cookie: cookiesOf(done) })))?.userId, viewer.userId);
  const rows = await db.select().from(audit).where(eq(audit.actorId, viewer.userId));
  assert.deepEqual(
    rows.map(({ action, entityId }) => [action, entityId]),
    [["member.switch-on-second-factor", viewer.userId]],
  );
  // Off again goes by our own verb, which asks for a proof of everybody.
  assert.equal((await ask("/disable", { password: PASSWORD }, cookiesOf(done))).status, 404);
});

test("whoever is signed in tries ten passwords a minute, from wherever, and at no other door", async () => {
  const { viewer } = await freshWorkspace(db);
  await givePassword(db, viewer);
  const begun = await signIn(form("/api/sign-in", { email: viewer.email, password: PASSWORD }));
  const ask = async (path: string, password: string) => {
    const headers = {
      "content-type": "application/json",
      origin: ORIGIN,
      cookie: cookiesOf(begun),
      "x-forwarded-for": `198.51.100.${++address % 250}`,
    };
    const request = { method: "POST", headers, body: JSON.stringify({ password }) };
    return (await auth().handler(new Request(`${ORIGIN}/api/auth${path}`, request))).status;
  };
  assert.equal(await ask("/verify-password", PASSWORD), 404);
  const statuses: number[] = [];
  for (let count = 0; count < 10; count++) statuses.push(await ask("/two-factor/enable", "guess"));
  assert.deepEqual([...new Set(statuses)], [400]);
  assert.equal(await ask("/two-factor/enable", PASSWORD), 429);
});

test("an invitation's form registers who is new under the invited address, also where the local people are, and they are no admin", async () => {
  const { admin, workspaceId } = await freshWorkspace(db);
  const invited = await invite(contextOf(db, admin), {
    email: "new@bank.example",
    role: "reviewer",
    functions: ["privacy"],
    expiresInDays: 1,
  });
  const token = invited.path.slice("/invite/".length);
  const send = (fields: Record<string, string>) =>
    join(form(`/api${invited.path}`, fields), { params: Promise.resolve({ token }) });
  const short = await send({ name: "New", password: "short" });
  assert.match(short.headers.get("location") ?? "", /problem=password$/);
  const joined = await send({ name: "New Person", password: PASSWORD, email: "else@bank.example" });
  assert.equal(joined.headers.get("location"), "/pipelines");
  const actor = await actorOf(new Headers({ cookie: cookiesOf(joined) }));
  assert.deepEqual(
    [actor?.email, actor?.name, actor?.role, actor?.workspaceId, actor?.functions],
    ["new@bank.example", "New Person", "reviewer", workspaceId, ["privacy"]],
  );
  const again = await send({ name: "Another", password: PASSWORD });
  assert.equal(again.headers.get("location"), invited.path);
});

test("a button of the local people works as a form and as JSON, and only towards this machine's own names", async () => {
  const here = { "x-forwarded-for": "127.0.0.1" };
  const sent = await local(
    form("/api/local-sign-in", { role: "designer", next: "//evil.example" }, here),
  );
  assert.deepEqual([sent.status, sent.headers.get("location")], [303, "/pipelines"]);
  const cookie = cookiesOf(sent);
  const actor = await actorOf(new Headers({ cookie, host: "localhost:3000" }));
  assert.equal(actor?.email, "designer@penstock.local");
  for (const away of [{ ...here, host: "evil.example" }, { "x-forwarded-for": "203.0.113.9" }])
    assert.equal(
      (await local(form("/api/local-sign-in", { role: "admin" }, away))).status,
      403,
      JSON.stringify(away),
    );
  const elsewhere = new Headers({ cookie, host: "localhost:3000", "x-forwarded-for": "192.0.2.7" });
  assert.equal(await actorOf(elsewhere), null);
  const nobody = await local(form("/api/local-sign-in", { role: "owner" }, here));
  assert.match(((await nobody.json()) as { error: string }).error, /"designer" \| "reviewer"/);
});

test("a narrowed key acts as its maker with the rights it was made for", async () => {
  const { operator } = await freshWorkspace(db);
  const { token } = await createKey(contextOf(db, operator), {
    name: "ci",
    scope: "api",
    rights: ["runs.start"],
  });
  const actor = await actorOf(new Headers({ authorization: `Bearer ${token}` }));
  assert.deepEqual(
    [actor?.userId, actor?.via, actor?.rights],
    [operator.userId, "token", ["runs.start"]],
  );
});

test("no address leads out of Penstock after signing in", () => {
  assert.equal(pageWithin("/runs/1?tab=log"), "/runs/1?tab=log");
  for (const next of [
    undefined,
    "",
    "runs",
    "//evil.example/x",
    "/\\evil.example",
    "https://evil.example",
    "/.//evil.example/x",
    "/..//evil.example",
    "/a/..//evil.example",
    "/%2e//evil.example",
    "/.\\/evil.example",
  ])
    assert.equal(pageWithin(next), "/pipelines", next);
});

test("a body larger than any form is refused before it fills the memory, whether its size is told or not", async () => {
  const routes = { own, local, signIn, code, signUp, join, newPassword };
  const kilobyte = new TextEncoder().encode("x".repeat(1_024));
  for (const [name, route] of Object.entries(routes))
    for (const told of [true, false]) {
      let sent = 0;
      const body = new ReadableStream(
        { pull: (stream) => (sent++ < 200 ? stream.enqueue(kilobyte) : stream.close()) },
        { highWaterMark: 0 },
      );
      const headers = new Headers({ origin: ORIGIN, host: "localhost:3000" });
      headers.set("content-type", "application/x-www-form-urlencoded");
      if (told) headers.set("content-length", String(200 * 1_024));
      const request = { method: "POST", headers, body, duplex: "half" } as RequestInit;
      const answer = await route(new Request(`${ORIGIN}/api/auth/sign-in/email`, request), {
        params: Promise.resolve({ token: "x" }),
      });
      const { error } = (await answer.json()) as { error: string };
      assert.equal(answer.status, 413, `${name}: ${error}`);
      assert.match(error, /64 KB at the most/);
      assert.ok(sent <= (told ? 0 : 65), `${name}: ${sent} KB were read`);
    }
});
