import assert from "node:assert/strict";
import fs, { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { LogFile } from "./log-file.ts";

function openLog(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "penstock-log-"));
  const log = new LogFile(join(folder, "part.log"));
  t.after(() => {
    log.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { log, before: join(folder, "part.1.log") };
}

/** Has a function of `node:fs` fail as on a full disk, until what it answers is called. */
function fillDisk(t: TestContext, name: "openSync" | "writeSync"): () => void {
  const failing = t.mock.method(fs, name, () => {
    throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  });
  syncBuiltinESMExports();
  const free = () => {
    failing.mock.restore();
    syncBuiltinESMExports();
  };
  t.after(free);
  return free;
}

test("a line that finds the disk full is lost, and the log goes on when there is space again", (t) => {
  const { log } = openLog(t);
  log.write("one");
  const free = fillDisk(t, "writeSync");
  log.write("two");
  assert.deepEqual(log.tail(), ["one", "two"]);
  free();
  log.write("three");
  assert.equal(readFileSync(log.file, "utf8"), "one\nthree\n");
});

test("a log that cannot be begun anew is begun when there is space again", (t) => {
  const { log, before } = openLog(t);
  const long = "x".repeat(6 * 1024 * 1024);
  log.write(long);
  const free = fillDisk(t, "openSync");
  log.write(long);
  log.write(long);
  free();
  log.write("short");
  log.write(long);
  assert.equal(readFileSync(log.file, "utf8"), `${long}\n`);
  assert.equal(readFileSync(before, "utf8"), `${long}\nshort\n`);
});
