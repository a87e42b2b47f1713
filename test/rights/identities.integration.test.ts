import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { apiKey, ROLES, type Role } from "../../db/schema/auth.ts";
import { auth } from "../../server/sign-in/auth.ts";
import { repoRoot } from "../../server/home.ts";
import { newId } from "../../server/ids.ts";
import type { Access } from "../../server/rest.ts";
import { can, RIGHTS, type Right } from "../../server/rights.ts";
import { temporaryArtifacts } from "../support/deployed-model.ts";
import { startTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { testServers } from "../support/servers.ts";
import { givePassword, PASSWORD, useSignIn } from "../support/sign-in.ts";
import { PROCEDURES } from "./procedures.ts";
import { makeWorld, type World } from "./world.ts";

const ORIGIN = "http://localhost:3000";
/** What no procedure takes: whoever is let in is told so, and nothing happens. */
const NONSENSE = { no_such_field: 1 };
/** What a person does about their own sign-in, in the browser. */
const IN_PERSON = /signed in, and not with an API key/;

interface Method {
  (request: Request, context: { params: Promise<Record<string, string>> }): Promise<Response>;
  access?: Access;
}

let database: TestDatabase;
let here: World;
let there: World;
/** By file and method. */
const routes: { name: string; method: string; handler: Method }[] = [];
let trpc: Method;
const cookies: Partial<Record<Role, string>> = {};

before(async () => {
  database = await startTestDatabase();
  const logins = await database.logins();
  useSignIn(logins.system);
  process.env["PENSTOCK_WEB_DATABASE_URL"] = logins.web;
  process.env["TEMPORAL_ADDRESS"] = (await testServers()).temporalAddress;
  const { home, artifacts } = await temporaryArtifacts();
  process.env["PENSTOCK_HOME"] = home;
  here = await makeWorld(database.db, artifacts);
  there = await makeWorld(database.db, artifacts);
  for (const role of ROLES) {
    await givePassword(database.db, here.people[role]);
    cookies[role] = await signIn(role);
  }
  const app = path.join(repoRoot, "app");
  for (const file of readdirSync(app, { recursive: true, encoding: "utf8" })) {
    if (path.basename(file) !== "route.ts") continue;
    const exported = (await import(path.join(app, file))) as Record<string, Method>;
    for (const [method, handler] of Object.entries(exported))
      if (typeof handler === "function") routes.push({ name: path.dirname(file), method, handler });
  }
  trpc = routes.find(
    ({ name, method }) => name === "api/trpc/[trpc]" && method === "POST",
  )!.handler;
});

async function signIn(role: Role): Promise<string> {
  const response = await auth().api.signInEmail({
    body: { email: here.people[role].email, password: PASSWORD },
    asResponse: true,
  });
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

/** A key of a person of this workspace; answers the header that sends it. */
async function bearer(
  role: Role,
  more: { rights?: Right[]; expiresAt?: Date; revokedAt?: Date } = {},
): Promise<Record<string, string>> {
  const token = `pk_${randomBytes(24).toString("base64url")}`;
  await database.db.insert(apiKey).values({
    id: newId("key"),
    workspaceId: here.workspaceId,
    userId: here.people[role].userId,
    name: "matrix",
    scope: "api",
    prefix: token.slice(0, 8),
    hash: createHash("sha256").update(token).digest("hex"),
    ...more,
  });
  return { authorization: `Bearer ${token}` };
}

interface Refusal {
  path: string;
  right: Right;
  askedBy?: "verb";
  /** Null where the call went through. */
  code: string | null;
  message: string;
}

/** What each procedure answers to whoever sends these headers: all that are asked for, in one request a kind. */
async function askAll(headers: Record<string, string>): Promise<Refusal[]> {
  const found: Refusal[] = [];
  for (const kind of ["query", "mutation"]) {
    const asked = PROCEDURES.filter(({ type }) => type === kind);
    const body = JSON.stringify(Object.fromEntries(asked.map((_, index) => [index, NONSENSE])));
    const response = await send(
      `${asked.map((one) => one.path).join(",")}?batch=1`,
      { "content-type": "application/json", "content-length": String(body.length), ...headers },
      body,
    );
    const answers = (await response.json()) as {
      error?: { message: string; data: { code: string } };
    }[];
    assert.equal(answers.length, asked.length);
    for (const [index, { path: name, right, askedBy }] of asked.entries()) {
      const { error } = answers[index]!;
      found.push({
        path: name,
        right,
        askedBy,
        code: error?.data.code ?? null,
        message: error?.message ?? "",
      });
    }
  }
  for (const { path: name, right } of PROCEDURES.filter(({ type }) => type === "subscription")) {
    const input = encodeURIComponent(JSON.stringify(NONSENSE));
    const response = await send(`${name}?input=${input}`, {
      accept: "text/event-stream",
      ...headers,
    });
    const text = await response.text();
    // Its refusal is an event.
    const { error, ...event } = JSON.parse(
      text.startsWith("{") ? text : (/^data: (\{.*"code".*)$/m.exec(text)?.[1] ?? "{}"),
    ) as { error?: Event; message?: string; data?: { code: string } };
    type Event = { message?: string; data?: { code: string } };
    const told: Event = error ?? event;
    found.push({ path: name, right, code: told.data?.code ?? null, message: told.message ?? "" });
  }
  return found;
}

function send(to: string, headers: Record<string, string>, body?: string): Promise<Response> {
  const request = new Request(`${ORIGIN}/api/trpc/${to}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { host: "localhost:3000", ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return trpc(request, { params: Promise.resolve({ trpc: to }) });
}

/** What is wrong with who is let in to what, by the rights that `may` grants. */
async function wrongs(headers: Record<string, string>, may: (right: Right) => boolean) {
  const found: string[] = [];
  for (const { path: name, right, askedBy, code, message } of await askAll(headers)) {
    const isRefused = code === "FORBIDDEN" && !IN_PERSON.test(message);
    const isOdd = code === "UNAUTHORIZED" || code === "INTERNAL_SERVER_ERROR";
    // A verb that asks by itself is not reached without an input that it takes; the other matrix has one.
    if (isOdd || (askedBy !== "verb" && isRefused === may(right)))
      found.push(`${name} (${right}): ${code} ${message}`);
  }
  return found;
}

for (const role of ROLES)
  test(`${role}: a session and a key are let in where the role includes the right, and nowhere else`, async () => {
    const may = (right: Right) => can(role, right);
    assert.deepEqual(await wrongs({ cookie: cookies[role]! }, may), []);
    assert.deepEqual(await wrongs(await bearer(role), may), []);
  });

test("a key that was made for some rights is let in for these alone", async () => {
  for (const rights of [["workspace.read"], ["runs.start", "keys.write"]] as Right[][])
    assert.deepEqual(
      await wrongs(await bearer("admin", { rights }), (right) => rights.includes(right)),
      [],
    );
  // No key has more than its person.
  assert.deepEqual(
    await wrongs(await bearer("viewer", { rights: [...RIGHTS] }), (right) => can("viewer", right)),
    [],
  );
});

test("nobody is let in without a session, or with one, or a key, that has ended or was taken back", async () => {
  const ended = await signIn("admin");
  const hour = 3_600_000;
  await database.sql`
    update session set expires_at = now() - interval '1 minute' where token = ${/session_token=([^.]+)/.exec(decodeURIComponent(ended))![1]!}`;
  for (const headers of [
    {},
    { cookie: ended },
    { cookie: "better-auth.session_token=made.up" },
    await bearer("admin", { expiresAt: new Date(Date.now() - hour) }),
    await bearer("admin", { revokedAt: new Date() }),
    { authorization: "Bearer pk_made-up" },
  ] as Record<string, string>[])
    for (const { path: name, code, message } of await askAll(headers))
      assert.equal(code, "UNAUTHORIZED", `${name} ${JSON.stringify(headers)}: ${message}`);
});

/** For routes whose address names something: that of a workspace. */
const PARAMS: Record<string, (world: World) => Record<string, string>> = {
  "api/artifacts/[hash]": ({ hash }) => ({ hash }),
  "api/exports/models/[name]/[version]/bom": ({ model }) => ({ name: model, version: "1" }),
  "api/exports/models/[name]/[version]/card": ({ model }) => ({ name: model, version: "1" }),
  "api/exports/reviews/[id]/bundle": ({ review }) => ({ id: review }),
  // A page of one's own would start a browser, which its own tests do.
  "api/exports/reviews/[id]/pdf": (world) => ({ id: world === here ? "none" : world.review }),
};

async function fetchFrom(
  { name, method, handler }: (typeof routes)[number],
  headers: Record<string, string>,
  world: World,
): Promise<{ status: number; text: string }> {
  const params = PARAMS[name]?.(world) ?? {};
  const address = name.replace(/\[(\w+)\]/g, (_, key: string) => params[key] ?? "x");
  const response = await handler(
    new Request(`${ORIGIN}/${address}`, {
      method,
      headers: { host: "localhost:3000", ...headers },
      ...(method === "GET" || method === "HEAD" ? {} : { body: "x" }),
    }),
    { params: Promise.resolve(params) },
  );
  return { status: response.status, text: await response.text() };
}

test("every route says who may ask it, and what its address is made of", () => {
  assert.ok(routes.length > 8);
  for (const { name, method, handler } of routes) {
    const { access } = handler;
    assert.ok(
      access,
      `${method} ${name} says nothing: make it with rest(RIGHT, …) or openRoute(WHY, …)`,
    );
    if ("right" in access) {
      assert.ok(RIGHTS.includes(access.right), name);
      assert.equal(
        name.includes("["),
        name in PARAMS,
        `${name}: say in PARAMS what its address is made of`,
      );
    } else assert.ok(access.open.length > 10, `${name} does not say why it is open`);
  }
});

test("a route lets in whom its right allows, shows nothing of another workspace, and nobody without a session", async () => {
  for (const route of routes) {
    const { access } = route.handler;
    if (!access || !("right" in access)) continue;
    const label = `${route.method} ${route.name}`;
    for (const role of ROLES) {
      const { status, text } = await fetchFrom(route, { cookie: cookies[role]! }, here);
      assert.equal(
        status === 403,
        !can(role, access.right),
        `${label} as ${role}: ${status} ${text}`,
      );
      assert.ok(status !== 401 && status < 500, `${label} as ${role}: ${status} ${text}`);
    }
    const far = await fetchFrom(route, { cookie: cookies.admin! }, there);
    if (PARAMS[route.name]) assert.equal(far.status, 404, `${label}: ${far.text}`);
    else assert.ok(!far.text.includes(there.tag), label);
    const narrow = await bearer("admin", {
      rights: RIGHTS.filter((right) => right !== access.right),
    });
    assert.equal((await fetchFrom(route, narrow, here)).status, 403, label);
    for (const headers of [{}, await bearer("admin", { revokedAt: new Date() })])
      assert.equal((await fetchFrom(route, headers, here)).status, 401, label);
  }
});
