import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { SupervisedChild, type ChildSpec } from "./child.ts";
import { identify, isAlive } from "./process-identity.ts";
import { notableLine, scriptSpec } from "./node-processes.ts";
import { until } from "../../test/support/until.ts";

const READY = "process.send({ type: 'ready' });";
const STAYS = `${READY} setInterval(() => {}, 1000);`;

function supervise(t: TestContext, code: string, changes: Partial<ChildSpec> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "penstock-child-"));
  const said: string[] = [];
  const logFile = join(folder, "part.log");
  const spec = { ...scriptSpec("part", "", process.env), args: ["-e", code], ...changes };
  const hooks = { logFile, changed: () => undefined, say: (line: string) => said.push(line) };
  const child = new SupervisedChild(spec, hooks);
  t.after(async () => {
    await child.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return { child, said, logFile, folder };
}

test("a child that dies is started again and says so", async (t) => {
  const { child, said } = supervise(t, STAYS);
  await child.start();
  const first = child.info().identity?.pid;
  child.kill("SIGKILL");
  await until(
    "it is back",
    () => child.info().state === "ready" && child.info().identity?.pid !== first,
  );
  assert.equal(child.info().restarts, 1);
  assert.match(said[0] ?? "", /^part +died by SIGKILL; starting it again in 0\.2 s/);
  assert.match(said[1] ?? "", /^part +ready again   \d+\.\d s$/);
});

test("a child that dies right after it was ready waits longer each time; one that stayed ready comes back at once", async (t) => {
  const marker = join(tmpdir(), `penstock-child-stays-${process.pid}`);
  t.after(() => rmSync(marker, { force: true }));
  const dies = `setTimeout(() => require("fs").existsSync(${JSON.stringify(marker)}) || process.exit(3), 200);`;
  const { child, said } = supervise(t, `${STAYS} ${dies}`);
  const pauses = () => said.flatMap((line) => / in ([\d.]+) s /.exec(line)?.[1] ?? []);
  await child.start();
  await until("three pauses", () => pauses().length >= 3);
  writeFileSync(marker, "");
  assert.deepEqual(pauses().slice(0, 3), ["0.2", "0.4", "0.8"]);
  const isReadySince = (ms: number) =>
    child.info().state === "ready" && Date.now() - Date.parse(child.info().since) > ms;
  await until("it stays", () => isReadySince(5_500));
  const { length } = pauses();
  child.kill("SIGKILL");
  await until("another pause", () => pauses().length > length);
  assert.equal(pauses().at(-1), "0.2");
});

test("a child that never becomes ready fails the start with the end of its log", async (t) => {
  const { child } = supervise(t, "console.error('the port is haunted'); process.exit(3)");
  await assert.rejects(child.start(), /part does not start: it ended with exit code 3.*haunted/s);
  assert.equal(child.info().state, "failed");
});

test("a command that does not exist fails the start", async (t) => {
  const { child } = supervise(t, "", { command: "/nowhere/at-all" });
  await assert.rejects(child.start(), /could not be started .*ENOENT/);
});

test("a child that is not ready in time is ended and tried again", async (t) => {
  const { child, logFile } = supervise(t, "setInterval(() => {}, 1000)", { readyWithinMs: 100 });
  await assert.rejects(child.start(), /part does not start/);
  assert.match(readFileSync(logFile, "utf8"), /not ready within 0\.1 s/);
});

test("stop sends the stop signal and waits for an orderly end", async (t) => {
  const code = `process.on('SIGTERM', () => setTimeout(() => { console.log('tidied'); process.exit() }, 50)); ${STAYS}`;
  const { child, logFile } = supervise(t, code);
  await child.start();
  await child.stop();
  assert.equal(child.info().state, "stopped");
  assert.equal(child.info().identity, null);
  assert.match(readFileSync(logFile, "utf8"), /tidied/);
});

test("a child that ignores the stop signal is killed", async (t) => {
  const code = `process.on('SIGTERM', () => {}); ${STAYS}`;
  const { child } = supervise(t, code, { stopWithinMs: 100 });
  await child.start();
  await child.stop();
  assert.equal(child.info().identity, null);
});

test("what a dead child left in its group is ended before the next one starts", async (t) => {
  const trainer = `require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]).pid`;
  const { child, logFile } = supervise(t, `console.log("pid", ${trainer}); ${STAYS}`);
  await child.start();
  const left = () => /^pid (\d+)/m.exec(readFileSync(logFile, "utf8"))?.[1];
  await until("its child", () => left() !== undefined);
  const identity = identify(Number(left()));
  assert.ok(identity);
  child.kill("SIGKILL");
  await until("its child has ended", () => !isAlive(identity));
});

test("the log of the start before is kept beside the new one", async (t) => {
  const { child, logFile, folder } = supervise(t, STAYS);
  await child.start();
  await child.stop();
  writeFileSync(logFile, "what happened before\n");
  const spec = { ...scriptSpec("part", "", process.env), args: ["-e", STAYS] };
  const hooks = { logFile, changed: () => undefined, say: () => undefined };
  await new SupervisedChild(spec, hooks).stop();
  assert.ok(existsSync(join(folder, "part.1.log")));
  assert.equal(readFileSync(join(folder, "part.1.log"), "utf8"), "what happened before\n");
});

test("warnings and errors of a log reach the terminal, the rest does not", () => {
  assert.equal(notableLine('{"level":30,"msg":"fine"}'), undefined);
  assert.equal(notableLine('{"level":40,"msg":"careful"}'), "careful");
  assert.equal(notableLine('{"level":50,"msg":"no","err":{"message":"why"}}'), "no: why");
  assert.equal(notableLine("listening"), undefined);
  assert.equal(notableLine("TypeError: x is not a function"), "TypeError: x is not a function");
  assert.equal(notableLine("{half a line"), undefined);
});
