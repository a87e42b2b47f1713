import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { test } from "node:test";
import { Artifacts } from "./artifacts.ts";

test("JSON is read when its file holds what its hash says, and refused when it was changed", async (t) => {
  const home = await mkdtemp(path.join(tmpdir(), "penstock-artifacts-"));
  t.after(() => rm(home, { recursive: true, force: true }));
  const artifacts = new Artifacts(home);
  const { hash } = await artifacts.putText('{"roc_auc":0.61,"of":"größer"}');
  assert.deepEqual(await artifacts.json(hash), { roc_auc: 0.61, of: "größer" });
  await writeFile(artifacts.path(hash), '{"roc_auc":0.93,"of":"größer"}');
  await assert.rejects(artifacts.json(hash), {
    code: "conflict",
    message: new RegExp(`^The content of ${hash} is not what was recorded: `),
  });
});

test("a file that is read in place is looked at before, and again once somebody has touched it", async (t) => {
  const home = await mkdtemp(path.join(tmpdir(), "penstock-artifacts-"));
  t.after(() => rm(home, { recursive: true, force: true }));
  const artifacts = new Artifacts(home);
  const { hash } = await artifacts.putText("as approved");
  const file = artifacts.path(hash);
  assert.equal(await artifacts.whole(hash), file);
  assert.equal(await artifacts.whole(hash), file);
  const { atime, mtime } = await stat(file);
  await writeFile(file, "as it suits");
  await utimes(file, atime, mtime);
  await assert.rejects(artifacts.whole(hash), { code: "conflict" });
  await rm(file);
  await assert.rejects(artifacts.whole(hash), {
    code: "not-found",
    message: /its file is not in the artifact store: restore it/,
  });
});

const TEXT = "all of it";

test("content that was cut short is whole again once it is given again, in whatever way", async (t) => {
  const home = await mkdtemp(path.join(tmpdir(), "penstock-artifacts-"));
  t.after(() => rm(home, { recursive: true, force: true }));
  const artifacts = new Artifacts(home);
  const file = path.join(home, "given");
  const ways = [
    () => artifacts.putText(TEXT),
    () => artifacts.putStream(Readable.from([Buffer.from(TEXT)]), 100),
    async () => {
      await writeFile(file, TEXT);
      return artifacts.takeFile(file);
    },
  ];
  for (const give of ways) {
    const { hash, bytes } = await give();
    assert.equal(bytes, TEXT.length);
    await truncate(artifacts.path(hash), 3);
    await give();
    assert.equal(await readFile(artifacts.path(hash), "utf8"), TEXT);
  }
});
