import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { repoRoot } from "../../server/home.ts";

/** How a command ends that is given what it does not take. */
function refused(...args: string[]) {
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", ...args], {
    cwd: repoRoot,
    encoding: "utf8",
  });
  return { status, stderr };
}

test("the chaos and the benches refuse options that they do not have in one sentence", () => {
  assert.deepEqual(refused("test/chaos/main.ts", "--nosuch"), {
    status: 2,
    stderr: "Unknown option '--nosuch': the options are --kills, --seed, --json.\n",
  });
  assert.deepEqual(refused("test/bench/main.ts", "overhead", "--nosuch"), {
    status: 2,
    stderr: "Unknown option '--nosuch': the options are --rounds, --json.\n",
  });
  assert.equal(refused("test/chaos/main.ts", "--kills").status, 2);
});
