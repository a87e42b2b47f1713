import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { and, eq } from "drizzle-orm";
import { audit } from "../../db/schema/audit.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { openedReview } from "../../test/support/registry.ts";
import { Artifacts } from "../artifacts.ts";
import type { Ctx } from "../context.ts";
import { repoRoot } from "../home.ts";
import { decide } from "../reviews/decide.ts";
import { publicKeyPem } from "../signing.ts";
import { bundle } from "./bundle.ts";

process.env["PENSTOCK_SECRET"] ??= "a secret of this installation, long enough";

type Bundle = Awaited<ReturnType<typeof bundle>>;

let database: TestDatabase;
let home: string;
let ctx: Ctx;
let reviewId: string;
let whole: string;

before(async () => {
  database = await startTestDatabase();
  home = await mkdtemp(path.join(tmpdir(), "penstock-bundle-"));
  const people = await freshWorkspace(database.db);
  const artifacts = new Artifacts(home);
  const evaluation = await artifacts.putText(JSON.stringify({ task: "classification", rows: 3 }));
  const { review } = await openedReview(database.db, people, {
    evidence: [{ title: "Evaluation", type: "evaluation", hash: evaluation.hash, meta: {} }],
  });
  reviewId = review.reviewId;
  // As the web application is connected: behind the wall between workspaces.
  const { db } = await database.as(people.workspaceId);
  ctx = contextOf(db, people.reviewer, artifacts);
  await decide(ctx, {
    id: reviewId,
    packHash: review.packHash,
    outcome: "approved",
    comment: "The slices hold.",
  });
  whole = JSON.stringify(await bundle(ctx, { id: reviewId }));
});
after(() => rm(home, { recursive: true, force: true }));

test("a bundle is checked with itself and the public key alone", async () => {
  const { code, said } = await verify(whole);
  assert.equal(code, 0, said);
  assert.match(said, /All of it holds\. credit-risk version 1: review rev_\w+ is approved/);
  assert.match(said, /ok .* the decision dec_\w+ \(approved by reviewer \w+\) is signed/);
  assert.match(said, /ok .* the artifact 'Evaluation' has the hash/);
});

test("whatever is changed is found and named", async () => {
  const cases: [(all: Bundle["bundle"]) => void, RegExp][] = [
    [
      (all) => (at(all, "decisions", 0)["comment"] = "Fine"),
      /FAIL .*decision dec_\w+.* in: comment$/m,
    ],
    [
      (all) => (at(all, "packs", 0, "pack")["intendedUse"] = "Anything"),
      /FAIL .*evidence pack of round 1 was changed/,
    ],
    [
      (all) => (at(all, "artifacts", 0)["content"] = Buffer.from("{}").toString("base64")),
      /FAIL .*artifact 'Evaluation' was changed/,
    ],
    [
      (all) => (at(all, "decisions", 0, "statement")["outcome"] = "rejected"),
      /FAIL .*decision dec_\w+.*signature does not hold/,
    ],
    [
      (all) => (at(all, "decisions", 0)["signature"] = ""),
      /FAIL .*decision dec_\w+.*signature does not hold/,
    ],
    [
      (all) => {
        const entry = at(all, "audit", "entries", 0);
        entry["content"] = String(entry["content"]).replace('"via"', '"vie"');
      },
      /FAIL .*audit entries were changed or moved: \d+/,
    ],
    [
      (all) => (at(all, "version")["hash"] = "0".repeat(64)),
      /FAIL .*the pack is of the model file/,
    ],
  ];
  for (const [change, finding] of cases) {
    const changed = JSON.parse(whole) as Bundle;
    change(changed.bundle);
    const { code, said } = await verify(JSON.stringify(changed));
    assert.equal(code, 1);
    assert.match(said, finding);
    assert.match(said, /FAIL .*the bundle as a whole/);
  }
});

test("a signature of another bundle, or another key, does not do", async () => {
  const other = await bundle(ctx, { id: reviewId });
  const swapped = { ...(JSON.parse(whole) as Bundle), signature: other.signature };
  const first = await verify(JSON.stringify(swapped));
  assert.equal(first.code, 1);
  assert.match(first.said, /FAIL .*the bundle as a whole/);
  const second = await verify(
    whole,
    publicKeyPem("the secret of another installation, long enough"),
  );
  assert.equal(second.code, 1);
  assert.match(second.said, /FAIL .*the bundle as a whole/);
  assert.match(second.said, /FAIL .*decision/);
});

test("evidence whose file was changed is not exported as what was decided on", async () => {
  const { bundle: made } = JSON.parse(whole) as Bundle;
  const { hash } = (made["artifacts"] as { hash: string }[])[0]!;
  const file = ctx.artifacts.path(hash);
  const kept = await readFile(file);
  await writeFile(file, JSON.stringify({ task: "classification", rows: 9 }));
  await assert.rejects(bundle(ctx, { id: reviewId }), {
    code: "conflict",
    message: /is not what was recorded/,
  });
  await writeFile(file, kept);
});

test("an export is written down, and each part says for which clauses it is evidence", async () => {
  const rows = await database.db
    .select()
    .from(audit)
    .where(and(eq(audit.action, "review.export"), eq(audit.entityId, reviewId)));
  assert.ok(rows.length > 0);
  const parts = (JSON.parse(whole) as Bundle).bundle["frameworks"] as {
    parts: Record<string, { framework: string }[]>;
  };
  for (const tags of Object.values(parts.parts))
    assert.deepEqual([...new Set(tags.map(({ framework }) => framework))].toSorted(), [
      "eu-ai-act",
      "iso-42001",
      "nist-ai-rmf",
      "sr-26-2",
    ]);
});

/** Steps down into a bundle. */
function at(value: unknown, ...steps: (string | number)[]): Record<string, unknown> {
  let here = value;
  for (const step of steps) here = (here as Record<string | number, unknown>)[step];
  return here as Record<string, unknown>;
}

async function verify(
  text: string,
  key = publicKeyPem(),
): Promise<{ code: number | null; said: string }> {
  const [file, pem] = [path.join(home, "bundle.json"), path.join(home, "key.pem")];
  await writeFile(file, text);
  await writeFile(pem, key);
  const script = path.join(repoRoot, "docs", "verify-bundle.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, file, pem], {
    encoding: "utf8",
    cwd: home,
  });
  return { code: status, said: stdout + stderr };
}
