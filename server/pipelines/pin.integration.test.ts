import assert from "node:assert/strict";
import { before, test } from "node:test";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import type { Ctx } from "../context.ts";
import { get } from "./get.ts";
import { importPipeline } from "./import.ts";
import { pin } from "./pin.ts";

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
  await importPipeline(designer, { text: JSON.stringify(document), note: "for the test" });
  const run = await engine.run({ nodes: document.nodes });
  await engine.until(run, ["done"]);
  await pin(designer, { name: "test", node: "pause", run });
  const pinOf = async (ctx: Ctx) => {
    const { draft } = await get(ctx, { name: "test" });
    return (draft.document as unknown as PipelineDocument).nodes[0]!.pin;
  };
  assert.deepEqual(await pinOf(designer), { run });
  assert.equal(await pinOf(admin), undefined);
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
