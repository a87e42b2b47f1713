import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { policyVersion } from "../../db/schema/governance.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { fromDatabase, PenstockError } from "../errors.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { policyFor } from "./policy-for.ts";
import { readSource } from "./read-source.ts";
import { save } from "./save.ts";
import { versions } from "./versions.ts";

let db: Database;
before(async () => {
  ({ db } = await startTestDatabase());
});

const refused = (code: string, text: RegExp) => (error: unknown) => {
  const found = fromDatabase(error);
  assert.ok(found instanceof PenstockError, String(error));
  assert.equal(found.code, code);
  assert.match(found.message, text);
  return true;
};

const SOURCE = `# Agreed in the committee of May.
format: 1
stages:
  - id: model-risk
    title: Model risk
    function: model-risk
    deciders: 2
`;

test("without a version of its own a workspace has the built-in policies, as YAML that reads back the same", async () => {
  const people = await freshWorkspace(db);
  const ctx = contextOf(db, people.viewer);
  const { items } = await list(ctx);
  assert.deepEqual(
    items.map(({ tier, number, document }) => [tier, number, document.stages.length]),
    [
      ["unassessed", 0, 1],
      ["low", 0, 1],
      ["medium", 0, 2],
      ["high", 0, 3],
    ],
  );
  const { source, document, catalogue } = await get(ctx, { tier: "high" });
  assert.deepEqual(readSource(source), { document, problems: [] });
  assert.equal(catalogue.kinds.length, 12);
});

test("a saved version is in force for its tier and workspace alone, with its text, note and audit row", async () => {
  const people = await freshWorkspace(db);
  const elsewhere = await freshWorkspace(db);
  const admin = contextOf(db, people.admin);
  const saved = await save(admin, { tier: "low", source: SOURCE, note: "Two people from now on." });
  assert.equal(saved.number, 1);
  const inForce = await policyFor(db, people.workspaceId, "low");
  assert.deepEqual([inForce.number, inForce.hash], [1, saved.hash]);
  assert.equal(inForce.document.stages[0]!.deciders, 2);
  assert.equal((await policyFor(db, elsewhere.workspaceId, "low")).number, 0);
  assert.equal((await policyFor(db, people.workspaceId, "medium")).number, 0);
  assert.equal((await get(admin, { tier: "low" })).source, SOURCE);
  assert.equal((await get(admin, { tier: "low", number: 0 })).latest, 1);
  const { items } = await versions(admin, { tier: "low" });
  assert.deepEqual(
    items.map(({ number, note, author }) => [number, note, author.name]),
    [[1, "Two people from now on.", people.admin.name]],
  );
  const [row] = await db.select().from(audit).where(eq(audit.action, "policy.save"));
  assert.equal(row!.why, "Two people from now on.");
  await assert.rejects(
    db
      .update(policyVersion)
      .set({ note: "Nothing." })
      .where(eq(policyVersion.workspaceId, people.workspaceId)),
    refused("conflict", /cannot be changed/),
  );
});

test("what nobody may write, what is wrong, what changes nothing and what came too late is refused", async () => {
  const people = await freshWorkspace(db);
  const admin = contextOf(db, people.admin);
  const input = { tier: "low", source: SOURCE, note: "A change." } as const;
  for (const role of ["designer", "reviewer", "operator", "auditor", "viewer"] as const)
    await assert.rejects(
      save(contextOf(db, people[role]), input),
      refused("forbidden", /policies\.write/),
    );
  await assert.rejects(
    save(admin, { ...input, source: SOURCE.replace("deciders: 2", "deciders: two") }),
    refused("bad-request", /Line 7: 'deciders' is 'two'/),
  );
  await save(admin, { ...input, base: 0 });
  await assert.rejects(save(admin, input), refused("conflict", /Nothing changes/));
  const later = SOURCE.replace("deciders: 2", "deciders: 3");
  await assert.rejects(
    save(admin, { ...input, source: later, base: 0 }),
    refused("conflict", /Version 1 .* in the meantime/),
  );
  await assert.rejects(
    get(admin, { tier: "low", number: 7 }),
    refused("not-found", /has no version 7; the newest is 1/),
  );
});

test("of two who save at once on the same version one wins", async () => {
  const people = await freshWorkspace(db);
  const admin = contextOf(db, people.admin);
  const outcomes = await Promise.allSettled(
    [2, 3].map((deciders) =>
      save(admin, {
        tier: "low",
        source: SOURCE.replace("deciders: 2", `deciders: ${deciders}`),
        note: "A change.",
        base: 0,
      }),
    ),
  );
  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal((await versions(admin, { tier: "low" })).items.length, 1);
});
