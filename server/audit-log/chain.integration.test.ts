import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { eq, sql } from "drizzle-orm";
import { connect, type Database } from "../../db/client.ts";
import { auditHead, auditLink } from "../../db/schema/governance.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { audit } from "../audit.ts";
import type { Actor } from "../context.ts";
import { sealHeads } from "./seal-heads.ts";
import { state } from "./state.ts";
import { verify } from "./verify.ts";

let database: TestDatabase;
let folder: string;

before(async () => {
  process.env["PENSTOCK_SECRET"] ??= "a secret of this test, long enough";
  database = await startTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "penstock-audit-"));
});
after(() => rm(folder, { recursive: true, force: true }));

const entry = { action: "pipeline.publish", entity: "pipeline", entityId: "credit" } as const;

async function links(db: Database, workspaceId: string): Promise<number[]> {
  const rows = await db
    .select({ seq: auditLink.seq })
    .from(auditLink)
    .where(eq(auditLink.workspaceId, workspaceId))
    .orderBy(auditLink.seq);
  return rows.map(({ seq }) => seq);
}

test("eight at once leave no gap, and never wait for each other in a circle", async () => {
  const { workspaceId, admin } = await freshWorkspace(database.db);
  const { db } = await database.as(workspaceId);
  const [transactions, rows] = [25, 4];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let count = 0; count < transactions; count++)
        await db.transaction(async (tx) => {
          for (let row = 0; row < rows; row++) await audit(tx, admin, entry);
        });
    }),
  );
  const all = 8 * transactions * rows;
  assert.deepEqual(
    await links(db, workspaceId),
    Array.from({ length: all }, (_, index) => index + 1),
  );
  const { ok, entries } = await verify(contextOf(db, admin), path.join(folder, "none"));
  assert.deepEqual([ok, entries], [true, all]);
});

test("what is taken back has no place in the chain", async () => {
  const { workspaceId, admin } = await freshWorkspace(database.db);
  await audit(database.db, admin, entry);
  await assert.rejects(
    database.db.transaction(async (tx) => {
      await audit(tx, admin, entry);
      throw new Error("not so");
    }),
    /not so/,
  );
  await audit(database.db, admin, entry);
  assert.deepEqual(await links(database.db, workspaceId), [1, 2]);
});

const REFUSED = [
  "update audit set why = 'another'",
  "delete from audit",
  "truncate audit cascade",
  "alter table audit disable trigger all",
  "set session_replication_role = replica",
  "update audit_link set hash = ''",
  "delete from audit_link",
  "insert into audit_link (workspace_id, seq, audit_id, hash) values ($ws, 99, 99, '')",
  "update audit_head set seq = 0",
  "insert into audit_head (workspace_id, seq, hash) values ($ws, 0, '')",
  "delete from audit_head",
  "update audit_seal set hash = ''",
  "delete from audit_seal",
];

for (const role of ["web", "system"] as const)
  test(`the role ${role} adds entries, and can neither change nor remove one, nor touch the chain`, async () => {
    const { workspaceId, admin } = await freshWorkspace(database.db);
    const login = connect((await database.logins())[role], { workspace: workspaceId, max: 1 });
    try {
      await audit(login.db, admin, entry);
      for (const statement of REFUSED)
        await assert.rejects(
          login.sql.unsafe(statement.replace("$ws", `'${workspaceId}'`)),
          /permission denied|must be owner/,
          statement,
        );
      assert.deepEqual(await links(login.db, workspaceId), [1]);
    } finally {
      await login.sql.end();
    }
  });

test("not even the owner changes the record or its chain by a plain statement", async () => {
  const { workspaceId, admin } = await freshWorkspace(database.db);
  await audit(database.db, admin, entry);
  for (const statement of REFUSED.filter((one) => !/^(alter|set)/.test(one)))
    await assert.rejects(
      database.sql.unsafe(statement.replace("$ws", `'${workspaceId}'`)),
      /is append-only/,
      statement,
    );
});

test("a chain is sealed when it has grown, once for each head", async () => {
  const { workspaceId, admin } = await freshWorkspace(database.db);
  const file = path.join(folder, "seals.jsonl");
  const lines = async () =>
    (await readFile(file, "utf8")).split("\n").filter((line) => line.includes(workspaceId));
  await audit(database.db, admin, entry);
  const system = connect((await database.logins()).system, { max: 1 });
  try {
    await sealHeads(system.db, file);
    await sealHeads(system.db, file);
    assert.equal((await lines()).length, 1);
    await audit(database.db, admin, entry);
    await sealHeads(system.db, file);
    assert.equal((await lines()).length, 2);
  } finally {
    await system.sql.end();
  }
});

test("the state of the record says how long it is, and when it was sealed and verified", async () => {
  const { workspaceId, admin } = await freshWorkspace(database.db);
  const ctx = contextOf((await database.as(workspaceId)).db, admin);
  const file = path.join(folder, "state.jsonl");
  const none = await state(ctx);
  assert.deepEqual([none.entries, none.sealed, none.verified], [0, null, null]);
  await audit(ctx.db, admin, entry);
  await sealHeads(database.db, file);
  await verify(ctx, file);
  const { entries, sealed, verified, verifying } = await state(ctx);
  assert.deepEqual([entries, sealed?.seq, verified?.through, verified?.ok], [2, 1, 1, true]);
  assert.equal(verifying, null);
});

test("entries from before the chain get their places in the order they were written", async () => {
  const { workspaceId, admin } = await freshWorkspace(database.db);
  const other: Actor = (await freshWorkspace(database.db)).admin;
  for (const actor of [admin, other, admin]) await audit(database.db, actor, entry);
  const migration = await readFile(
    new URL("../../db/migrations/0004_governance.sql", import.meta.url),
    "utf8",
  );
  const backfill = migration
    .split("--> statement-breakpoint")
    .find((statement) => statement.includes("Entries from before the chain"))!;
  const before = await database.sql`select * from audit_link order by workspace_id, seq`;
  await database.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`delete from audit_link`;
    await tx`delete from audit_head`;
    await tx.unsafe(backfill);
  });
  const { ok, entries } = await verify(contextOf(database.db, admin), path.join(folder, "none"));
  assert.deepEqual([ok, entries], [true, 2]);
  const [head] = await database.db
    .select()
    .from(auditHead)
    .where(eq(auditHead.workspaceId, workspaceId));
  assert.equal(head?.seq, 3);
  const [counted] = await database.db.execute(sql`select count(*)::int as n from audit_link`);
  assert.equal(counted?.["n"], before.length + 1);
});
