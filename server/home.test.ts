import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { ensureHome, ensureSecrets, homePaths, readSecrets, writeFileAtomic } from "./home.ts";

function makeHome(t: TestContext): string {
  const home = mkdtempSync(join(tmpdir(), "penstock-home-"));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

test("secrets are made once and only the owner can read them", (t) => {
  const home = makeHome(t);
  assert.equal(readSecrets(home), null);
  const made = ensureSecrets(home);
  assert.deepEqual(ensureSecrets(home), made);
  assert.deepEqual(readSecrets(home), made);
  assert.equal(statSync(homePaths(home).secrets).mode & 0o777, 0o600);
  assert.equal(new Set(Object.values(made)).size, 3);
});

test("damaged secrets are refused with a remedy, never replaced", (t) => {
  const home = makeHome(t);
  writeFileSync(homePaths(home).secrets, '{"authSecret": "cut o');
  assert.throws(() => ensureSecrets(home), /secrets\.json is damaged: restore it/);
});

test("the home's folders are closed to others", (t) => {
  const home = makeHome(t);
  ensureHome(home);
  assert.equal(statSync(home).mode & 0o066, 0);
  assert.equal(statSync(homePaths(home).logs).mode & 0o077, 0);
});

test("an atomic write leaves the file and nothing beside it", (t) => {
  const home = makeHome(t);
  writeFileAtomic(join(home, "a.json"), "1");
  writeFileAtomic(join(home, "a.json"), "2");
  assert.deepEqual(readdirSync(home), ["a.json"]);
  assert.throws(() => writeFileAtomic(join(home, "none", "a.json"), "1"), /ENOENT/);
});
