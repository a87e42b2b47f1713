import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { test } from "node:test";
import { Artifacts } from "./artifacts.ts";

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
