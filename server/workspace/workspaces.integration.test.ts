import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { member, session } from "../../db/schema/auth.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import {
  giveAuthenticator,
  givePassword,
  PASSWORD,
  useSignIn,
} from "../../test/support/sign-in.ts";
import type { Actor } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { memberActor } from "../actors/member-actor.ts";
import { codesLeft } from "../second-factor/codes-left.ts";
import { off } from "../second-factor/off.ts";
import { renewCodes } from "../second-factor/renew-codes.ts";
import { list as listSessions } from "../sessions/list.ts";
import { revoke, revokeOthers } from "../sessions/revoke.ts";
import { create } from "./create.ts";
import { me, mine, proofs } from "./me.ts";
import { rename } from "./rename.ts";
import { switchTo } from "./switch.ts";

let db: Database;
before(async () => {
  const database = await startTestDatabase();
  ({ db } = database);
  useSignIn(database.url);
});

const refused = (code: string, sentence: RegExp) => (error: unknown) =>
  error instanceof PenstockError && error.code === code && sentence.test(error.message);

/** The person, signed in by one more session. */
async function signedIn(person: Actor): Promise<Actor & { sessionId: string }> {
  const sessionId = newId("ses");
  await db.insert(session).values({
    id: sessionId,
    token: newId("token"),
    userId: person.userId,
    expiresAt: new Date(Date.now() + 86_400_000),
    ipAddress: "203.0.113.9",
    userAgent: "Firefox/140 Linux",
  });
  return { ...person, sessionId };
}

test("who makes a workspace is its admin, works there after a switch by that session alone, and comes back", async () => {
  const { workspaceId, admin } = await freshWorkspace(db);
  const here = await signedIn(admin);
  const there = await signedIn(admin);
  const made = await create(contextOf(db, here), { name: "Retail" });
  assert.deepEqual(
    (await mine(contextOf(db, here))).map(({ id }) => id).toSorted(),
    [workspaceId, made.id].toSorted(),
  );
  const actorOf = async ({ sessionId }: { sessionId: string }) => {
    const [row] = await db.select().from(session).where(eq(session.id, sessionId));
    return memberActor(admin.userId, row!.workspaceId);
  };
  await switchTo(contextOf(db, here), { id: made.id });
  const moved = await actorOf(here);
  assert.deepEqual([moved?.workspaceId, moved?.role], [made.id, "admin"]);
  assert.equal((await actorOf(there))?.workspaceId, workspaceId);
  await switchTo(contextOf(db, { ...here, ...moved }), { id: workspaceId });
  assert.equal((await actorOf(here))?.workspaceId, workspaceId);
  const rows = await db.select().from(audit).where(eq(audit.workspaceId, made.id));
  assert.deepEqual(
    rows.map(({ action, actorId }) => [action, actorId]),
    [["workspace.create", admin.userId]],
  );
});

test("whose membership has ended works where they are still a member, and nobody switches to where they are not", async () => {
  const { workspaceId, admin } = await freshWorkspace(db);
  const elsewhere = await freshWorkspace(db);
  const here = await signedIn(admin);
  await assert.rejects(
    switchTo(contextOf(db, here), { id: elsewhere.workspaceId }),
    refused("not-found", /in no workspace/),
  );
  assert.equal((await memberActor(admin.userId, elsewhere.workspaceId))?.workspaceId, workspaceId);
  await db.delete(member).where(eq(member.userId, admin.userId));
  assert.equal(await memberActor(admin.userId, workspaceId), null);
});

test("a workspace is renamed by its admin, and the name before stands in the audit log", async () => {
  const { admin, designer } = await freshWorkspace(db);
  const before = (await me(contextOf(db, admin))).workspace.name;
  await assert.rejects(
    rename(contextOf(db, designer), { name: "Mine" }),
    refused("forbidden", /members.write/),
  );
  await rename(contextOf(db, admin), { name: "Retail" });
  assert.equal((await me(contextOf(db, designer))).workspace.name, "Retail");
  const [row] = await db.select().from(audit).where(eq(audit.action, "workspace.rename"));
  assert.deepEqual([row!.before, row!.after], [{ name: before }, { name: "Retail" }]);
});

test("a person sees and ends their own sessions, one or all the others, and nobody else's", async () => {
  const { admin, viewer } = await freshWorkspace(db);
  const here = await signedIn(viewer);
  const [lost, old] = [await signedIn(viewer), await signedIn(viewer)];
  const foreign = await signedIn(admin);
  const ctx = contextOf(db, here);
  const ids = async () => (await listSessions(ctx)).items.map(({ id }) => id).toSorted();
  const { items } = await listSessions(ctx);
  assert.deepEqual(
    items.filter(({ current }) => current).map(({ id, address }) => [id, address]),
    [[here.sessionId, "203.0.113.9"]],
  );
  assert.ok(!JSON.stringify(items).includes("token_"));
  await revoke(ctx, { id: lost.sessionId });
  assert.deepEqual(await ids(), [here.sessionId, old.sessionId].toSorted());
  await assert.rejects(revoke(ctx, { id: foreign.sessionId }), refused("not-found", /no such/));
  assert.deepEqual(await revokeOthers(ctx), { ended: 1 });
  assert.deepEqual(await ids(), [here.sessionId]);
  const rows = await db.select().from(audit).where(eq(audit.actorId, viewer.userId));
  assert.deepEqual(
    rows.map(({ action, entityId }) => `${action} ${entityId}`).toSorted(),
    [lost, old].map(({ sessionId }) => `session.revoke ${sessionId}`).toSorted(),
  );
});

test("what is about a person's sign-in, or beyond the workspace, is not done with an API key", async () => {
  const { admin } = await freshWorkspace(db);
  const elsewhere = await freshWorkspace(db);
  await db
    .insert(member)
    .values({ workspaceId: elsewhere.workspaceId, userId: admin.userId, role: "viewer" });
  const ctx = contextOf(db, { ...admin, via: "token" });
  const inBrowser = refused("forbidden", /in the browser/);
  await assert.rejects(listSessions(ctx), inBrowser);
  await assert.rejects(revoke(ctx, { id: "x" }), inBrowser);
  await assert.rejects(revokeOthers(ctx), inBrowser);
  await assert.rejects(create(ctx, { name: "x" }), inBrowser);
  await assert.rejects(off(ctx, {}), inBrowser);
  await assert.rejects(renewCodes(ctx, {}), inBrowser);
  await assert.rejects(switchTo(ctx, { id: "x" }), refused("bad-request", /browser's session/));
  assert.deepEqual(
    (await mine(ctx)).map(({ id }) => id),
    [admin.workspaceId],
  );
});

test("a second factor is switched off by a proof and never by a session alone, and that stands in the audit log", async () => {
  const { viewer, designer } = await freshWorkspace(db);
  await givePassword(db, viewer);
  await giveAuthenticator(db, viewer);
  const ctx = contextOf(db, { ...viewer, via: "session" });
  assert.deepEqual(await proofs(ctx), { password: true, code: true, local: false });
  for (const proof of [{}, { password: "a guess" }, { code: "000000" }])
    await assert.rejects(off(ctx, proof), refused("forbidden", /./));
  assert.deepEqual(await codesLeft(ctx), { left: 0 });
  assert.equal((await renewCodes(ctx, { password: PASSWORD })).codes.length, 10);
  assert.deepEqual(await codesLeft(ctx), { left: 10 });
  await off(ctx, { password: PASSWORD });
  assert.deepEqual(await codesLeft(ctx), { left: null });
  assert.deepEqual(await proofs(ctx), { password: true, code: false, local: false });
  const rows = await db.select().from(audit).where(eq(audit.actorId, viewer.userId));
  assert.deepEqual(
    rows.map(({ action }) => action),
    ["member.renew-backup-codes", "member.switch-off-second-factor"],
  );

  // Somebody without a password, and one of the local people, who need no proof elsewhere.
  const codeNow = await giveAuthenticator(db, designer);
  for (const via of ["session", "local"] as const)
    await assert.rejects(
      off(contextOf(db, { ...designer, via }), {}),
      refused("forbidden", /code/),
    );
  await off(contextOf(db, { ...designer, via: "session" }), { code: codeNow() });
});
