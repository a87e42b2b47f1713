import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Ctx } from "../../server/context.ts";
import { contextOf } from "../support/context.ts";
import { temporaryArtifacts } from "../support/deployed-model.ts";
import { startTestDatabase } from "../support/postgres.ts";
import { useSignIn } from "../support/sign-in.ts";
import { INPUTS } from "./inputs.ts";
import { call, PROCEDURES } from "./procedures.ts";
import { makeWorld, type World } from "./world.ts";

let here: World;
let context: Ctx;

before(async () => {
  const database = await startTestDatabase();
  const logins = await database.logins();
  useSignIn(logins.system);
  process.env["PENSTOCK_WEB_DATABASE_URL"] = logins.web;
  const { home, artifacts } = await temporaryArtifacts();
  process.env["PENSTOCK_HOME"] = home;
  here = await makeWorld(database.db, artifacts);
  context = contextOf(
    (await database.as(here.workspaceId)).db,
    { ...here.people.admin, sessionId: "none" },
    artifacts,
  );
});

/** Text that begins as a moment does, by where it stands. */
function momentsIn(value: unknown, at: string): [string, string][] {
  if (typeof value === "string")
    return /^\d{4}-\d\d-\d\d[T ]\d\d:/.test(value) ? [[at, value]] : [];
  if (typeof value !== "object" || value === null) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, one]) =>
    momentsIn(one, isList ? `${at}[]` : `${at}.${key}`),
  );
}

test("moments are answered in ISO 8601, in UTC, with milliseconds", async () => {
  const seen = new Map<string, string>();
  for (const { path, type } of PROCEDURES) {
    if (type === "mutation") continue;
    const { refused, shown } = await call(path, context, INPUTS[path]!.input(here));
    if (refused !== null || shown === "") continue;
    for (const [at, text] of momentsIn(JSON.parse(shown), path)) seen.set(at, text);
  }
  assert.ok(seen.size > 50, `only ${seen.size} moments were answered`);
  const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
  assert.deepEqual(
    [...seen].filter(([, text]) => !ISO.test(text)),
    [],
  );
});
