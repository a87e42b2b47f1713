import assert from "node:assert/strict";
import { test } from "node:test";
import { TRPCError } from "@trpc/server";
import { ROLES, type Role } from "../db/schema/auth.ts";
import type { Services } from "./context.ts";
import { PenstockError } from "./errors.ts";
import { can, RIGHTS, type Right } from "./rights.ts";
import { appRouter } from "./router.ts";
import { createCallerFactory, type RequestContext } from "./trpc.ts";

/** Whoever gets past the check of rights is stopped here: a refusal must not need a database. */
const unreachable = new Proxy(
  {},
  {
    get() {
      throw new PenstockError("unavailable", "This test has no servers.");
    },
  },
);
const services = {
  db: unreachable,
  artifacts: unreachable,
  temporal: () => Promise.reject(new PenstockError("unavailable", "This test has no servers.")),
} as unknown as Services;

const asRole = (role: Role): RequestContext => ({
  ...services,
  actor: {
    userId: `user_${role}`,
    email: `${role}@example.com`,
    name: role,
    workspaceId: "ws",
    role,
    via: "session",
  },
});

interface Procedure {
  _def: { type: string; meta?: { right?: Right; askedBy?: "verb" } };
}
const procedures = Object.entries(
  appRouter._def.procedures as unknown as Record<string, Procedure>,
);
const createCaller = createCallerFactory(appRouter);

/** The code a call is refused with, or null where it went through. */
async function call(path: string, context: RequestContext, input: unknown): Promise<string | null> {
  let target: unknown = createCaller(context);
  for (const name of path.split(".")) target = (target as Record<string, unknown>)[name];
  try {
    await (target as (input: unknown) => Promise<unknown>)(input);
    return null;
  } catch (error) {
    assert.ok(error instanceof TRPCError, `${path} threw ${String(error)}`);
    return error.code;
  }
}

/** What no procedure takes: a refusal with FORBIDDEN shows that the right is checked before the input is read. */
const NONSENSE = { no_such_field: 1 };

test("every procedure names the right it needs", () => {
  assert.ok(procedures.length > 30);
  for (const [path, { _def }] of procedures)
    assert.ok(_def.meta?.right && RIGHTS.includes(_def.meta.right), `${path} names no right`);
});

test("what whoever may only read may also send is known by name", () => {
  const open = procedures
    .filter(([, { _def }]) => _def.type === "mutation" && _def.meta?.right === "workspace.read")
    .map(([path]) => path);
  // Checks, compilations and predictions change nothing, who is present is no record, and notices, sessions, the password, the second factor and
  // where one works are a person's own.
  assert.deepEqual(open, [
    "deployments.tryIt",
    "expressions.checkSql",
    "notices.markRead",
    "password.change",
    "pipelines.compile",
    "pipelines.columns",
    "pipelines.present",
    "policies.check",
    "secondFactor.off",
    "secondFactor.renewCodes",
    "sessions.revoke",
    "sessions.revokeOthers",
    "workspace.switch",
  ]);
});

test("every right is needed by some procedure, and an admin has them all", () => {
  const needed = new Set(procedures.map(([, { _def }]) => _def.meta?.right));
  assert.deepEqual(
    RIGHTS.filter((right) => !needed.has(right)),
    [],
  );
  assert.ok(RIGHTS.every((right) => can("admin", right)));
});

for (const role of ROLES)
  test(`${role}: may call what the role's rights include, and nothing else, whatever the input`, async () => {
    // A verb that asks by itself is not reached without an input that it takes: test/rights has one.
    for (const [path, { _def }] of procedures.filter(([, one]) => !one._def.meta!.askedBy))
      for (const input of [undefined, NONSENSE]) {
        const refused = (await call(path, asRole(role), input)) === "FORBIDDEN";
        assert.equal(refused, !can(role, _def.meta!.right!), path);
      }
  });

test("nobody who is not signed in may call anything", async () => {
  for (const [path] of procedures)
    assert.equal(await call(path, { ...services, actor: null }, undefined), "UNAUTHORIZED", path);
});
