import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { bindSql } from "./bind-sql.ts";

const kept = globalThis as { penstockSqlProcess?: { child: Promise<ChildProcess> | null } };
const ask = () =>
  bindSql("SELECT x + 1 AS y FROM input", { input: [{ name: "x", type: "integer" }] });

test("when the process that looks at SQL dies while nobody asks, another answers", async () => {
  const first = await ask();
  assert.ok("columns" in first);
  const child = (await kept.penstockSqlProcess!.child)!;
  const gone = once(child, "exit");
  child.ref();
  child.kill("SIGKILL");
  await gone;
  assert.deepEqual(await ask(), first);
  assert.notEqual((await kept.penstockSqlProcess!.child)!.pid, child.pid);
});
