import assert from "node:assert/strict";
import { before, test } from "node:test";
import { and, eq, sql } from "drizzle-orm";
import { pipelineDraft } from "../../db/schema/pipelines.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import type { Ctx } from "../context.ts";
import { findPipeline } from "./find.ts";
import { get } from "./get.ts";
import { importPipeline } from "./import.ts";
import { pin } from "./pin.ts";
import { until } from "../../test/support/until.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

const document = {
  apiVersion: "penstock/v1",
  name: "test",
  nodes: [{ id: "pause", kind: "control.wait", config: { for: "1s" } }],
};

test("what a node gave in a run stands in for it in one's own draft, and nowhere else", async () => {
  const { designer, admin } = engine.as;
  const text = `# kept in git\n${JSON.stringify(document)}`;
  await importPipeline(designer, { text, note: "for the test" });
  const run = await engine.run({ nodes: document.nodes });
  await engine.until(run, ["done"]);
  await pin(designer, { name: "test", node: "pause", run });
  const pinOf = async (ctx: Ctx) => {
    const { draft } = await get(ctx, { name: "test" });
    return (draft.document as PipelineDocument).nodes[0]!.pin;
  };
  assert.deepEqual(await pinOf(designer), { run });
  // The draft that it began has the version's text, with its comments.
  const { draft } = await get(designer, { name: "test" });
  assert.deepEqual([draft.source, draft.baseVersion], [text, 1]);
  assert.equal(await pinOf(admin), undefined);
});

test("a pin waits for a save of the draft that is on its way, and takes nothing of it away", async () => {
  const { designer } = engine.as;
  const run = await engine.run({ nodes: document.nodes });
  await engine.until(run, ["done"]);
  const { draft } = await get(designer, { name: "test" });
  const { actor } = designer;
  let pinning: Promise<unknown> | undefined;
  await designer.db.transaction(async (tx) => {
    const { id } = await findPipeline(designer, "test", tx);
    await tx
      .update(pipelineDraft)
      .set({ document: { ...draft.document, title: "Typed" }, revision: draft.revision + 1 })
      .where(and(eq(pipelineDraft.pipelineId, id), eq(pipelineDraft.userId, actor.userId)));
    pinning = pin(designer, { name: "test", node: "pause", run });
    await until("the pin waits", async () => {
      const waiting = await designer.db.execute(sql`
        select 1 from pg_stat_activity
        where wait_event_type = 'Lock' and query ilike '%pipeline_draft%'`);
      return waiting.length > 0;
    });
  });
  await pinning;
  const { draft: now } = await get(designer, { name: "test" });
  const found = now.document as PipelineDocument;
  assert.deepEqual([found.title, found.nodes[0]!.pin], ["Typed", { run }]);
  assert.equal(now.revision, draft.revision + 2);
});

test("a node that gave nothing, and one that the draft has not, are refused", async () => {
  const { designer } = engine.as;
  const run = await engine.run({
    nodes: [
      { id: "other", kind: "test.noop" },
      { id: "pause", kind: "test.flaky", config: { failures: 9, type: "bad-data" } },
    ],
  });
  await engine.until(run, ["failed"]);
  await assert.rejects(pin(designer, { name: "test", node: "pause", run }), /gave nothing/);
  await assert.rejects(pin(designer, { name: "test", node: "other", run }), /no node 'other'/);
});
