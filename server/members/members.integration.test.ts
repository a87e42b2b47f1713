import assert from "node:assert/strict";
import { before, test } from "node:test";
import { and, desc, eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { member } from "../../db/schema/auth.ts";
import { contextOf } from "../../test/support/context.ts";
import { addPerson, freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { useSignIn } from "../../test/support/sign-in.ts";
import { actorOf } from "../actors/request-actor.ts";
import { create as createGroup } from "../groups/create.ts";
import { list as listGroups } from "../groups/list.ts";
import { remove as removeGroup } from "../groups/remove.ts";
import { set as setGroup } from "../groups/set.ts";
import type { Actor } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { create as invite } from "../invitations/create.ts";
import { lookAt } from "../invitations/look.ts";
import { create as createKey } from "../keys/create.ts";
import { memberActor } from "../actors/member-actor.ts";
import { ApiKeys } from "../serving/api-keys.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";
import { set } from "./set.ts";

let db: Database;
before(async () => {
  const database = await startTestDatabase();
  ({ db } = database);
  useSignIn(database.url);
});

const refused = (code: string, sentence: RegExp) => (error: unknown) =>
  error instanceof PenstockError && error.code === code && sentence.test(error.message);
const roleOf = async (workspaceId: string, userId: string) =>
  (
    await db
      .select({ role: member.role })
      .from(member)
      .where(and(eq(member.workspaceId, workspaceId), eq(member.userId, userId)))
  )[0]?.role;

test("an admin changes another's role and functions, and it stands in the audit log as before and after", async () => {
  const { workspaceId, admin, designer } = await freshWorkspace(db);
  const ctx = contextOf(db, admin);
  await set(ctx, { userId: designer.userId, role: "reviewer", functions: ["privacy"] });
  const actor = await memberActor(designer.userId, workspaceId);
  assert.deepEqual([actor?.role, actor?.functions], ["reviewer", ["privacy"]]);
  const [row] = await db
    .select()
    .from(audit)
    .where(and(eq(audit.action, "member.set"), eq(audit.entityId, designer.userId)));
  assert.deepEqual(row!.before, { email: designer.email, role: "designer", functions: [] });
  assert.deepEqual(row!.after, {
    email: designer.email,
    role: "reviewer",
    functions: ["privacy"],
  });
});

test("nobody changes themself, and nobody but an admin changes anybody", async () => {
  const { admin, designer, reviewer, auditor } = await freshWorkspace(db);
  const own = { userId: admin.userId, role: "admin" as const, functions: ["privacy" as const] };
  await assert.rejects(set(contextOf(db, admin), own), refused("forbidden", /their own role/));
  await assert.rejects(
    remove(contextOf(db, admin), { userId: admin.userId }),
    refused("forbidden", /themself/),
  );
  for (const person of [designer, reviewer, auditor]) {
    const ctx = contextOf(db, person);
    const other = { userId: admin.userId, role: "viewer" as const, functions: [] };
    await assert.rejects(set(ctx, other), refused("forbidden", /members.write/));
    await assert.rejects(remove(ctx, other), refused("forbidden", /members.write/));
  }
});

test("of two admins who demote or remove each other at the same moment one stays", async () => {
  const { workspaceId, admin } = await freshWorkspace(db);
  const second = await addPerson(db, workspaceId, "admin");
  const outcomes = await Promise.allSettled([
    set(contextOf(db, admin), { userId: second.userId, role: "viewer", functions: [] }),
    remove(contextOf(db, second), { userId: admin.userId }),
  ]);
  const failed = outcomes.filter((outcome) => outcome.status === "rejected");
  assert.equal(failed.length, 1);
  assert.ok(refused("conflict", /last admin/)(failed[0]!.reason));
  const roles = [await roleOf(workspaceId, admin.userId), await roleOf(workspaceId, second.userId)];
  assert.equal(roles.filter((role) => role === "admin").length, 1);
});

test("who is removed is in no group, acts by no key any more, and is nobody of another workspace's", async () => {
  const { workspaceId, admin, operator } = await freshWorkspace(db);
  const elsewhere = await freshWorkspace(db);
  const ctx = contextOf(db, admin);
  await createGroup(ctx, { name: "Duty", functions: [], members: [operator.userId] });
  const acts = await createKey(contextOf(db, operator), { name: "ci", scope: "api" });
  const asks = await createKey(contextOf(db, operator), { name: "shop", scope: "inference" });
  await assert.rejects(
    remove(contextOf(db, elsewhere.admin), { userId: operator.userId }),
    refused("not-found", /no member/),
  );
  await remove(ctx, { userId: operator.userId });
  assert.equal(await roleOf(workspaceId, operator.userId), undefined);
  assert.equal(await memberActor(operator.userId, workspaceId), null);
  await assert.rejects(
    actorOf(new Headers({ authorization: `Bearer ${acts.token}` })),
    refused("unauthenticated", /revoked/),
  );
  assert.equal((await new ApiKeys(db).check({ "x-api-key": asks.token }))?.id, asks.id);
  assert.deepEqual((await listGroups(ctx, { limit: 10 })).items[0]!.members, []);
});

test("the invitations of an admin who is removed, or is one no longer, let nobody in", async () => {
  const { workspaceId, admin } = await freshWorkspace(db);
  const ctx = contextOf(db, admin);
  const back = { role: "admin" as const, functions: ["model-risk" as const], expiresInDays: 90 };
  const send = async (by: Actor, email: string) => {
    const { id, path } = await invite(contextOf(db, by), { email, ...back });
    return { id, state: async () => (await lookAt(path.slice("/invite/".length)))?.state };
  };
  const removed = await addPerson(db, workspaceId, "admin");
  const demoted = await addPerson(db, workspaceId, "admin");
  const kept = await send(admin, "kept@bank.example");
  const first = await send(removed, "first@bank.example");
  const second = await send(demoted, "second@bank.example");
  await set(ctx, { userId: demoted.userId, role: "admin", functions: ["privacy"] });
  assert.equal(await second.state(), "open");
  await remove(ctx, { userId: removed.userId });
  await set(ctx, { userId: demoted.userId, role: "operator", functions: [] });
  assert.deepEqual(
    [await kept.state(), await first.state(), await second.state()],
    ["open", "revoked", "revoked"],
  );
  const ended = async (action: string, userId: string) =>
    (
      await db
        .select({ after: audit.after })
        .from(audit)
        .where(and(eq(audit.action, action), eq(audit.entityId, userId)))
        .orderBy(desc(audit.id))
    )[0]!.after as { invitationsRevoked?: string[] };
  const byRemoval = await ended("member.remove", removed.userId);
  assert.deepEqual(byRemoval.invitationsRevoked, [first.id]);
  const byDemotion = await ended("member.set", demoted.userId);
  assert.deepEqual(byDemotion.invitationsRevoked, [second.id]);
});

test("what a group stands for its members stand for, as long as it does and they are in it", async () => {
  const { workspaceId, admin, designer } = await freshWorkspace(db);
  const reviewer = await addPerson(db, workspaceId, "reviewer", ["business"]);
  const ctx = contextOf(db, admin);
  const functions = async () =>
    (await memberActor(reviewer.userId, workspaceId))?.functions?.toSorted();
  const made = await createGroup(ctx, {
    name: "Committee",
    functions: ["model-risk"],
    members: [reviewer.userId, designer.userId],
  });
  assert.deepEqual(await functions(), ["business", "model-risk"]);
  await setGroup(ctx, { ...made, functions: ["privacy"], members: [reviewer.userId] });
  assert.deepEqual(await functions(), ["business", "privacy"]);
  const { items } = await list(ctx, { limit: 50 });
  const groups = items.find(({ id }) => id === reviewer.userId)!.groups;
  assert.deepEqual(groups, [{ id: made.id, name: "Committee", functions: ["privacy"] }]);
  await removeGroup(ctx, { id: made.id });
  assert.deepEqual(await functions(), ["business"]);
});

test("an admin gives themself no function by way of a group", async () => {
  const { admin, viewer } = await freshWorkspace(db);
  const ctx = contextOf(db, admin);
  const mine = { name: "Mine", functions: ["privacy" as const], members: [admin.userId] };
  await assert.rejects(createGroup(ctx, mine), refused("forbidden", /nobody gives themself/));
  const made = await createGroup(ctx, { ...mine, members: [viewer.userId] });
  await assert.rejects(
    setGroup(ctx, { ...made, members: [admin.userId] }),
    refused("forbidden", /gives/),
  );
  const empty = await createGroup(ctx, { name: "Tea", functions: [], members: [admin.userId] });
  await assert.rejects(
    setGroup(ctx, { ...empty, functions: ["privacy"] }),
    refused("forbidden", /gives/),
  );
  assert.deepEqual(
    (await listGroups(ctx, { limit: 10 })).items.map(({ name }) => name),
    ["Mine", "Tea"],
  );
});

test("a group takes in members of its workspace alone, and its name is its own there", async () => {
  const { admin } = await freshWorkspace(db);
  const elsewhere = await freshWorkspace(db);
  const ctx = contextOf(db, admin);
  const fields = { name: "Committee", functions: [], members: [] };
  await assert.rejects(
    createGroup(ctx, { ...fields, members: [elsewhere.viewer.userId] }),
    refused("bad-request", /Not in this workspace/),
  );
  const made = await createGroup(ctx, fields);
  await assert.rejects(createGroup(ctx, fields), refused("conflict", /another name/));
  const other = contextOf(db, elsewhere.admin);
  await createGroup(other, fields);
  await assert.rejects(removeGroup(other, { id: made.id }), refused("not-found", /no group/));
  await assert.rejects(setGroup(other, made), refused("not-found", /no group/));
});

test("members are listed by name a page at a time, and who has a second factor only admins see", async () => {
  const { admin, viewer } = await freshWorkspace(db);
  const first = await list(contextOf(db, admin), { limit: 4 });
  const rest = await list(contextOf(db, admin), { limit: 4, cursor: first.nextCursor });
  const names = [...first.items, ...rest.items].map(({ name }) => name);
  assert.equal(names.length, 6);
  assert.deepEqual(names, names.toSorted());
  assert.equal(rest.nextCursor, null);
  assert.deepEqual([...new Set(first.items.map(({ secondFactor }) => secondFactor))], [false]);
  const seen = await list(contextOf(db, viewer), { limit: 50 });
  assert.ok(seen.items.every(({ secondFactor }) => secondFactor === null));
});
