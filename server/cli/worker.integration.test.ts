import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { testServers } from "../../test/support/servers.ts";
import { repoRoot } from "../home.ts";

for (const [how, interrupt] of [
  ["alone", (pid: number) => process.kill(pid, "SIGINT")],
  ["with all of its group, as by Ctrl-C", (pid: number) => process.kill(-pid, "SIGINT")],
] as const)
  test(`penstock worker that is interrupted ${how} ends when its worker has stopped`, async (t) => {
    const { temporalAddress } = await testServers();
    const database = await startTestDatabase();
    const home = await mkdtemp(path.join(tmpdir(), "penstock-worker-"));
    const worker = spawn(process.execPath, ["server/cli/bin.js", "worker", "--queue", "gpu"], {
      cwd: repoRoot,
      env: {
        ...process.env,
        PENSTOCK_HOME: home,
        DATABASE_URL: (await database.logins()).system,
        TEMPORAL_ADDRESS: temporalAddress,
        PENSTOCK_SECRET: "a secret of this test alone, long enough",
        PENSTOCK_LOG_LEVEL: "info",
      },
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
    });
    t.after(async () => {
      try {
        process.kill(-worker.pid!, "SIGKILL");
      } catch {
        // ended, as it should
      }
      await rm(home, { recursive: true, force: true });
    });
    const ended = once(worker, "exit");
    const lines: string[] = [];
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: worker.stdout }).on("line", (line) => {
        lines.push(line);
        if (line.includes("worker ready")) resolve();
      });
      void ended.then(() => reject(new Error(`It ended: ${lines.join("\n")}`)));
    });
    interrupt(worker.pid!);
    const [code] = await ended;
    assert.equal(code, 0);
  });
