import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { Artifacts } from "../artifacts.ts";
import { storeItems } from "./items.ts";

test("a chunk has fewer items the more steps run for each, and there are never too many chunks", async (t) => {
  const home = await mkdtemp(path.join(tmpdir(), "penstock-items-"));
  t.after(() => rm(home, { recursive: true, force: true }));
  const artifacts = new Artifacts(home);
  const first = async (items: number, bodySteps: number) => {
    const { chunks } = await storeItems(
      artifacts,
      Array.from({ length: items }, () => 0),
      bodySteps,
    );
    return chunks[0]!.count;
  };
  assert.equal(await first(450, 1), 200);
  assert.equal(await first(450, 0), 200, "a map of conditions alone");
  assert.equal(await first(450, 20), 50);
  assert.equal(await first(10, 1_500), 1);
  assert.equal(await first(2_001, 1_500), 2);
});
