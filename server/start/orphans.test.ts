import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test, type TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";
import { endOrphans } from "./orphans.ts";
import { identify, isAlive, signalProcess } from "./process-identity.ts";
import type { ProcessInfo, SupervisorState } from "./state.ts";

async function startProcess(t: TestContext, code: string) {
  const child = spawn(process.execPath, ["-e", code], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  t.after(() => child.kill("SIGKILL"));
  const [said] = await once(child.stdout, "data");
  return { child, said: String(said) };
}

const WAITS = "setInterval(() => {}, 1000); console.log('up')";

function stateOf(...processes: Pick<ProcessInfo, "name" | "identity">[]): SupervisorState {
  const common = { restarts: 0, since: "", state: "ready", stopSignal: "SIGTERM" } as const;
  return {
    supervisor: { pid: 1, started: "" },
    startedAt: "",
    phase: "ready",
    localUsers: true,
    urls: { web: null, serving: null, temporal: null },
    temporalAddress: null,
    processes: processes.map((process) => ({ ...common, ...process })),
  };
}

test("a recorded process that still lives is ended", async (t) => {
  const { child } = await startProcess(t, WAITS);
  const identity = identify(child.pid ?? 0);
  assert.ok(identity);
  assert.deepEqual(await endOrphans(stateOf({ name: "worker", identity })), ["worker"]);
  assert.equal(isAlive(identity), false);
});

test("what it started in its group is ended with it", async (t) => {
  const { child, said } = await startProcess(
    t,
    `const { spawn } = require("child_process");
     const trainer = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
     console.log(trainer.pid);`,
  );
  const identity = identify(child.pid ?? 0);
  const trainer = identify(Number(said));
  assert.ok(identity && trainer);
  await endOrphans(stateOf({ name: "worker", identity }));
  while (isAlive(trainer)) await setImmediate();
});

test("a stranger who has the recorded number since is left alone", async (t) => {
  const { child } = await startProcess(t, WAITS);
  const stranger = { pid: child.pid ?? 0, started: "another time" };
  assert.deepEqual(await endOrphans(stateOf({ name: "worker", identity: stranger })), []);
  assert.ok(identify(stranger.pid));
  assert.equal(signalProcess(stranger, "SIGKILL"), false);
});

test("the dead are passed over, zombies among them", async (t) => {
  const { child } = await startProcess(t, WAITS);
  const identity = identify(child.pid ?? 0);
  child.kill("SIGKILL");
  await once(child, "exit");
  assert.deepEqual(await endOrphans(stateOf({ name: "web", identity })), []);
  assert.deepEqual(await endOrphans(stateOf({ name: "web", identity: null })), []);
});
