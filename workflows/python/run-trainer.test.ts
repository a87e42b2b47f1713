import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, before, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { stepFixture, type StepFixture } from "../../test/support/step-context.ts";
import { StepError } from "../core/step-error.ts";
import { findPython } from "./find-python.ts";
import { runTrainer } from "./run-trainer.ts";

const PREAMBLE = `
import json, os, signal, subprocess, sys, time
from penstock_train import protocol
`;
import { until } from "../../test/support/until.ts";
/** A trainer that has a child of its own, says both their process ids, and works for ever. */
const ENDLESS = `
def main(path):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    protocol.log(f"{os.getpid()} {child.pid}")
    while True:
        time.sleep(1)
protocol.run(main)
`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("runTrainer", () => {
  let fixture: StepFixture;
  let python: string;
  before(async () => {
    python = (await findPython()).path;
  });
  beforeEach(async () => {
    fixture = await stepFixture();
  });
  afterEach(() => fixture.close());

  const train = async (body: string) =>
    runTrainer({
      python,
      script: await fixture.write("train.py", PREAMBLE + body),
      job: {},
      ctx: fixture.ctx,
    });

  test("passes on what the trainer says, and shows what a library prints instead of failing on it", async () => {
    await train(`
def main(path):
    print("a library's chatter")
    protocol.warn("careful")
    protocol.metric("loss", "train", 1, 0.5)
    protocol.metric("loss", "train", 2, float("nan"))
    protocol.progress(1, 2)
protocol.run(main)
`);
    assert.deepEqual(fixture.logs, [{ level: "warn", message: "careful" }]);
    assert.deepEqual(fixture.metrics, [{ name: "loss", split: "train", iteration: 1, value: 0.5 }]);
    assert.deepEqual(
      fixture.progress.map(({ done, total }) => [done, total]),
      [[1, 2]],
    );
  });

  test("hands over the job, and none of the worker's secrets", async () => {
    process.env["PENSTOCK_TEST_SECRET"] = "hush";
    await train(`
def main(path):
    protocol.log(json.dumps([json.load(open(path)), "PENSTOCK_TEST_SECRET" in os.environ]))
protocol.run(main)
`);
    delete process.env["PENSTOCK_TEST_SECRET"];
    assert.equal(fixture.logs[0]?.message, "[{}, false]");
  });

  test("a user's error keeps its sentence and is not tried again", async () => {
    const call = train(`
def main(path):
    raise protocol.UserError("target-missing", "target column 'x' is not in the data")
protocol.run(main)
`);
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof StepError);
      assert.deepEqual(
        [error.type, error.message],
        ["bad-config", "target column 'x' is not in the data"],
      );
      return true;
    });
  });

  test("a cancellation while the job is being written is heard", async () => {
    const script = await fixture.write("train.py", `${PREAMBLE}protocol.log("begun")`);
    const call = runTrainer({ python, script, job: {}, ctx: fixture.ctx });
    fixture.abort(new Error("cancelled"));
    await assert.rejects(call, /cancelled/);
    assert.deepEqual(fixture.logs, []);
  });

  test("a crash says what went wrong, and leaves the trace in the log", async () => {
    const call = train(`
def main(path):
    raise ValueError("boom\\nStack trace:\\n  [bt] (0) lib.so")
protocol.run(main)
`);
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof StepError && error.retryable);
      assert.equal(error.message, "The trainer ended with exit status 1: ValueError: boom");
      return true;
    });
    assert.match(fixture.logs.at(-1)?.message ?? "", /Traceback[^]*lib\.so/);
  });

  test("a trainer that is killed is said to be out of memory, most likely", async () => {
    const call = train("os.kill(os.getpid(), signal.SIGKILL)");
    await assert.rejects(call, /was killed, most likely out of memory/);
  });

  test("a Python that is not there is said", async () => {
    const call = runTrainer({
      python: "/nowhere/python",
      script: "x.py",
      job: {},
      ctx: fixture.ctx,
    });
    await assert.rejects(call, /The trainer could not be started: .*penstock doctor/);
  });

  test("cancelling ends the trainer and its children within seconds", async () => {
    const call = train(ENDLESS);
    await until("the trainer's start", () => fixture.logs.length > 0, 60_000);
    const pids = fixture.logs[0]!.message.split(" ").map(Number);
    const cancelled = Date.now();
    fixture.abort(new Error("cancelled by a person"));
    await assert.rejects(call, /cancelled by a person/);
    assert.ok(Date.now() - cancelled < 60_000);
    await until("the end of all processes", () => !pids.some(isAlive), 60_000);
  });

  test("a trainer that ignores the request to end is killed after three seconds", async () => {
    const call = train(`
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print('{"type":"log","level":"info","message":"' + str(os.getpid()) + '"}', flush=True)
time.sleep(600)
`);
    await until("the trainer's start", () => fixture.logs.length > 0, 60_000);
    fixture.abort();
    await assert.rejects(call);
    assert.equal(isAlive(Number(fixture.logs[0]!.message)), false);
  });

  test("a trainer ends when its worker is killed", async () => {
    const script = await fixture.write(
      "train.py",
      PREAMBLE +
        ENDLESS.replace("protocol.log(f", "open(os.environ['HOME'] + '/pids', 'w').write(f"),
    );
    const code = `
      import { runTrainer } from ${JSON.stringify(fileURLToPath(new URL("run-trainer.ts", import.meta.url)))};
      const nothing = () => undefined;
      const ctx = { tmp: ${JSON.stringify(fixture.ctx.tmp)}, signal: new AbortController().signal, log: nothing, metric: nothing, progress: nothing };
      await runTrainer({ python: ${JSON.stringify(python)}, script: ${JSON.stringify(script)}, job: {}, ctx });`;
    const worker = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
      env: { ...process.env, HOME: fixture.home },
      stdio: ["ignore", "inherit", "inherit"],
    });
    const file = join(fixture.home, "pids");
    const pids = async () =>
      (await readFile(file, "utf8").catch(() => "")).split(" ").filter(Boolean).map(Number);
    await until("the trainer's start", async () => (await pids()).length === 2, 60_000);
    const [trainer, child] = (await pids()) as [number, number];
    worker.kill("SIGKILL");
    await once(worker, "close");
    await until("the trainer's end", () => !isAlive(trainer), 60_000);
    // What a trainer has started itself is no longer in anybody's care; ours starts none.
    process.kill(child, "SIGKILL");
  });
});
