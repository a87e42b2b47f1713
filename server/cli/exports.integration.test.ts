import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { approvedVersion } from "../../test/support/registry.ts";
import { atEnd } from "../../test/support/servers.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { bundle } from "../exports/bundle.ts";
import { publicKey, verifier } from "../exports/public-key.ts";
import { repoRoot } from "../home.ts";

process.env["PENSTOCK_SECRET"] ??= "a secret of this installation, long enough";

let ctx: Ctx;
let folder: string;
let url: string;
let reviewId: string;

before(async () => {
  const { db } = await startTestDatabase();
  const people = await freshWorkspace(db);
  ({ reviewId } = (await approvedVersion(db, people)).review);
  ctx = contextOf(db, people.auditor);
  folder = await mkdtemp(path.join(tmpdir(), "penstock-cli-"));
  // The real verbs; the routes around them are Next's.
  const server = createServer((request, response) => {
    answer(request.url!).then(
      (text) => response.end(text),
      (error: unknown) =>
        response
          .writeHead(error instanceof PenstockError ? 404 : 500)
          .end(JSON.stringify({ error: (error as Error).message })),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  atEnd(async () => {
    server.close();
  });
});
after(() => rm(folder, { recursive: true, force: true }));

async function answer(address: string): Promise<string> {
  const id = /^\/api\/exports\/reviews\/(\w+)\/bundle$/.exec(address)?.[1];
  if (id) return JSON.stringify(await bundle(ctx, { id }));
  if (address === "/api/exports/key") return publicKey(ctx);
  if (address === "/api/exports/verifier") return verifier(ctx);
  throw new Error(`nothing is at ${address}`);
}

test("what the command saved is checked with what it saved, and nothing else; a file that is there is kept", async () => {
  const saved = await Promise.all([
    penstock("reviews", "export", reviewId, "--to", "review.json"),
    penstock("reviews", "key"),
    penstock("reviews", "verifier"),
  ]);
  assert.deepEqual(
    saved.map(({ stderr }) => stderr),
    ["", "", ""],
  );
  const checked = await run("verify-bundle.mjs", "review.json", "penstock-public-key.pem");
  assert.equal(checked.code, 0, checked.stdout);
  assert.match(checked.stdout, /All of it holds/);

  const before = await readFile(path.join(folder, "review.json"), "utf8");
  const again = await penstock("reviews", "export", reviewId, "--to", "review.json");
  assert.equal(again.code, 1);
  assert.match(again.stderr, /review\.json exists: name a new file/);
  assert.equal(await readFile(path.join(folder, "review.json"), "utf8"), before);
});

test("what is refused, or asked for wrongly, is said", async () => {
  const [unknown, format, version] = await Promise.all([
    penstock("reviews", "export", "rev_none"),
    penstock("reviews", "export", reviewId, "--format", "docx"),
    penstock("models", "bom", "credit-risk"),
  ]);
  assert.match(unknown.stderr, /There is no review 'rev_none'/);
  assert.deepEqual([format.code, format.stderr], [2, "'docx' is no format: give bundle or pdf.\n"]);
  assert.match(version.stderr, /names no version: write it as credit-risk@3/);
});

interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

function penstock(...args: string[]): Promise<Answer> {
  return run(path.join(repoRoot, "server", "cli", "bin.js"), ...args);
}

function run(...args: string[]): Promise<Answer> {
  const env = { ...process.env, PENSTOCK_URL: url, PENSTOCK_TOKEN: "any" };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}
