import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { makeAttemptFolder, removeAbandonedFolders } from "./attempt-folder.ts";

test("what a killed worker of this machine left is removed, and nothing else", async (t) => {
  const tmp = mkdtempSync(path.join(tmpdir(), "penstock-folders-"));
  t.after(() => rmSync(tmp, { recursive: true }));
  const own = makeAttemptFolder(tmp, "train");
  const owner = JSON.parse(readFileSync(path.join(own, ".owner.json"), "utf8")) as object;
  const give = (name: string, change: object) => {
    mkdirSync(path.join(tmp, name));
    writeFileSync(path.join(tmp, name, ".owner.json"), JSON.stringify({ ...owner, ...change }));
  };
  give("dead", { started: "long ago" });
  give("elsewhere", { host: "another machine", started: "long ago" });
  mkdirSync(path.join(tmp, "checkpoints"));

  assert.equal(await removeAbandonedFolders(tmp), 1);
  assert.deepEqual(
    readdirSync(tmp).sort(),
    ["checkpoints", "elsewhere", path.basename(own)].sort(),
  );
});

test("where nothing has run yet there is nothing to remove", async () => {
  assert.equal(await removeAbandonedFolders(path.join(tmpdir(), "penstock-nowhere")), 0);
});
