import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { before, test } from "node:test";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { Artifacts } from "../artifacts.ts";
import { create } from "./create.ts";
import { exportText } from "./export.ts";

let database: TestDatabase;
before(async () => {
  database = await startTestDatabase();
});

test("a draft from the gallery keeps the comments of the example", async () => {
  const { designer } = await freshWorkspace(database.db);
  const folder = await mkdtemp(path.join(os.tmpdir(), "penstock-artifacts-"));
  const ctx = contextOf(database.db, designer, new Artifacts(folder));
  const { name } = await create(ctx, { example: "credit-risk" });
  const { text } = await exportText(ctx, { name, draft: true });
  assert.match(text, /# Neither sex, nor marital status, nor nationality/);
  assert.match(text, /source: upload:[0-9a-f]{64}\/german-credit\.csv/);
});
