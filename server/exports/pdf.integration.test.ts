import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { and, eq } from "drizzle-orm";
import { extractText, getDocumentProxy } from "unpdf";
import { audit } from "../../db/schema/audit.ts";
import { attachedEvidence } from "../../db/schema/governance.ts";
import { findChromium } from "../../test/support/chromium.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { decideNow, openedReview } from "../../test/support/registry.ts";
import type { OpenedReview } from "../../workflows/core/step-context.ts";
import { Artifacts } from "../artifacts.ts";
import type { Ctx } from "../context.ts";
import { newId } from "../ids.ts";
import { save } from "../documentation/save.ts";
import { withdraw } from "../evidence/withdraw.ts";
import { decide } from "../reviews/decide.ts";
import { refresh } from "../reviews/refresh.ts";
import { stepTransaction } from "../runs/step-transaction.ts";
import { pdf } from "./pdf.ts";
import { print } from "./print.ts";
import { recordedVersion } from "./version.fixture.ts";

process.env["PENSTOCK_SECRET"] ??= "a secret of this installation, long enough";

const COMMENT = "The slices hold; <b>no</b> reservations.";

async function printedPages(as: Ctx, id: string): Promise<string[]> {
  const printed = await pdf(as, { id });
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(printed)));
  return text.map((page) => page.replaceAll(/\s+/g, " "));
}

let database: TestDatabase;
let home: string;
let ctx: Ctx;
let outsider: Ctx;
let review: OpenedReview;
let pages: string[];

before(async () => {
  await findChromium(() => undefined);
  database = await startTestDatabase();
  home = await mkdtemp(path.join(tmpdir(), "penstock-pdf-"));
  const artifacts = new Artifacts(home);
  const people = await freshWorkspace(database.db);
  const { version, evaluation, run } = await recordedVersion(
    database.db,
    artifacts,
    people.designer,
  );
  await database.db.insert(attachedEvidence).values({
    id: newId("ev"),
    workspaceId: people.workspaceId,
    modelVersionId: version.id,
    requirement: "evaluation",
    title: "Back-test of the spring",
    note: "Made by the risk team outside Penstock.",
    hash: (await artifacts.putText("no JSON")).hash,
    fileName: "back-test.txt",
    attachedBy: people.reviewer.userId,
  });
  review = await database.db.transaction((tx) =>
    stepTransaction(tx, { ...run, node: "review" }).openReview({
      modelVersionId: version.id,
      title: "Credit risk, spring",
      instructions: "Look at the slices by sex.",
      evidence: [{ title: "Evaluation", type: "evaluation", hash: evaluation, meta: {} }],
    }),
  );
  ctx = contextOf(database.db, people.reviewer, artifacts);
  outsider = contextOf(database.db, (await freshWorkspace(database.db)).admin, artifacts);
  await decide(ctx, {
    id: review.reviewId,
    packHash: review.packHash,
    outcome: "approved",
    comment: COMMENT,
  });
  pages = await printedPages(ctx, review.reviewId);
});
after(() => rm(home, { recursive: true, force: true }));

test("a printed review begins with what it is about, how it was decided and the hash of its evidence", () => {
  assert.match(pages[0]!, /credit-risk version 1/);
  assert.match(pages[0]!, /Credit risk, spring/);
  assert.match(pages[0]!, /Approved/);
  assert.ok(pages[0]!.includes(review.packHash));
  assert.match(pages[0]!, /Contents 1 Summary/);
});

test("each page says which of how many it is, and on which evidence it stands", () => {
  assert.ok(pages.length > 3);
  for (const [index, page] of pages.entries()) {
    assert.ok(page.includes(`${index + 1} of ${pages.length}`), `page ${index + 1}`);
    assert.ok(page.includes(`pack ${review.packHash}`), `page ${index + 1}`);
  }
});

test("it shows figures with their intervals and groups, the data, and the decision with what it means", () => {
  const all = pages.join(" ");
  assert.match(all, /ROC AUC 0\.8100 0\.7400 – 0\.8700/);
  assert.match(all, /By sex Group Rows/);
  assert.match(all, /applicants v1/);
  assert.match(all, /Calibration/);
  assert.ok(all.includes(COMMENT), "what people write is text, never markup");
  assert.match(all, /Signed as: “I have read the evidence of credit-risk version 1/);
  assert.match(all, /MEASURE 2\.11/);
  assert.match(
    all,
    /Back-test of the spring .*Attached by hand by reviewer \w+: Made by the risk team/,
  );
});

test("it shows what the last round stands on: no evidence withdrawn before, no text written since, no other version's conditions as its own", async () => {
  const { db } = database;
  const people = await freshWorkspace(db);
  const designer = contextOf(db, people.designer, ctx.artifacts);
  const reviewer = contextOf(db, people.reviewer, ctx.artifacts);
  const first = await openedReview(db, people);
  await decideNow(db, people.reviewer, first.review.reviewId, {
    conditions: [{ title: "Watch the drift", dueAt: "2031-12-31" }],
  });
  const { version, review: second } = await openedReview(db, people);
  const id = second.reviewId;
  const about = { modelVersionId: version.id };
  const attached = newId("ev");
  await db.insert(attachedEvidence).values({
    id: attached,
    workspaceId: people.workspaceId,
    ...about,
    requirement: "evaluation",
    title: "Mistaken back-test",
    note: "By hand.",
    hash: (await ctx.artifacts.putText("of another model")).hash,
    fileName: "back-test.txt",
    attachedBy: people.designer.userId,
  });
  const limits = { ...about, section: "limits" as const };
  await save(designer, { ...limits, body: "Frozen words.", base: 0 });
  await refresh(designer, { id });
  await withdraw(designer, { id: attached, why: "Of another model." });
  await refresh(designer, { id });
  await decideNow(db, people.reviewer, id);
  await save(designer, { ...limits, body: "Later words.", base: 1 });
  await save(designer, { ...about, section: "training", body: "New words.", base: 0 });

  const all = (await printedPages(reviewer, id)).join(" ");
  assert.doesNotMatch(all, /Mistaken back-test|Later words|New words/);
  const text = `Text 1 by ${people.designer.name}, .{1,30} UTC; not signed as complete\\.`;
  assert.match(
    all,
    new RegExp(`Frozen words\\. ${text} Text 2 was saved since; it is not part of this review\\.`),
  );
  assert.match(all, /Text 1 was saved since; it is not part of this review\./);
  assert.match(
    all,
    /1 finding is open; 0 of the approval’s conditions among them\. 1 of them came up in another review/,
  );
  assert.match(all, /F1 Watch the drift condition, \w+, on version 1/);
});

test("printing is written down, and another workspace's review is not found", async () => {
  const rows = await database.db
    .select({ after: audit.after })
    .from(audit)
    .where(and(eq(audit.action, "review.export"), eq(audit.entityId, review.reviewId)));
  assert.deepEqual(rows, [{ after: { format: "pdf", packHash: review.packHash } }]);
  await assert.rejects(pdf(outsider, { id: review.reviewId }), { code: "not-found" });
});

test("without a browser, and when it takes too long, a sentence says so", async () => {
  await assert.rejects(print({}, 1), { message: /not ready after 0\.001 seconds/ });
  const before = process.env["PENSTOCK_CHROMIUM"];
  process.env["PENSTOCK_CHROMIUM"] = "/nonexistent/chromium";
  try {
    await assert.rejects(print({}), {
      code: "unavailable",
      message: /no browser.*PENSTOCK_CHROMIUM/,
    });
  } finally {
    if (before === undefined) delete process.env["PENSTOCK_CHROMIUM"];
    else process.env["PENSTOCK_CHROMIUM"] = before;
  }
});
