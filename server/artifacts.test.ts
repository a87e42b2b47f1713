import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
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
