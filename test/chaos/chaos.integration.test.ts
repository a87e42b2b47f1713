import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { repoRoot } from "../../server/home.ts";

test("whatever is killed, ten times over, every run ends as it would have ended", () => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--import", "tsx", "test/chaos/main.ts", "--kills", "10", "--json"],
    // A moment before a test file is given up, so that its servers end with it.
    { cwd: repoRoot, encoding: "utf8", timeout: 840_000 },
  );
  const last = stdout.trim().split("\n").at(-1) ?? "";
  const result = JSON.parse(last || "null") as { ok: boolean; kills: number; runs: number } | null;
  assert.ok(result?.ok && status === 0, `${last}\n${stderr}`);
  assert.equal(result.kills, 10);
  assert.ok(result.runs > 10, "there was something to disturb");
});
