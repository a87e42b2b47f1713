import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Database } from "../../db/client.ts";
import { connect } from "../../db/client.ts";
import { ROLES, type Role } from "../../db/schema/auth.ts";
import type { Artifacts } from "../../server/artifacts.ts";
import { PenstockError } from "../../server/errors.ts";
import { can } from "../../server/rights.ts";
import { contextOf } from "../support/context.ts";
import { temporaryArtifacts } from "../support/deployed-model.ts";
import { startTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { atEnd } from "../support/servers.ts";
import { useSignIn } from "../support/sign-in.ts";
import { INPUTS } from "./inputs.ts";
import { call, PROCEDURES, type Outcome } from "./procedures.ts";
import { makeWorld, type World } from "./world.ts";

let database: TestDatabase;
let artifacts: Artifacts;
let here: World;
let there: World;
/** Behind the wall, and in front of it: there only what the code itself asks for keeps workspaces apart. */
let walled: Database;
let open: Database;

before(async () => {
  database = await startTestDatabase();
  const logins = await database.logins();
  useSignIn(logins.system);
  process.env["PENSTOCK_WEB_DATABASE_URL"] = logins.web;
  const { home, ...store } = await temporaryArtifacts();
  process.env["PENSTOCK_HOME"] = home;
  artifacts = store.artifacts;
  here = await makeWorld(database.db, artifacts);
  there = await makeWorld(database.db, artifacts);
  walled = (await database.as(here.workspaceId)).db;
  const system = connect(logins.system);
  open = system.db;
  atEnd(() => system.sql.end({ timeout: 2 }));
});

const as = (role: Role, db: Database) => ({
  ...contextOf(db, { ...here.people[role], sessionId: "none" }, artifacts),
  temporal: () => Promise.reject(new PenstockError("unavailable", "This test has no Temporal.")),
});

class Undone extends Error {}

/** Calls a procedure and takes back what it did. */
async function tried(path: string, role: Role, input: unknown): Promise<Outcome> {
  const isFollowed = PROCEDURES.find((one) => one.path === path)!.type === "subscription";
  if (isFollowed) return call(path, as(role, walled), input);
  let outcome: Outcome | undefined;
  await walled
    .transaction(async (tx) => {
      outcome = await call(path, as(role, tx as unknown as Database), input);
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  return outcome!;
}

test("every procedure names a right and is in the matrix", () => {
  for (const { path, right } of PROCEDURES) {
    assert.ok(right, `${path} names no right: make it with procedure(RIGHT)`);
    assert.ok(
      INPUTS[path],
      `${path} is not in test/rights/inputs.ts: say there what it is asked with, and what becomes of another workspace's ids`,
    );
  }
  const known = new Set(PROCEDURES.map(({ path }) => path));
  for (const path of Object.keys(INPUTS))
    assert.ok(known.has(path), `there is no procedure ${path}`);
});

for (const role of ROLES)
  test(`${role}: is let in where the role includes the right, behind the wall, and nowhere else`, async () => {
    const wrong: string[] = [];
    for (const { path, right, askedBy } of PROCEDURES) {
      const { refused, message } = await tried(path, role, INPUTS[path]?.input(here));
      const may = can(role, right);
      // A verb that asks by itself has sentences of its own, and may refuse a person for another reason first.
      const lacks =
        refused === "FORBIDDEN" &&
        (message.includes(`'${right}'`) ||
          (askedBy === "verb" && (!may || message.startsWith("Your role"))));
      if (lacks === may) wrong.push(`${path} (${right}): ${refused} ${message}`);
      // What the database does not grant, or nobody has thought of.
      if (refused === "INTERNAL_SERVER_ERROR") wrong.push(`${path}: ${message}`);
    }
    assert.deepEqual(wrong, []);
  });

for (const [which, db] of [
  ["by the code alone", () => open],
  ["behind the wall", () => walled],
] as const)
  test(`another workspace's ids are as good as none, ${which}`, async () => {
    const before = await everythingOf(there);
    const known = PROCEDURES.flatMap(({ path }) => wordsOf(INPUTS[path]!.input(there)))
      .filter((word) => word.includes(there.tag))
      .sort((a, b) => b.length - a.length);
    const wrong: string[] = [];
    for (const { path } of PROCEDURES) {
      const { input, elsewhere } = INPUTS[path]!;
      const { refused, message, shown } = await call(path, as("admin", db()), input(there));
      if (elsewhere === "not-found" && refused !== "NOT_FOUND")
        wrong.push(`${path}: ${refused} ${message || shown}`);
      if (elsewhere === "nothing" && refused && !/^(NOT_FOUND|BAD_REQUEST)$/.test(refused))
        wrong.push(`${path}: ${refused} ${message}`);
      // What was asked for may be said again, also by the log of who asked.
      const told = known.reduce((text, word) => text.replaceAll(word, ""), shown);
      if (told.includes(there.tag)) wrong.push(`${path} shows ${shown.slice(0, 300)}`);
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(await everythingOf(there), before);
  });

function wordsOf(value: unknown): string[] {
  if (typeof value === "string") return value === there.tag ? [] : [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(wordsOf) : [];
}

/** All rows that have to do with a workspace, as the owner sees them. */
async function everythingOf({ tag }: World): Promise<Record<string, string[]>> {
  const tables = await database.sql<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`;
  const found: Record<string, string[]> = {};
  for (const { name } of tables) {
    const rows = await database.sql<{ row: string }[]>`
      select to_jsonb(t)::text as row from ${database.sql(name)} t
      where to_jsonb(t)::text like ${`%${tag}%`}
        -- Whoever asked has written down in their own log what they were refused.
        and to_jsonb(t) ->> 'workspace_id' is distinct from ${here.workspaceId} order by 1`;
    found[name] = rows.map(({ row }) => row);
  }
  return found;
}
