import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { testServers } from "../../test/support/servers.ts";
import { repoRoot } from "../home.ts";

/** `penstock worker` on servers of the tests, in a group of its own that ends with the test. */
async function startWorker(t: TestContext, ...options: string[]) {
  const { temporalAddress } = await testServers();
  const database = await startTestDatabase();
  const home = await mkdtemp(path.join(tmpdir(), "penstock-worker-"));
  const args = ["server/cli/bin.js", "worker", "--queue", "gpu", ...options];
  const worker = spawn(process.execPath, args, {
    cwd: repoRoot,
    env: {
      ...process.env,
      PENSTOCK_HOME: home,
      DATABASE_URL: (await database.logins()).system,
      TEMPORAL_ADDRESS: temporalAddress,
      PENSTOCK_SECRET: "a secret of this test alone, long enough",
      PENSTOCK_LOG_LEVEL: "info",
    },
    stdio: ["ignore", "pipe", "pipe"],
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
  return { worker, ended: once(worker, "exit") };
}

for (const [how, interrupt] of [
  ["alone", (pid: number) => process.kill(pid, "SIGINT")],
  ["with all of its group, as by Ctrl-C", (pid: number) => process.kill(-pid, "SIGINT")],
] as const)
  test(`penstock worker that is interrupted ${how} ends when its worker has stopped`, async (t) => {
    const { worker, ended } = await startWorker(t);
    worker.stderr.pipe(process.stderr);
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

test("penstock worker --json says once what it is, when it polls; its log goes to standard error", async (t) => {
  const { worker, ended } = await startWorker(t, "--json");
  const log = text(worker.stderr);
  const said: string[] = [];
  const all = (async () => {
    for await (const line of createInterface({ input: worker.stdout })) {
      said.push(line);
      worker.kill("SIGTERM");
    }
  })();
  const [code] = await ended;
  await all;
  assert.equal(code, 0, await log);
  assert.equal(said.length, 1);
  const { id, pid, build, version, slots, ...facts } = JSON.parse(said[0]!);
  assert.deepEqual(facts, { host: hostname(), queues: ["gpu"], devices: facts.devices });
  assert.deepEqual(Object.keys(slots), ["gpu"]);
  assert.match(await log, new RegExp(`"pid":${pid},.*worker ready`));
  assert.match(`${id} ${build} ${version}`, /^worker_\S+ \S+ \S+$/);
});
