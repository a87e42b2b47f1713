import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { before, test } from "node:test";
import { and, eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { invitation, user } from "../../db/schema/auth.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startMailbox } from "../../test/support/mailbox.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { atEnd } from "../../test/support/servers.ts";
import { useSignIn } from "../../test/support/sign-in.ts";
import { PenstockError } from "../errors.ts";
import { memberActor } from "../actors/member-actor.ts";
import { accept } from "./accept.ts";
import { create } from "./create.ts";
import { list } from "./list.ts";
import { lookAt } from "./look.ts";
import { revoke } from "./revoke.ts";

let db: Database;
before(async () => {
  const database = await startTestDatabase();
  ({ db } = database);
  useSignIn(database.url);
});

const refused = (code: string, sentence: RegExp) => (error: unknown) =>
  error instanceof PenstockError && error.code === code && sentence.test(error.message);

async function somebody() {
  const tag = randomBytes(5).toString("hex");
  const person = { userId: `user_${tag}`, email: `ada-${tag}@example.com`, name: "Ada" };
  await db.insert(user).values({ id: person.userId, email: person.email, name: person.name });
  return person;
}

const tokenOf = ({ path }: { path: string }) => path.slice("/invite/".length);
const AS_PRIVACY = { role: "reviewer" as const, functions: ["privacy" as const], expiresInDays: 7 };

test("a link lets one person in, as what the invitation says, once", async () => {
  const { workspaceId, admin } = await freshWorkspace(db);
  const [ada, eve] = [await somebody(), await somebody()];
  const made = await create(contextOf(db, admin), { email: ada.email, ...AS_PRIVACY });
  const token = tokenOf(made);
  const looked = await lookAt(token);
  assert.deepEqual(
    [looked?.email, looked?.role, looked?.functions, looked?.by, looked?.state],
    [ada.email, "reviewer", ["privacy"], admin.name, "open"],
  );
  await accept(token, ada);
  const actor = await memberActor(ada.userId, workspaceId);
  assert.deepEqual([actor?.role, actor?.functions], ["reviewer", ["privacy"]]);
  await assert.rejects(accept(token, eve), refused("not-found", /has been used/));
  const rows = await db
    .select({ action: audit.action, actor: audit.actorId })
    .from(audit)
    .where(eq(audit.workspaceId, workspaceId))
    .orderBy(audit.id);
  assert.deepEqual(rows, [
    { action: "invitation.create", actor: admin.userId },
    { action: "invitation.accept", actor: ada.userId },
    { action: "member.add", actor: ada.userId },
  ]);
});

test("of two who open one link at the same moment one gets in", async () => {
  const { admin } = await freshWorkspace(db);
  const [ada, eve] = [await somebody(), await somebody()];
  const token = tokenOf(await create(contextOf(db, admin), { email: ada.email, ...AS_PRIVACY }));
  const outcomes = await Promise.allSettled([accept(token, ada), accept(token, eve)]);
  assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
});

test("a link that was taken back, has expired or is none lets nobody in", async () => {
  const { admin } = await freshWorkspace(db);
  const ctx = contextOf(db, admin);
  const ada = await somebody();
  const back = await create(ctx, { email: ada.email, ...AS_PRIVACY });
  await revoke(ctx, { id: back.id });
  await assert.rejects(accept(tokenOf(back), ada), refused("not-found", /taken back/));
  await assert.rejects(revoke(ctx, { id: back.id }), refused("not-found", /no invitation/));
  const late = await create(ctx, { email: ada.email, ...AS_PRIVACY });
  const week = new Date(Date.now() + 7 * 86_400_000 + 1_000);
  await assert.rejects(accept(tokenOf(late), ada, week), refused("not-found", /has expired/));
  await assert.rejects(accept("nothing", ada), refused("not-found", /unknown/));
  assert.equal(await lookAt("nothing"), null);
});

test("a link that a member opens themself stays good for whom it is for", async () => {
  const { admin, viewer } = await freshWorkspace(db);
  const ada = await somebody();
  const token = tokenOf(await create(contextOf(db, admin), { email: ada.email, ...AS_PRIVACY }));
  await assert.rejects(accept(token, viewer), refused("conflict", /already/));
  await accept(token, ada);
});

test("the token is kept as its hash alone, listed to admins without it, and who is a member is not invited", async () => {
  const { admin, designer } = await freshWorkspace(db);
  const elsewhere = await freshWorkspace(db);
  const ctx = contextOf(db, admin);
  const made = await create(ctx, { email: "new@example.com", ...AS_PRIVACY });
  const [row] = await db.select().from(invitation).where(eq(invitation.id, made.id));
  const written = await db.select().from(audit).where(eq(audit.entityId, made.id));
  const { items } = await list(ctx, { limit: 10 });
  assert.ok(!JSON.stringify([row, written, items]).includes(tokenOf(made)));
  assert.deepEqual(
    items.map(({ email, state, by }) => [email, state, by.id]),
    [["new@example.com", "open", admin.userId]],
  );
  await assert.rejects(
    create(ctx, { email: designer.email, ...AS_PRIVACY }),
    refused("conflict", /already/),
  );
  await assert.rejects(
    list(contextOf(db, designer), { limit: 10 }),
    refused("forbidden", /members/),
  );
  const other = contextOf(db, elsewhere.admin);
  assert.deepEqual((await list(other, { limit: 10 })).items, []);
  await assert.rejects(revoke(other, { id: made.id }), refused("not-found", /no invitation/));
});

test("where the installation has a mail server the link is mailed, and a mail that fails takes nothing along", async () => {
  const { admin } = await freshWorkspace(db);
  const ctx = contextOf(db, admin);
  const mailbox = await startMailbox();
  atEnd(mailbox.close);
  process.env["PENSTOCK_SMTP_URL"] = `smtp://127.0.0.1:${mailbox.port}`;
  process.env["PENSTOCK_MAIL_FROM"] = "Penstock <penstock@example.com>";
  try {
    const made = await create(ctx, { email: "ada@example.com", ...AS_PRIVACY });
    assert.equal(made.mailed, true);
    assert.deepEqual(mailbox.received[0]!.to, ["ada@example.com"]);
    // Quoted-printable breaks long lines.
    assert.ok(mailbox.received[0]!.raw.replaceAll(/=\r?\n/g, "").includes(tokenOf(made)));
    process.env["PENSTOCK_SMTP_URL"] = "smtp://127.0.0.1:1";
    const alone = await create(ctx, { email: "eve@example.com", ...AS_PRIVACY });
    assert.equal(alone.mailed, false);
    assert.equal((await lookAt(tokenOf(alone)))?.state, "open");
  } finally {
    delete process.env["PENSTOCK_SMTP_URL"];
    delete process.env["PENSTOCK_MAIL_FROM"];
  }
  const [row] = await db
    .select()
    .from(audit)
    .where(and(eq(audit.action, "invitation.create"), eq(audit.workspaceId, admin.workspaceId)));
  assert.ok(row);
});
