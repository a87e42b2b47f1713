import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { commitOf } from "./git-commit.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "penstock-git-"));
after(() => rmSync(folder, { recursive: true }));
const git = (...args: string[]) =>
  execFileSync(
    "git",
    ["-C", folder, "-c", "user.name=Mia", "-c", "user.email=mia@example.com", ...args],
    { encoding: "utf8" },
  ).trim();

test("a file's note is the message of the last commit that touched it; without one there is none", async () => {
  const file = path.join(folder, "pipeline.yaml");
  writeFileSync(file, "a: 1\n");
  assert.equal(await commitOf(file), null);
  git("init", "-q");
  assert.equal(await commitOf(file), null);
  git("add", ".");
  git("commit", "-q", "-m", "Deeper trees\n\nThe reviewers asked for them.");
  const hash = git("rev-parse", "HEAD");
  writeFileSync(path.join(folder, "other.txt"), "x");
  git("add", ".");
  git("commit", "-q", "-m", "Something else");
  assert.deepEqual(await commitOf(file), {
    hash,
    message: "Deeper trees\n\nThe reviewers asked for them.",
  });
  writeFileSync(file, "a: 2\n");
  assert.equal(await commitOf(file), null);
});
