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

test("an ejected folder's files are replaced only with force, and what is not the project's own stays", async () => {
  const target = path.join(parent, "project");
  const first = files("one").set("src/workflows/inner.ts", "inner");
  await writeProject(target, first, new Map());
  const own = {
    ".git/HEAD": "ref: refs/heads/main",
    ".env": "SECRET_KEY=1",
    "data/registry.json": "{}",
    "node_modules/zod/index.js": "",
    "src/mine.ts": "mine",
  };
  for (const [file, text] of Object.entries(own)) {
    await mkdir(path.dirname(path.join(target, file)), { recursive: true });
    await writeFile(path.join(target, file), text);
  }
  await assert.rejects(writeProject(target, files("two"), new Map()), /with --force/);
  await writeProject(target, files("two"), new Map(), { force: true });
  assert.equal(await readFile(path.join(target, "src/workflow.ts"), "utf8"), "two");
  for (const [file, text] of Object.entries(own))
    assert.equal(await readFile(path.join(target, file), "utf8"), text, file);
  // What the project no longer has goes, with the folder that it was alone in.
  assert.deepEqual(await readdir(path.join(target, "src")), ["mine.ts", "workflow.ts"]);
  assert.deepEqual(await readdir(parent), ["project"]);
});

test("a file of the project that was changed since, or one's own in the place of a new one, is named and nothing is written", async () => {
  const target = path.join(parent, "project");
  await writeProject(target, files("one"), new Map());
  await writeFile(path.join(target, "src/workflow.ts"), "changed");
  await writeFile(path.join(target, "src/new.ts"), "mine");
  const next = files("two").set("src/new.ts", "new").set("pipeline.yaml", "name: y\n");
  const again = () => writeProject(target, next, new Map(), { force: true });
  await assert.rejects(again(), /Nothing was written: .*: src\/new\.ts, src\/workflow\.ts\./);
  assert.equal(await readFile(path.join(target, "src/workflow.ts"), "utf8"), "changed");
  assert.equal(await readFile(path.join(target, "pipeline.yaml"), "utf8"), "name: x\n");
  assert.deepEqual(await readdir(parent), ["project"]);
  for (const file of ["src/workflow.ts", "src/new.ts"]) await rm(path.join(target, file));
  await again();
  assert.equal(await readFile(path.join(target, "src/workflow.ts"), "utf8"), "two");
});

test("a folder that does not say what was ejected into it is left alone", async () => {
  const target = path.join(parent, "project");
  await writeProject(target, files("one"), new Map());
  await writeFile(path.join(parent, "outside"), "x");
  const outside = JSON.stringify({ files: { "../outside": "x" } });
  for (const text of [null, "{", outside]) {
    if (text === null) await rm(path.join(target, ".ejected.json"));
    else await writeFile(path.join(target, ".ejected.json"), text);
    const again = writeProject(target, files("two"), new Map(), { force: true });
    await assert.rejects(again, /does not say in \.ejected\.json/);
  }
  assert.equal(await readFile(path.join(target, "src/workflow.ts"), "utf8"), "one");
});

test("a copy that fails leaves what was there", async () => {
  const target = path.join(parent, "project");
  await writeProject(target, files("one"), new Map());
  const missing = new Map([["data/sources/a.csv", path.join(parent, "nowhere.csv")]]);
  await assert.rejects(writeProject(target, files("two"), missing, { force: true }));
  assert.equal(await readFile(path.join(target, "src/workflow.ts"), "utf8"), "one");
  assert.deepEqual(await readdir(parent), ["project"]);
});
