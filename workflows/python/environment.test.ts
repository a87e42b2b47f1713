import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ensureEnvironment, environmentFolder, environmentReady } from "./environment.ts";
import { environmentLockHash, lockedPackages } from "./lock-files.ts";
import { findPython } from "./find-python.ts";
import { withFolderLock } from "./folder-lock.ts";

describe("the Python environment", () => {
  let cacheDir: string;
  before(async () => {
    cacheDir = await mkdtemp(join(tmpdir(), "penstock-environment-"));
  });
  after(() => rm(cacheDir, { recursive: true, force: true }));

  test("the lock files name no index and pin every package by hash", async () => {
    for (const name of ["requirements.lock", "torch.lock"]) {
      const text = await readFile(new URL(name, import.meta.url), "utf8");
      assert.doesNotMatch(text, /https?:|--index|--find-links/);
      const packages = text.split(/\n(?=\S)/).filter((block) => /^[a-z]/i.test(block));
      assert.ok(packages.length > 10);
      for (const block of packages) assert.match(block, /^[\w.-]+==\S+.*--hash=sha256:/s);
    }
  });

  test("has a folder of its own for each set of locks", () => {
    assert.notEqual(environmentLockHash("tabular"), environmentLockHash("torch"));
    assert.ok(
      environmentFolder(cacheDir, "tabular").includes(environmentLockHash("tabular").slice(0, 16)),
    );
  });

  test("a half-made folder does not count as ready", async () => {
    const folder = environmentFolder(cacheDir, "tabular");
    await mkdir(join(folder, "bin"), { recursive: true });
    await symlink(process.execPath, join(folder, "bin", "python"));
    assert.equal(environmentReady(cacheDir, "tabular"), null);
    await writeFile(join(folder, "penstock-environment.json"), "{}");
    assert.equal(environmentReady(cacheDir, "tabular"), join(folder, "bin", "python"));
    const lines: string[] = [];
    const python = await ensureEnvironment({
      cacheDir,
      group: "tabular",
      log: (line) => lines.push(line),
    });
    assert.deepEqual([python, lines], [join(folder, "bin", "python"), []]);
  });

  test("a Python that is too old or not there is refused with the way out", async () => {
    const old = join(cacheDir, "python-old");
    await writeFile(old, "#!/bin/sh\necho 3.8.1\necho /usr/bin/python3.8\n", { mode: 0o755 });
    const { PENSTOCK_PYTHON } = process.env;
    try {
      process.env["PENSTOCK_PYTHON"] = old;
      await assert.rejects(findPython(), /is Python 3\.8\.1; set it to a Python 3\.10 or newer\.$/);
      process.env["PENSTOCK_PYTHON"] = join(cacheDir, "nowhere");
      await assert.rejects(findPython(), /is not a Python that starts/);
    } finally {
      if (PENSTOCK_PYTHON === undefined) delete process.env["PENSTOCK_PYTHON"];
      else process.env["PENSTOCK_PYTHON"] = PENSTOCK_PYTHON;
    }
  });
});

describe("the lock of a folder", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "penstock-lock-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test("lets one work and the other take over the result", async () => {
    const file = join(folder, "a.lock");
    let result: string | null = null;
    let works = 0;
    const waited: number[] = [];
    const one = () =>
      withFolderLock(
        file,
        async () => {
          works++;
          await Promise.resolve();
          return (result = "made");
        },
        { onWait: (pid) => void waited.push(pid), isDone: () => Promise.resolve(result) },
      );
    assert.deepEqual(await Promise.all([one(), one(), one()]), ["made", "made", "made"]);
    assert.equal(works, 1);
  });

  test("is taken over from a process that is dead", async () => {
    const file = join(folder, "b.lock");
    // Above the largest process id that Linux gives out.
    await writeFile(file, "4194999");
    const options = { onWait: () => assert.fail("waited"), isDone: () => Promise.resolve(null) };
    assert.equal(await withFolderLock(file, () => Promise.resolve("mine"), options), "mine");
    await assert.rejects(readFile(file), /ENOENT/);
  });
});

test("the packages of an environment are known by its lock hash, each with the files it may come from", () => {
  const packages = lockedPackages(environmentLockHash("tabular"))!;
  const one = packages.find(({ name }) => name === "xgboost" || name === "xgboost-cpu");
  assert.match(one!.version, /^\d+\.\d+/);
  assert.ok(one!.hashes.length > 0 && one!.hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash)));
  assert.equal(lockedPackages("0".repeat(64)), null);
});
