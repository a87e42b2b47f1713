import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { before, test } from "node:test";
import type { Database } from "../db/client.ts";
import { contextOf } from "../test/support/context.ts";
import { freshWorkspace } from "../test/support/factories.ts";
import { startTestDatabase } from "../test/support/postgres.ts";
import { Artifacts } from "./artifacts.ts";
import { saveUpload } from "./datasets/save-upload.ts";
import { appRouter } from "./router.ts";
import { createCallerFactory } from "./trpc.ts";

let db: Database;
before(async () => {
  ({ db } = await startTestDatabase());
});

test("half of a surrogate pair and a cursor of another list are refused by name", async () => {
  const { admin } = await freshWorkspace(db);
  const caller = createCallerFactory(appRouter)(contextOf(db, admin));
  for (const refused of [
    () => caller.keys.create({ name: "ci \ud83d" }),
    () => caller.groups.create({ name: "team \ud83d" }),
    () => caller.workspace.rename({ name: "ours \ud83d" }),
  ])
    await assert.rejects(refused(), {
      code: "BAD_REQUEST",
      message: /^name: .*half of a surrogate/,
    });
  for (const refused of [
    () => caller.runs.list({ cursor: "x|y" }),
    () => caller.keys.list({ cursor: "2024|x" }),
    () => caller.audit.list({ cursor: "1.5" }),
  ])
    await assert.rejects(refused(), { code: "BAD_REQUEST", message: /^cursor: .*beginning/ });
});

test("a moment that no column holds is the request's own mistake", async () => {
  const { admin } = await freshWorkspace(db);
  const caller = createCallerFactory(appRouter)(contextOf(db, admin));
  await assert.rejects(caller.audit.list({ from: "0000-01-01T00:00:00Z" }), {
    code: "BAD_REQUEST",
    message: /^A date or time .*correct it/,
  });
});

test("a long name of an upload is cut between characters", async () => {
  const { admin } = await freshWorkspace(db);
  const kept = new Artifacts(await mkdtemp(path.join(tmpdir(), "penstock-upload-")));
  const long = `\u{1F600}${"a".repeat(199)}`;
  const { fileName } = await saveUpload(
    contextOf(db, admin, kept),
    Readable.from([Buffer.from("b\n1\n")]),
    long,
  );
  assert.equal(fileName, "a".repeat(199));
});
