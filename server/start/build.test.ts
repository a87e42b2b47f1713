import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { isBuildStale, sourceHash } from "./build.ts";

function makeTree(t: TestContext): (path: string, content: string) => string {
  const root = mkdtempSync(join(tmpdir(), "penstock-build-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  return (path, content) => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), content);
    return root;
  };
}

test("the hash changes with a source, a new file and a moved file", (t) => {
  const put = makeTree(t);
  const root = put("app/page.tsx", "one");
  const seen = [sourceHash(root)];
  put("app/page.tsx", "two");
  seen.push(sourceHash(root));
  put("components/button.tsx", "");
  seen.push(sourceHash(root));
  put("package-lock.json", "{}");
  seen.push(sourceHash(root));
  put("proxy.ts", "");
  seen.push(sourceHash(root));
  assert.equal(new Set(seen).size, 5);
});

test("tests and Python do not make a build stale", (t) => {
  const put = makeTree(t);
  const root = put("app/page.tsx", "one");
  const before = sourceHash(root);
  put("app/page.test.tsx", "changed");
  put("workflows/steps/train.tabular/train.py", "changed");
  assert.equal(sourceHash(root), before);
});

test("a build is stale without its marker, and when the sources have changed since", (t) => {
  const put = makeTree(t);
  const root = put("app/page.tsx", "one");
  assert.equal(isBuildStale(root), true);
  put(".next/BUILD_ID", "x");
  put(".next/penstock-build", `${sourceHash(root)}\n`);
  assert.equal(isBuildStale(root), false);
  put("app/page.tsx", "two");
  assert.equal(isBuildStale(root), true);
});
