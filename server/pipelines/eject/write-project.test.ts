import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { writeProject } from "./write-project.ts";

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), "penstock-write-"));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const files = (workflow: string) =>
  new Map([
    ["pipeline.yaml", "name: x\n"],
    ["src/workflow.ts", workflow],
  ]);

test("a project is written whole, and nothing is left beside it", async () => {
  const source = path.join(parent, "a.csv");
  await writeFile(source, "1\n");
  const target = path.join(parent, "new", "project");
  await writeProject(target, files("one"), new Map([["data/sources/a.csv", source]]));
  assert.equal(await readFile(path.join(target, "src/workflow.ts"), "utf8"), "one");
  assert.equal(await readFile(path.join(target, "data/sources/a.csv"), "utf8"), "1\n");
  assert.deepEqual(await readdir(path.join(parent, "new")), ["project"]);
});

test("a folder with something else in it is refused and left as it is, even with force", async () => {
  await writeFile(path.join(parent, "notes.txt"), "mine");
  for (const force of [false, true])
    await assert.rejects(writeProject(parent, files("one"), new Map(), { force }), /is not empty/);
  assert.deepEqual(await readdir(parent), ["notes.txt"]);
});

test("an ejected folder is replaced only with force, and keeps its data and its packages", async () => {
  const target = path.join(parent, "project");
  await writeProject(target, files("one"), new Map());
  await mkdir(path.join(target, "data/runs"), { recursive: true });
  await mkdir(path.join(target, "node_modules/zod"), { recursive: true });
  await writeFile(path.join(target, "data/registry.json"), "{}");
  await assert.rejects(writeProject(target, files("two"), new Map()), /replace it with --force/);
  await writeProject(target, files("two"), new Map(), { force: true });
  assert.equal(await readFile(path.join(target, "src/workflow.ts"), "utf8"), "two");
  assert.equal(await readFile(path.join(target, "data/registry.json"), "utf8"), "{}");
  assert.deepEqual(await readdir(path.join(target, "node_modules")), ["zod"]);
  assert.deepEqual(await readdir(parent), ["project"]);
});

test("a copy that fails leaves what was there", async () => {
  const target = path.join(parent, "project");
  await writeProject(target, files("one"), new Map());
  const missing = new Map([["data/sources/a.csv", path.join(parent, "nowhere.csv")]]);
  await assert.rejects(writeProject(target, files("two"), missing, { force: true }));
  assert.equal(await readFile(path.join(target, "src/workflow.ts"), "utf8"), "one");
  assert.deepEqual(await readdir(parent), ["project"]);
});
