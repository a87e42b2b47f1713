import assert from "node:assert/strict";
import { before, test } from "node:test";
import { desc, eq } from "drizzle-orm";
import { POST as chooseByForm } from "../../app/api/new-password/[token]/route.ts";
import { POST as signIn } from "../../app/api/sign-in/route.ts";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { member, user, verification } from "../../db/schema/auth.ts";
import { notice } from "../../db/schema/governance.ts";
import { contextOf } from "../../test/support/context.ts";
import { addPerson, freshWorkspace } from "../../test/support/factories.ts";
import { startMailbox } from "../../test/support/mailbox.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { atEnd } from "../../test/support/servers.ts";
import {
  giveAuthenticator,
  givePassword,
  PASSWORD,
  useSignIn,
} from "../../test/support/sign-in.ts";
import { actorOf } from "../actors/request-actor.ts";
import type { Actor } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { reset } from "../second-factor/reset.ts";
import { change } from "./change.ts";
import { choose } from "./choose.ts";
import { lookAtLink } from "./link.ts";
import { makeLink } from "./make-link.ts";

const ORIGIN = "http://localhost:3000";
const NEXT = "another long password";
const PROOF = { password: PASSWORD };
let database: TestDatabase;
let db: Database;
before(async () => {
  database = await startTestDatabase();
  ({ db } = database);
  useSignIn((await database.logins()).system);
});

const refused = (code: string, sentence: RegExp) => (error: unknown) =>
  error instanceof PenstockError && error.code === code && sentence.test(error.message);

/** A workspace in which the admin and the designer have a password. */
async function people() {
  const made = await freshWorkspace(db);
  for (const person of [made.admin, made.designer]) await givePassword(db, person);
  const admin: Actor = { ...made.admin, via: "session" };
  return { ...made, admin, walled: (await database.as(made.workspaceId)).db };
}

const tokenOf = ({ path }: { path: string }) => path.slice("/new-password/".length);

/** Signs in by the form; the cookie of the session, or where the form leads to instead. */
async function tryPassword({ email }: Pick<Actor, "email">, password: string) {
  const response = await signIn(form("/api/sign-in", { email, password }));
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  return { to: response.headers.get("location")!, headers: new Headers({ cookie }) };
}

let address = 0;
const form = (path: string, fields: Record<string, string>) =>
  new Request(`${ORIGIN}${path}`, {
    method: "POST",
    headers: {
      origin: ORIGIN,
      host: "localhost:3000",
      "x-forwarded-for": `198.51.100.${++address % 250}`,
    },
    body: new URLSearchParams(fields),
  });

test("a member chooses a new password by an admin's link, once: the old one and all sessions end, and both are told", async () => {
  const { workspaceId, walled, admin, designer } = await people();
  const other = await addPerson(db, workspaceId, "admin");
  const before = await tryPassword(designer, PASSWORD);
  assert.ok(await actorOf(before.headers));
  const made = await makeLink(contextOf(walled, admin), { userId: designer.userId, proof: PROOF });
  assert.ok(Math.abs(made.expiresAt.getTime() - Date.now() - 86_400_000) < 60_000);
  assert.deepEqual(await lookAtLink(tokenOf(made)), { name: designer.name, email: designer.email });
  assert.ok(await actorOf(before.headers), "nothing has changed yet");

  const send = async (password: string) => {
    const params = Promise.resolve({ token: tokenOf(made) });
    const response = await chooseByForm(form(made.path, { password }), { params });
    return response.headers.get("location")!;
  };
  assert.match(await send("too short"), /^\/new-password\/.*problem=password$/);
  assert.match(await send(NEXT), /^\/sign-in\?done=password&email=/);
  assert.match(await send("yet another password"), /problem=used/);
  assert.equal(await actorOf(before.headers), null);
  assert.match((await tryPassword(designer, PASSWORD)).to, /problem=wrong/);
  assert.equal(
    (await actorOf((await tryPassword(designer, NEXT)).headers))?.userId,
    designer.userId,
  );

  const rows = await db
    .select({ action: audit.action, actor: audit.actorId, entity: audit.entityId })
    .from(audit)
    .where(eq(audit.workspaceId, workspaceId))
    .orderBy(audit.id);
  assert.deepEqual(rows, [
    { action: "member.reset-password", actor: admin.userId, entity: designer.userId },
    { action: "member.choose-password", actor: designer.userId, entity: designer.userId },
  ]);
  const told = await db
    .select({ userId: notice.userId, kind: notice.kind })
    .from(notice)
    .where(eq(notice.workspaceId, workspaceId));
  const toldOf = (person: Actor) =>
    told
      .filter(({ userId }) => userId === person.userId)
      .map(({ kind }) => kind)
      .toSorted();
  assert.deepEqual(toldOf(designer), ["member.password", "member.password-link"]);
  assert.deepEqual(toldOf(other), ["member.password", "member.password-link"]);
  assert.deepEqual(toldOf(admin), ["member.password"]);
});

test("a link that was replaced, has expired, is none, or is of somebody who has left sets no password", async () => {
  const { walled, admin, designer } = await people();
  const ctx = contextOf(walled, admin);
  const make = async () => tokenOf(await makeLink(ctx, { userId: designer.userId, proof: PROOF }));
  const use = (token: string) => choose(token, { password: NEXT, source: undefined });
  const dead = refused("not-found", /works no longer/);
  const replaced = await make();
  const token = await make();
  await assert.rejects(use(replaced), dead);
  await assert.rejects(use("made up"), dead);
  await db.update(verification).set({ expiresAt: new Date(Date.now() - 1_000) });
  assert.equal(await lookAtLink(token), null);
  await assert.rejects(use(token), dead);
  const left = await make();
  await db.delete(member).where(eq(member.userId, designer.userId));
  await assert.rejects(use(left), dead);
  assert.equal(
    (await tryPassword(designer, PASSWORD)).to,
    "/pipelines",
    "the old password is the one that holds",
  );
});

test("of two who use one link at the same moment one sets the password", async () => {
  const { walled, admin, designer } = await people();
  const made = await makeLink(contextOf(walled, admin), { userId: designer.userId, proof: PROOF });
  const outcomes = await Promise.allSettled(
    ["the first of two passwords", "the second of two passwords"].map((password) =>
      choose(tokenOf(made), { password, source: undefined }),
    ),
  );
  assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
});

test("an admin resets a second factor; the password alone signs in then, and that is written down and told", async () => {
  const { workspaceId, walled, admin, designer } = await people();
  const ctx = contextOf(walled, admin);
  await assert.rejects(
    reset(ctx, { userId: designer.userId, proof: PROOF }),
    refused("conflict", /has no second factor/),
  );
  await giveAuthenticator(db, designer);
  assert.match((await tryPassword(designer, PASSWORD)).to, /step=code/);
  await reset(ctx, { userId: designer.userId, proof: PROOF });
  assert.equal((await tryPassword(designer, PASSWORD)).to, "/pipelines");
  const [row] = await db
    .select({ action: audit.action, actor: audit.actorId, after: audit.after })
    .from(audit)
    .where(eq(audit.workspaceId, workspaceId))
    .orderBy(desc(audit.id))
    .limit(1);
  assert.deepEqual(row, {
    action: "member.reset-second-factor",
    actor: admin.userId,
    after: { email: designer.email },
  });
  const [told] = await db.select().from(notice).where(eq(notice.userId, designer.userId));
  assert.match(told!.title, /took your second factor away/);
});

test("a new password does not get around the second factor", async () => {
  const { walled, admin, designer } = await people();
  await giveAuthenticator(db, designer);
  const made = await makeLink(contextOf(walled, admin), { userId: designer.userId, proof: PROOF });
  await choose(tokenOf(made), { password: NEXT, source: undefined });
  const { to, headers } = await tryPassword(designer, NEXT);
  assert.match(to, /step=code/);
  assert.equal(await actorOf(headers), null);
});

test("nobody but an admin who signs in again helps others to sign in, and nobody themself or with a key", async () => {
  const { walled, admin, designer, reviewer } = await people();
  for (const help of [makeLink, reset]) {
    const as = (actor: Actor, userId: string, proof = {}) =>
      help(contextOf(walled, actor), { userId, proof });
    await assert.rejects(as(reviewer, designer.userId), refused("forbidden", /members.write/));
    await assert.rejects(as(admin, admin.userId, PROOF), refused("forbidden", /for others/));
    await assert.rejects(as(admin, designer.userId), refused("forbidden", /Sign in again/));
    await assert.rejects(
      as(admin, designer.userId, { password: "not it" }),
      refused("forbidden", /not your password/),
    );
    await assert.rejects(
      as({ ...admin, via: "token" }, designer.userId, PROOF),
      refused("forbidden", /not with an API key/),
    );
    await assert.rejects(as(admin, "nobody", PROOF), refused("not-found", /no member/));
  }
  await assert.rejects(
    makeLink(contextOf(walled, admin), { userId: reviewer.userId, proof: PROOF }),
    refused("conflict", /has no password here/),
  );
});

test("an admin gets into no other workspace by a person's new password or lost second factor, also not later", async () => {
  const { walled, admin, designer } = await people();
  const elsewhere = await freshWorkspace(db);
  await giveAuthenticator(db, designer);
  const ctx = contextOf(walled, admin);
  const asked = { userId: designer.userId, proof: PROOF };
  const early = tokenOf(await makeLink(ctx, asked));
  const beyond = refused("forbidden", /where you are no admin/);
  await db
    .insert(member)
    .values({ workspaceId: elsewhere.workspaceId, userId: designer.userId, role: "viewer" });
  await assert.rejects(makeLink(ctx, asked), beyond);
  await assert.rejects(reset(ctx, asked), beyond);
  await assert.rejects(choose(early, { password: NEXT, source: undefined }), beyond);
  await db
    .insert(member)
    .values({ workspaceId: elsewhere.workspaceId, userId: admin.userId, role: "admin" });
  await choose(early, { password: NEXT, source: undefined });
});

test("the link is mailed to the person where there is a mail server, and shown to the admin either way", async () => {
  const { walled, admin, designer } = await people();
  const box = await startMailbox();
  atEnd(box.close);
  Object.assign(process.env, {
    PENSTOCK_SMTP_URL: `smtp://127.0.0.1:${box.port}`,
    PENSTOCK_MAIL_FROM: "penstock@example.com",
  });
  try {
    const asked = { userId: designer.userId, proof: PROOF };
    const made = await makeLink(contextOf(walled, admin), asked);
    assert.equal(made.mailed, true);
    assert.deepEqual(box.received[0]!.to, [designer.email]);
    assert.ok(box.received[0]!.raw.replaceAll("=\r\n", "").includes(made.path));
  } finally {
    delete process.env["PENSTOCK_SMTP_URL"];
    delete process.env["PENSTOCK_MAIL_FROM"];
  }
});

test("a person changes their password with the old one; their other sessions end", async () => {
  const { walled, designer } = await people();
  const [here, there] = [
    await tryPassword(designer, PASSWORD),
    await tryPassword(designer, PASSWORD),
  ];
  const ctx = contextOf(walled, (await actorOf(here.headers))!);
  await assert.rejects(
    change(ctx, { current: "not it", password: NEXT }),
    refused("forbidden", /not your password/),
  );
  await assert.rejects(
    change(ctx, { current: PASSWORD, password: "short" }),
    refused("bad-request", /12 to 128/),
  );
  assert.deepEqual(await change(ctx, { current: PASSWORD, password: NEXT }), { sessionsEnded: 1 });
  assert.ok(await actorOf(here.headers));
  assert.equal(await actorOf(there.headers), null);
  assert.match((await tryPassword(designer, PASSWORD)).to, /problem=wrong/);
  const [row] = await db.select().from(user).where(eq(user.id, designer.userId));
  assert.equal((await tryPassword(row!, NEXT)).to, "/pipelines");
});
