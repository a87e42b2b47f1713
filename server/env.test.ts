import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { EnvError, readEnv, readRuntimeEnv } from "./env.ts";
import { repoRoot } from "./home.ts";

function problemsOf(source: Record<string, string>): string {
  try {
    readEnv(source);
  } catch (error) {
    assert.ok(error instanceof EnvError);
    return error.message;
  }
  return assert.fail("it should not fit");
}

test("an empty environment gives the local defaults", () => {
  const env = readEnv({});
  assert.equal(env.home, join(repoRoot, ".penstock"));
  assert.equal(env.cache, join(homedir(), ".cache", "penstock"));
  assert.equal(env.host, "127.0.0.1");
  assert.equal(env.localUsers, true);
  assert.equal(env.temporalNamespace, "default");
  assert.equal(env.databaseUrl, undefined);
  assert.deepEqual(Object.values(env.ports).filter(Boolean), []);
});

test("an empty variable counts as not set", () => {
  assert.equal(readEnv({ DATABASE_URL: "", PENSTOCK_WEB_PORT: "" }).databaseUrl, undefined);
});

test("the cache follows XDG_CACHE_HOME, and PENSTOCK_CACHE comes before it", () => {
  assert.equal(readEnv({ XDG_CACHE_HOME: "/x" }).cache, "/x/penstock");
  assert.equal(readEnv({ XDG_CACHE_HOME: "/x", PENSTOCK_CACHE: "/y" }).cache, "/y");
});

test("ports are numbers within range", () => {
  assert.equal(readEnv({ PENSTOCK_WEB_PORT: "8080" }).ports.web, 8080);
  for (const wrong of ["0", "70000", "http", "-1", "80.5"]) {
    const message = problemsOf({ PENSTOCK_WEB_PORT: wrong });
    assert.match(message, /PENSTOCK_WEB_PORT: want a port number from 1 to 65535/);
    assert.ok(message.includes(`got "${wrong}"`), message);
  }
});

test("every variable at fault is named with what it is and what it should be", () => {
  const message = problemsOf({
    TEMPORAL_ADDRESS: "http://temporal:7233",
    PENSTOCK_LOG_LEVEL: "loud",
    PENSTOCK_LOCAL_USERS: "yes",
    PENSTOCK_TEMPORAL_CLI: "/nowhere/temporal",
  });
  assert.match(message, /TEMPORAL_ADDRESS: want host:port, .* got "http:\/\/temporal:7233"/);
  assert.match(message, /PENSTOCK_LOG_LEVEL: want one of trace, .*, silent, got "loud"/);
  assert.match(message, /PENSTOCK_LOCAL_USERS: want one of auto, off, got "yes"/);
  assert.match(message, /PENSTOCK_TEMPORAL_CLI: want the path of a program that exists/);
});

test("a message never repeats a password or a secret", () => {
  const message = problemsOf({ DATABASE_URL: "mysql://me:hunter2@db/x", PENSTOCK_SECRET: "short" });
  assert.match(message, /DATABASE_URL: want an address that begins with postgres:\/\//);
  assert.match(message, /PENSTOCK_SECRET: want at least 32 characters/);
  assert.doesNotMatch(message, /hunter2|short/);
});

test("one-click sign-in is off on an address that others can reach, or when switched off", () => {
  assert.equal(readEnv({ PENSTOCK_HOST: "0.0.0.0" }).localUsers, false);
  assert.equal(readEnv({ PENSTOCK_HOST: "::1" }).localUsers, true);
  assert.equal(readEnv({ PENSTOCK_LOCAL_USERS: "off" }).localUsers, false);
  for (const name of ["PENSTOCK_WEB_URL", "PENSTOCK_SERVING_URL"]) {
    assert.equal(readEnv({ [name]: "https://penstock.example.com" }).localUsers, false);
    for (const address of ["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"])
      assert.equal(readEnv({ [name]: address }).localUsers, true, address);
  }
});

test("a process that needs the database says which variables are missing", () => {
  assert.throws(
    () => readRuntimeEnv({ TEMPORAL_ADDRESS: "127.0.0.1:7233" }),
    /^EnvError: DATABASE_URL, PENSTOCK_SECRET must be set/,
  );
});

test("hosts that messages may go to are a list; a mail server's address is not repeated", () => {
  const { allowHosts } = readEnv({
    PENSTOCK_ALLOW_HOSTS: " localhost:8025, hooks.internal,[::1]:25 ",
  });
  assert.deepEqual(allowHosts, ["localhost:8025", "hooks.internal", "[::1]:25"]);
  assert.deepEqual(readEnv({}).allowHosts, []);
  const message = problemsOf({
    PENSTOCK_ALLOW_HOSTS: "https://hooks.internal/",
    PENSTOCK_SMTP_URL: "https://me:hunter2@mail.example.com",
    PENSTOCK_MAIL_FROM: "nobody",
  });
  for (const name of ["PENSTOCK_ALLOW_HOSTS", "PENSTOCK_SMTP_URL", "PENSTOCK_MAIL_FROM"])
    assert.match(message, new RegExp(`${name}: want `));
  assert.ok(!message.includes("hunter2"));
});
