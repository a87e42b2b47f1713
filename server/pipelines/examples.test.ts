import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { listExamples } from "./examples.ts";

test("a folder with a pipeline is in the gallery by itself; one that cannot be read leaves the others there", async (t) => {
  const root = await mkdtemp(path.join(os.tmpdir(), "penstock-examples-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  const put = async (name: string, text: string) => {
    await mkdir(path.join(root, name));
    await writeFile(path.join(root, name, "pipeline.yaml"), text);
  };
  await put("first", "apiVersion: penstock/v1\nname: other-name\nnodes: []\n");
  await put("broken", "nodes: [\n");
  await mkdir(path.join(root, "empty"));
  const names = async () => (await listExamples(root)).map(({ name }) => name);
  assert.deepEqual(await names(), ["first"]);
  await put("second", "apiVersion: penstock/v1\nname: second\nnodes: []\n");
  assert.deepEqual(await names(), ["first", "second"]);
});

test("the gallery holds at least six examples, each with what it tells and what it shows", async () => {
  const examples = await listExamples();
  assert.ok(examples.length >= 6);
  for (const { name, document } of examples) {
    assert.ok(document.title, name);
    assert.match(document.description ?? "", /\S\n\n\S/, name);
  }
});
