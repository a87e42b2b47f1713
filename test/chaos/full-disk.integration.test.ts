import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, statfs, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { before, describe, test } from "node:test";
import { Artifacts } from "../../server/artifacts.ts";
import { saveUpload } from "../../server/datasets/save-upload.ts";
import { readEnv } from "../../server/env.ts";
import { repoRoot } from "../../server/home.ts";
import { rerun } from "../../server/runs/rerun.ts";
import { ensureEnvironment } from "../../workflows/python/environment.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import { atEnd } from "../support/servers.ts";
import { allImplementations } from "../support/steps.ts";

const DISK_MB = 24;
const SENTENCE = /No space is left on the disk of .+: free some space, then try again\./;

/** Why this machine cannot lend a small disk, or false. */
const cannotMount = (() => {
  const { status } = spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"]);
  return status === 0 ? false : "only root may mount a small disk";
})();

describe("a full disk", { skip: cannotMount }, () => {
  let engine: TestEngine;
  let source: string;
  const home = (...names: string[]) => path.join(engine.home, ...names);

  before(async () => {
    await ensureEnvironment({ cacheDir: readEnv().cache, group: "tabular", log: () => undefined });
    engine = await startTestEngine(await allImplementations());
    mount(["-t", "tmpfs", "-o", `size=${DISK_MB}m`, "none", engine.home]);
    atEnd(async () => {
      await engine.stopWorker();
      spawnSync("umount", ["-l", engine.home]);
    });
    const file = path.join(repoRoot, "examples/credit-risk/german-credit.csv");
    ({ source } = await saveUpload(engine.as.designer, createReadStream(file), "credit.csv"));
  });

  function mount(words: string[]): void {
    const { status, stderr } = spawnSync("mount", words, { encoding: "utf8" });
    assert.equal(status, 0, stderr);
  }

  /** Leaves so many bytes free. */
  async function fillUpTo(free: number): Promise<void> {
    await rm(home("filler"), { force: true });
    const { bavail, bsize } = await statfs(engine.home);
    await writeFile(home("filler"), Buffer.alloc(Math.max(0, bavail * bsize - free)));
  }

  /** Whatever was begun has left nothing. */
  async function assertNothingHalfWritten(): Promise<void> {
    assert.deepEqual(await readdir(home("artifacts", "incoming")), []);
    assert.deepEqual(await readdir(home("tmp")), []);
  }

  /** A run that fails for want of space, then goes through as a rerun when there is some. */
  async function failsThenGoesThrough(document: Parameters<TestEngine["run"]>[0]): Promise<void> {
    const id = await engine.run(document);
    const { run } = await engine.until(id, ["failed", "done"], 120_000);
    assert.match(run.error ?? run.status, SENTENCE);
    await assertNothingHalfWritten();
    const small = await engine.until(
      await engine.run({ nodes: [{ id: "a", kind: "test.noop" }] }),
      ["done"],
    );
    assert.equal(small.run.status, "done", "the worker lives");

    mount(["-o", "remount,size=400m", engine.home]);
    await rm(home("filler"), { force: true });
    const { runId } = await rerun(engine.as.designer, { id, mode: "all" });
    const after = await engine.until(runId, ["failed", "done"], 120_000);
    assert.equal(after.run.status, "done", after.run.error ?? "");
    const artifacts = new Artifacts(engine.home);
    for (const { outputs } of after.steps)
      for (const { hash } of Object.values(outputs ?? {})) assert.ok(await artifacts.has(hash));
    await assertNothingHalfWritten();
    await rm(home("artifacts"), { recursive: true, force: true });
    await mkdir(home("artifacts", "incoming"), { recursive: true });
    mount(["-o", `remount,size=${DISK_MB}m`, engine.home]);
    const file = path.join(repoRoot, "examples/credit-risk/german-credit.csv");
    await saveUpload(engine.as.designer, createReadStream(file), "credit.csv");
  }

  const load = () => ({
    id: "load",
    kind: "data.load",
    config: { source },
    policy: { cache: false },
  });

  test("a table that does not fit fails the step, which says what to do; a rerun goes through", () =>
    failsThenGoesThrough({
      nodes: [
        load(),
        {
          id: "large",
          kind: "data.transform",
          config: { sql: "SELECT random() AS r FROM input, range(6000) ORDER BY r" },
        },
      ],
      wires: [["load.data", "large.input"]],
    }));

  test("so does a training whose files do not fit", async () => {
    await fillUpTo(400_000);
    await failsThenGoesThrough({
      nodes: [
        load(),
        { id: "split", kind: "data.split", config: { method: "random" } },
        {
          id: "train",
          kind: "train.tabular",
          config: { target: "creditability", algorithm: "random_forest", trees: 300 },
        },
      ],
      wires: [
        ["load.data", "split.data"],
        ["split.split", "train.split"],
      ],
    });
  });

  test("an upload that does not fit is refused, and nothing of it stays", async () => {
    await fillUpTo(100_000);
    const upload = Readable.from(Array.from({ length: 64 }, () => Buffer.alloc(65_536)));
    await assert.rejects(saveUpload(engine.as.designer, upload, "large.csv"), SENTENCE);
    await assert.rejects(new Artifacts(engine.home).putText("x".repeat(1_000_000)), SENTENCE);
    await assertNothingHalfWritten();
  });
});
