import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import { LOCAL_EMAILS } from "../../db/local-people.ts";
import { audit } from "../../db/schema/audit.ts";
import { member } from "../../db/schema/auth.ts";
import { seed } from "../../db/seed.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { atEnd } from "../../test/support/servers.ts";
import { actorOf } from "../actors/request-actor.ts";
import { auth } from "./auth.ts";
import { closeServices, systemServices } from "../services.ts";

const ORIGIN = "http://localhost:3000";
const LOCAL_TOKEN = "local-token-for-this-test-of-forty-letters";

before(async () => {
  const { url } = await startTestDatabase();
  Object.assign(process.env, {
    DATABASE_URL: url,
    TEMPORAL_ADDRESS: "127.0.0.1:1",
    PENSTOCK_SECRET: "a secret of this test alone, long enough",
    PENSTOCK_WEB_URL: ORIGIN,
    PENSTOCK_LOCAL_TOKEN: LOCAL_TOKEN,
  });
  atEnd(closeServices);
  await seed(url, { localUsers: true });
  await seed(url, { localUsers: true });
});

/** As a browser asks the route of sign-in and sign-up. */
function ask(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return auth().handler(
    new Request(`${ORIGIN}/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: ORIGIN, ...headers },
      body: JSON.stringify(body),
    }),
  );
}

function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

test("in the local mode one click makes a session, and only under this machine's name", async () => {
  process.env.PENSTOCK_LOCAL_USERS = "auto";
  const response = await auth().api.signInLocal({
    body: { role: "reviewer" },
    headers: new Headers({ host: "localhost:3000" }),
    asResponse: true,
  });
  const cookie = cookieOf(response);
  const actor = await actorOf(new Headers({ cookie, host: "localhost:3000" }));
  assert.equal(actor?.email, "reviewer@penstock.local");
  assert.equal(actor?.role, "reviewer");
  assert.equal(await actorOf(new Headers({ cookie, host: "evil.example:3000" })), null);

  process.env.PENSTOCK_LOCAL_USERS = "off";
  assert.equal(await actorOf(new Headers({ cookie, host: "localhost:3000" })), null);
});

test("the token of the command on this machine acts as one of the local people, and as nobody else", async () => {
  process.env.PENSTOCK_LOCAL_USERS = "auto";
  const as = (email: string) =>
    actorOf(
      new Headers({
        host: "127.0.0.1:3000",
        authorization: `Bearer ${LOCAL_TOKEN}`,
        "x-penstock-user": email,
      }),
    );
  assert.equal((await as("admin@penstock.local"))?.role, "admin");
  await assert.rejects(as("somebody@example.com"), /none of the local people/);
  process.env.PENSTOCK_LOCAL_USERS = "off";
  await assert.rejects(as("admin@penstock.local"), /only on the machine itself/);
});

test("an API key acts as its owner: a request that names somebody else beside it is refused", async () => {
  const headers = { authorization: "Bearer pk_any", "x-penstock-user": "reviewer@penstock.local" };
  await assert.rejects(actorOf(new Headers(headers)), {
    code: "bad-request",
    message: /^An API key acts as its owner/,
  });
});

test("outside of the local mode the first to register is the admin, and registration is closed after it", async () => {
  process.env.PENSTOCK_LOCAL_USERS = "auto";
  const eve = { name: "Eve", email: "eve@example.com", password: "a long enough password" };
  assert.equal((await ask("/sign-up/email", eve)).status, 403);

  process.env.PENSTOCK_LOCAL_USERS = "off";
  const ada = { name: "Ada", email: "ada@example.com", password: "a long enough password" };
  const registered = await ask("/sign-up/email", ada);
  assert.equal(registered.status, 200);
  const actor = await actorOf(new Headers({ cookie: cookieOf(registered) }));
  assert.equal(actor?.role, "admin");
  assert.equal(actor?.via, "session");
  const { db } = systemServices();
  const rows = await db.select().from(audit).where(eq(audit.actorId, actor.userId));
  assert.deepEqual(
    rows.map(({ action, entityId }) => [action, entityId]),
    [["member.add", actor.userId]],
  );

  const tried = [eve, ada].map((one, index) =>
    ask("/sign-up/email", one, { "x-forwarded-for": `203.0.113.${20 + index}` }),
  );
  const answers = await Promise.all(tried);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [403, 403],
  );
  // Nobody learns from it who has an account.
  assert.equal(await answers[0]!.text(), await answers[1]!.text());
  assert.equal((await db.select().from(member)).length, LOCAL_EMAILS.length + 1);
});

test("a wrong password is refused, a right one signs in, and many tries are slowed down", async () => {
  process.env.PENSTOCK_LOCAL_USERS = "off";
  const from = { "x-forwarded-for": "203.0.113.7" };
  const sign = (password: string) =>
    ask("/sign-in/email", { email: "ada@example.com", password }, from);
  assert.equal((await sign("another long password")).status, 401);
  assert.equal((await sign("a long enough password")).status, 200);
  const statuses: number[] = [];
  for (let count = 0; count < 10; count++) statuses.push((await sign("guess after guess")).status);
  assert.equal(statuses.at(-1), 429);
});

test("what is no address is a wrong one, however long and whatever is in it", async () => {
  const texts = [`${randomBytes(4_000).toString("base64url")}@example.com`, "a\0b@example.com", {}];
  for (const [index, email] of texts.entries()) {
    const from = { "x-forwarded-for": `203.0.113.${30 + index}` };
    const { status } = await ask("/sign-in/email", { email, password: "guess" }, from);
    assert.ok(status === 400 || status === 401, `${index}: ${status}`);
  }
});

test("a request from a page of another site does not sign anybody in", async () => {
  const response = await ask(
    "/sign-in/email",
    { email: "ada@example.com", password: "a long enough password" },
    { origin: "https://evil.example", cookie: "a=b", "x-forwarded-for": "203.0.113.8" },
  );
  assert.equal(response.status, 403);
});

test("an unknown API key is refused with what to do", async () => {
  await assert.rejects(
    actorOf(new Headers({ authorization: "Bearer pk_unknown" })),
    /unknown, expired or revoked/,
  );
});
