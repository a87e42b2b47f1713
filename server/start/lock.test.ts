import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { homePaths } from "../home.ts";
import { acquireLock, AlreadyRunningError } from "./lock.ts";
import { identify } from "./process-identity.ts";

function makeHome(t: TestContext): string {
  const home = mkdtempSync(join(tmpdir(), "penstock-lock-"));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

test("a second lock on one home is refused until the first is released", (t) => {
  const home = makeHome(t);
  const release = acquireLock(home);
  assert.throws(() => acquireLock(home), AlreadyRunningError);
  release();
  acquireLock(home)();
  assert.deepEqual(readdirSync(home), []);
});

test("a lock whose process number now belongs to another process is stale", (t) => {
  const home = makeHome(t);
  const stranger = { pid: process.ppid, started: "before the last boot" };
  writeFileSync(homePaths(home).lock, JSON.stringify(stranger));
  acquireLock(home)();
});

test("a lock that cannot be read is stale", (t) => {
  const home = makeHome(t);
  writeFileSync(homePaths(home).lock, "");
  acquireLock(home)();
});

test("the lock of a living process is respected", (t) => {
  const home = makeHome(t);
  writeFileSync(homePaths(home).lock, JSON.stringify(identify(process.ppid)));
  assert.throws(() => acquireLock(home), /already running .*process \d+/);
});
