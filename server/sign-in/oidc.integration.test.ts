import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import { POST as join } from "../../app/api/invite/[token]/route.ts";
import { GET as begin } from "../../app/api/sign-in/oidc/route.ts";
import type { Database } from "../../db/client.ts";
import { DEFAULT_WORKSPACE } from "../../db/local-people.ts";
import { member, user } from "../../db/schema/auth.ts";
import { seed } from "../../db/seed.ts";
import { contextOf } from "../../test/support/context.ts";
import { signInAtProvider, startOidcProvider } from "../../test/support/oidc-provider.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { atEnd } from "../../test/support/servers.ts";
import { givePassword, useSignIn } from "../../test/support/sign-in.ts";
import { actorOf, signedIn } from "../actors/request-actor.ts";
import { auth } from "./auth.ts";
import { create as invite } from "../invitations/create.ts";

const ORIGIN = "http://localhost:3000";
let db: Database;
before(async () => {
  const database = await startTestDatabase();
  ({ db } = database);
  await seed(database.url, { localUsers: false });
  useSignIn(database.url);
  const { issuer, client, close } = await startOidcProvider(`${ORIGIN}/api/auth/callback/oidc`);
  atEnd(close);
  Object.assign(process.env, {
    PENSTOCK_LOCAL_USERS: "off",
    PENSTOCK_OIDC_ISSUER: issuer,
    PENSTOCK_OIDC_CLIENT_ID: client.id,
    PENSTOCK_OIDC_CLIENT_SECRET: client.secret,
  });
});

const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

// Each from another address: that they are slowed down is another test's.
let signIns = 0;

/** Goes from the sign-in page to the provider and back, as a browser does; where it ends, and with which cookies. */
async function signInAs(email: string, next?: string) {
  const query = next ? `?next=${encodeURIComponent(next)}` : "";
  const headers = { "x-forwarded-for": `203.0.113.${++signIns}` };
  const out = await begin(new Request(`${ORIGIN}/api/sign-in/oidc${query}`, { headers }));
  assert.equal(out.status, 303);
  const back = await signInAtProvider(out.headers.get("location")!, email);
  const answer = await auth().handler(
    new Request(back, { headers: { ...headers, cookie: cookiesOf(out) } }),
  );
  return {
    location: answer.headers.get("location"),
    headers: new Headers({ cookie: cookiesOf(answer) }),
  };
}

async function person(email: string) {
  const [found] = await db.select().from(user).where(eq(user.email, email));
  return found;
}

test("the first to come from the provider is the admin, comes back as the same person, and goes on where they wanted", async () => {
  const first = await signInAs("ada@bank.example", "/reviews?mine=1");
  assert.equal(first.location, "/reviews?mine=1");
  const actor = await actorOf(first.headers);
  assert.deepEqual([actor?.email, actor?.name, actor?.role], ["ada@bank.example", "ada", "admin"]);
  const again = await actorOf((await signInAs("ada@bank.example")).headers);
  assert.equal(again?.userId, actor?.userId);
});

test("who comes later is known, and in no workspace until an invitation lets them in", async () => {
  const { headers } = await signInAs("bo@bank.example");
  assert.equal((await signedIn(headers))?.user.email, "bo@bank.example");
  assert.equal(await actorOf(headers), null);
  const admin = (await actorOf((await signInAs("ada@bank.example")).headers))!;
  const { path } = await invite(contextOf(db, admin), {
    email: "bo@bank.example",
    role: "reviewer",
    functions: ["business"],
    expiresInDays: 1,
  });
  headers.set("origin", ORIGIN);
  const joined = await join(
    new Request(`${ORIGIN}/api${path}`, { method: "POST", headers, body: new URLSearchParams() }),
    { params: Promise.resolve({ token: path.slice("/invite/".length) }) },
  );
  assert.equal(joined.headers.get("location"), "/pipelines");
  const actor = await actorOf(headers);
  assert.deepEqual([actor?.role, actor?.functions], ["reviewer", ["business"]]);
});

test("where the installation names a role, whoever comes for the first time has it, and who was removed stays out", async () => {
  process.env["PENSTOCK_OIDC_ROLE"] = "viewer";
  try {
    const { headers } = await signInAs("cy@bank.example");
    const actor = (await actorOf(headers))!;
    assert.deepEqual([actor.role, actor.workspaceId], ["viewer", DEFAULT_WORKSPACE]);
    await db.delete(member).where(eq(member.userId, actor.userId));
    assert.equal(await actorOf((await signInAs("cy@bank.example")).headers), null);
  } finally {
    delete process.env["PENSTOCK_OIDC_ROLE"];
  }
});

test("a person who has a password here is the one the provider knows by the same address, if both have checked it", async () => {
  const known = async (email: string, emailVerified: boolean) => {
    const id = `user_${email.split("@")[0]}`;
    await db.insert(user).values({ id, email, name: "Dee", emailVerified });
    await givePassword(db, { userId: id });
    const { headers, location } = await signInAs(email);
    return { id, who: (await signedIn(headers))?.user.id, location };
  };
  const checked = await known("dee@bank.example", true);
  assert.equal(checked.who, checked.id);
  for (const [email, here] of [
    ["elle@unverified.example", true],
    ["fay@bank.example", false],
  ] as const) {
    const { who, location } = await known(email, here);
    assert.equal(who, undefined);
    assert.match(location ?? "", /^\/sign-in\?problem=provider.*error=account_not_linked/);
  }
});

test("the link leads to the provider whatever the server calls itself, and with any cookie", async () => {
  for (const name of ["https://0.0.0.0:3000", "https://penstock.example.com"]) {
    const headers = { cookie: "theme=dark", "x-forwarded-for": `203.0.113.${++signIns}` };
    const { headers: out } = await begin(new Request(`${name}/api/sign-in/oidc`, { headers }));
    assert.match(out.get("location") ?? "", /^http:.*client_id=/);
  }
});

test("an answer that no sign-in of this browser began signs nobody in", async () => {
  const out = await begin(new Request(`${ORIGIN}/api/sign-in/oidc`));
  const back = await signInAtProvider(out.headers.get("location")!, "eve@bank.example");
  const answer = await auth().handler(new Request(back));
  assert.equal(await signedIn(new Headers({ cookie: cookiesOf(answer) })), null);
  assert.equal(await person("eve@bank.example"), undefined);
});
