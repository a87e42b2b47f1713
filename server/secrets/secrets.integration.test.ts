import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { and, eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { secret } from "../../db/schema/secrets.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { contextOf } from "../../test/support/context.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import { PenstockError } from "../errors.ts";
import { list } from "./list.ts";
import { readSecret } from "./read.ts";
import { remove } from "./remove.ts";
import { set } from "./set.ts";

const SECRET = "a secret of this test alone, long enough";
let db: Database;
before(async () => {
  ({ db } = await startTestDatabase());
  process.env["PENSTOCK_SECRET"] = SECRET;
});
after(() => delete process.env["PENSTOCK_SECRET"]);

const code = (wanted: string) => (error: unknown) =>
  error instanceof PenstockError && error.code === wanted;

test("a secret is kept encrypted, read by its name, replaced, and removed; no record has its value", async () => {
  const people = await freshWorkspace(db);
  const { workspaceId } = people;
  const ctx = contextOf(db, people.designer);
  assert.equal((await set(ctx, { name: "slack", value: "hunter2" })).replaced, false);
  assert.equal(await readSecret(db, workspaceId, "slack"), "hunter2");
  const [row] = await db.select().from(secret).where(eq(secret.workspaceId, workspaceId));
  assert.ok(!JSON.stringify(row).includes("hunter2"));
  const { replaced } = await set(contextOf(db, people.operator), {
    name: "slack",
    value: "swordfish",
  });
  assert.equal(replaced, true);
  assert.equal(await readSecret(db, workspaceId, "slack"), "swordfish");
  const { items } = await list(ctx);
  assert.deepEqual(
    items.map(({ name, setBy }) => [name, setBy.id]),
    [["slack", people.operator.userId]],
  );
  await remove(ctx, { name: "slack" });
  await assert.rejects(remove(ctx, { name: "slack" }), {
    code: "not-found",
    message: /: see those there are in Settings under Secrets, or with 'penstock secrets list'\.$/,
  });
  const rows = await db
    .select()
    .from(audit)
    .where(and(eq(audit.workspaceId, workspaceId), eq(audit.entity, "secret")))
    .orderBy(audit.id);
  assert.deepEqual(
    rows.map(({ action, actorId }) => [action, actorId]),
    [
      ["secret.set", people.designer.userId],
      ["secret.set", people.operator.userId],
      ["secret.remove", people.designer.userId],
    ],
  );
  assert.ok(!/hunter2|swordfish|penstock\.v1/.test(JSON.stringify([rows, items])));
});

test("a secret that is not there says where to add it", async () => {
  const people = await freshWorkspace(db);
  const elsewhere = await freshWorkspace(db);
  await set(contextOf(db, elsewhere.admin), { name: "slack", value: "theirs" });
  await assert.rejects(
    readSecret(db, people.workspaceId, "slack"),
    (error) =>
      error instanceof StepError &&
      error.type === "bad-config" &&
      /Settings under Secrets.*penstock secrets set slack/.test(error.message),
  );
});

test("a secret that was kept under another PENSTOCK_SECRET is refused, not misread", async () => {
  const people = await freshWorkspace(db);
  await set(contextOf(db, people.admin), { name: "slack", value: "hunter2" });
  process.env["PENSTOCK_SECRET"] = "b".repeat(32);
  await assert.rejects(readSecret(db, people.workspaceId, "slack"), /another PENSTOCK_SECRET/);
  process.env["PENSTOCK_SECRET"] = SECRET;
  assert.equal(await readSecret(db, people.workspaceId, "slack"), "hunter2");
});

test("neither a viewer nor a reviewer sees, sets or removes secrets", async () => {
  const people = await freshWorkspace(db);
  for (const person of [people.viewer, people.reviewer]) {
    const ctx = contextOf(db, person);
    await assert.rejects(set(ctx, { name: "slack", value: "hunter2" }), code("forbidden"));
    await assert.rejects(list(ctx), code("forbidden"));
    await assert.rejects(remove(ctx, { name: "slack" }), code("forbidden"));
  }
});
