import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { repoRoot } from "../server/home.ts";

test("a worker refuses a queue that no document should name, before it looks for anything else", () => {
  const args = ["--import", "tsx", path.join(repoRoot, "workflows/worker.ts")];
  const { status, stderr } = spawnSync(process.execPath, [...args, "--queue", "two words"], {
    encoding: "utf8",
  });
  assert.equal(status, 1);
  assert.match(stderr, /--queue must be the name of a queue in one word, .*, not 'two words'\./);
});
