import assert from "node:assert/strict";
import { before, test } from "node:test";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { loadImplementations } from "../../workflows/load-implementations.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { decide } from "../reviews/decide.ts";
import { list as listReviews } from "../reviews/list.ts";
import { get as getReview } from "../reviews/get.ts";
import { rerun } from "../runs/rerun.ts";
import { start } from "../runs/start.ts";
import { readExample, uploadSources } from "./examples.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine(await loadImplementations());
});

async function startDocument(document: PipelineDocument, folder: string): Promise<string> {
  const uploaded = await uploadSources(engine.as.designer, document, folder);
  const { runId } = await start(engine.as.designer, { document: { ...uploaded } });
  return runId;
}

type Found = Awaited<ReturnType<TestEngine["until"]>>;

function output(found: Found, node: string, port: string) {
  const step = found.steps.find((one) => one.node === node && one.status === "done");
  return step?.outputs?.[port];
}

function metric(found: Found, name: string): number {
  const metrics = output(found, "evaluate", "evaluation")!.meta["metrics"] as Record<
    string,
    number
  >;
  return metrics[name]!;
}

test("credit risk runs to its review, is approved by another person, and is deployed; a second run trains nothing", async () => {
  const example = (await readExample("credit-risk"))!;
  const id = await startDocument(example.document, example.folder);
  const waiting = await engine.until(id, ["waiting", "failed"], 180_000);
  assert.equal(waiting.run.status, "waiting", waiting.run.error ?? "");
  assert.ok(metric(waiting, "roc_auc") >= 0.75, `ROC AUC is ${metric(waiting, "roc_auc")}`);

  const { items } = await listReviews(engine.as.reviewer, { status: "open", limit: 10 });
  const [review] = items.filter(({ runId }) => runId === id);
  const { packHash } = await getReview(engine.as.reviewer, { id: review!.id });
  const decision = {
    id: review!.id,
    outcome: "approved" as const,
    comment: "The figures hold.",
    packHash,
  };
  await assert.rejects(decide(engine.as.designer, decision), /Four eyes/);
  await decide(engine.as.reviewer, decision);

  const done = await engine.until(id, ["done", "failed"]);
  assert.equal(done.run.status, "done", done.run.error ?? "");
  assert.equal(output(done, "deploy", "deployment")!.meta["endpoint"], "credit-risk");

  const { runId: second } = await rerun(engine.as.designer, { id });
  const again = await engine.until(second, ["waiting", "failed"]);
  const trained = again.steps.filter(({ kind }) => kind.startsWith("train."));
  assert.deepEqual(
    trained.map(({ cached }) => cached),
    [true, true],
  );
});

test("churn sets the eleven blank charges aside with the reason, and trains on the rest", async () => {
  const example = (await readExample("churn"))!;
  const id = await startDocument(example.document, example.folder);
  const found = await engine.until(id, ["done", "failed"], 180_000);
  assert.equal(found.run.status, "done", found.run.error ?? "");
  assert.equal(output(found, "validate", "rejected")!.meta["rows"], 11);
  assert.equal(output(found, "validate", "data")!.meta["rows"], 7_043 - 11);
});

test("census reaches a ROC AUC of 0.92 on the test part, with figures by sex, race and age", async () => {
  const example = (await readExample("census"))!;
  const id = await startDocument(example.document, example.folder);
  const found = await engine.until(id, ["done", "failed"], 180_000);
  assert.equal(found.run.status, "done", found.run.error ?? "");
  assert.ok(metric(found, "roc_auc") >= 0.92, `ROC AUC is ${metric(found, "roc_auc")}`);
});

test("flights: three million rows are checked, widened and split by time, and a fifth of them is learned from", async () => {
  const example = (await readExample("flights"))!;
  const id = await startDocument(example.document, example.folder);
  const found = await engine.until(id, ["done", "failed"], 400_000);
  assert.equal(found.run.status, "done", found.run.error ?? "");
  assert.equal(output(found, "validate", "data")!.meta["rows"], 3_000_000);
  assert.ok(metric(found, "roc_auc") >= 0.6, `ROC AUC is ${metric(found, "roc_auc")}`);
});

test("a sweep trains twelve models in a map, and the best of them all is picked on the same rows", async () => {
  const example = (await readExample("sweep"))!;
  const id = await startDocument(example.document, example.folder);
  const found = await engine.until(id, ["done", "failed"], 400_000);
  assert.equal(found.run.status, "done", found.run.error ?? "");
  const { meta } = output(found, "evaluate", "evaluation")!;
  const candidates = meta["candidates"] as Record<string, number>[];
  assert.equal(candidates.length, 12);
  assert.equal(metric(found, "roc_auc"), Math.max(...candidates.map((one) => one["roc_auc"]!)));
});

test("a challenger that beats the champion by the margin comes to a review; by a margin out of reach it does not", async () => {
  const example = (await readExample("champion-challenger"))!;
  const id = await startDocument(example.document, example.folder);
  const found = await engine.until(id, ["waiting", "done", "failed"], 400_000);
  assert.equal(found.run.status, "waiting", found.run.error ?? "");
  const { runId } = await rerun(engine.as.designer, { id, params: { margin: 0.4 } });
  const second = await engine.until(runId, ["waiting", "done", "failed"], 120_000);
  assert.equal(second.run.status, "done", second.run.error ?? "");
  assert.equal(second.steps.find(({ node }) => node === "register")!.status, "skipped");
});
