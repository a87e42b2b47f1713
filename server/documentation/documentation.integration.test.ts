import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { documentSection } from "../../db/schema/governance.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { openedReview } from "../../test/support/registry.ts";
import { PenstockError } from "../errors.ts";
import { get } from "./get.ts";
import { save } from "./save.ts";
import { sign } from "./sign.ts";

let db: Database;
before(async () => {
  ({ db } = await startTestDatabase());
});

const code = (wanted: string) => (error: unknown) =>
  error instanceof PenstockError && error.code === wanted;

async function documented() {
  const people = await freshWorkspace(db);
  const { version } = await openedReview(db, people);
  const designer = contextOf(db, people.designer);
  const section = async (id: string) => {
    const { sections } = await get(contextOf(db, people.viewer), { modelVersionId: version.id });
    return sections.find((one) => one.id === id)!;
  };
  return { people, designer, modelVersionId: version.id, section };
}

test("a section is filled from the record, completed, signed, and every text is kept", async () => {
  const { people, designer, modelVersionId, section } = await documented();
  const fresh = await section("purpose");
  assert.match(fresh.filled.markdown, /Only for tests\./);
  assert.deepEqual([fresh.number, fresh.body, fresh.signed, fresh.saved], [0, "", null, null]);

  const input = { modelVersionId, section: "purpose" as const };
  assert.deepEqual(await save(designer, { ...input, body: "For clerks.", base: 0 }), { number: 1 });
  assert.deepEqual(await save(designer, { ...input, body: "For clerks.", base: 1 }), { number: 1 });
  assert.deepEqual(await sign(designer, { ...input, number: 1 }), { number: 2 });
  const signed = await section("purpose");
  assert.equal(signed.body, "For clerks.");
  assert.equal(signed.signed!.by.id, people.designer.userId);

  // An edit takes the signature away, and leaves what was signed.
  await save(designer, { ...input, body: "For clerks of the bank.", base: 2 });
  const edited = await section("purpose");
  assert.equal(edited.signed, null);
  assert.deepEqual(
    edited.history.map(({ number, signed: so, body }) => [number, so, body]),
    [
      [3, false, "For clerks of the bank."],
      [2, true, "For clerks."],
      [1, false, "For clerks."],
    ],
  );
  const rows = await db.select().from(audit).where(eq(audit.entityId, modelVersionId));
  assert.deepEqual(
    rows.map(({ action }) => action).filter((action) => action.startsWith("documentation.")),
    ["documentation.save", "documentation.sign", "documentation.save"],
  );
});

test("of two who save the same section one is told that the other was quicker", async () => {
  const { people, modelVersionId, section } = await documented();
  const input = { modelVersionId, section: "limits" as const, base: 0 };
  const both = await Promise.allSettled([
    save(contextOf(db, people.designer), { ...input, body: "One." }),
    save(contextOf(db, people.admin), { ...input, body: "Other." }),
  ]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  const refused = both.find((one) => one.status === "rejected");
  assert.match(String((refused as PromiseRejectedResult).reason), /Somebody else has saved/);
  assert.equal((await section("limits")).number, 1);
});

test("nobody signs another text than was read, the same twice, or nothing at all", async () => {
  const { designer, modelVersionId } = await documented();
  const input = { modelVersionId, section: "oversight" as const };
  await assert.rejects(sign(designer, { ...input, number: 0 }), code("bad-request"));
  await save(designer, { ...input, body: "A clerk looks at each.", base: 0 });
  await assert.rejects(sign(designer, { ...input, number: 0 }), code("conflict"));
  await sign(designer, { ...input, number: 1 });
  await assert.rejects(sign(designer, { ...input, number: 2 }), /signed already/);
});

test("a version begins with what was written for the one before", async () => {
  const people = await freshWorkspace(db);
  const first = await openedReview(db, people, { name: "churn" });
  const second = await openedReview(db, people, { name: "churn" });
  const designer = contextOf(db, people.designer);
  const input = { section: "limits" as const, base: 0 };
  await save(designer, { ...input, modelVersionId: first.version.id, body: "Not for children." });
  const limitsOf = async (id: string) => {
    const { sections } = await get(designer, { modelVersionId: id });
    return sections.find((one) => one.id === "limits")!;
  };
  assert.equal((await limitsOf(first.version.id)).earlier, null);
  assert.deepEqual((await limitsOf(second.version.id)).earlier, {
    version: 1,
    body: "Not for children.",
  });
  await save(designer, { ...input, modelVersionId: second.version.id, body: "Not for minors." });
  assert.equal((await limitsOf(second.version.id)).earlier, null);
});

test("a reviewer writes no documentation, another workspace sees none, and the database keeps every text", async () => {
  const { people, designer, modelVersionId } = await documented();
  const input = { modelVersionId, section: "data" as const, body: "x", base: 0 };
  await assert.rejects(save(contextOf(db, people.reviewer), input), code("forbidden"));
  const stranger = await freshWorkspace(db);
  await assert.rejects(save(contextOf(db, stranger.designer), input), code("not-found"));
  await assert.rejects(get(contextOf(db, stranger.viewer), { modelVersionId }), code("not-found"));
  await save(designer, input);
  await assert.rejects(
    db
      .update(documentSection)
      .set({ body: "another" })
      .where(eq(documentSection.modelVersionId, modelVersionId)),
  );
});
