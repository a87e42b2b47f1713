import assert from "node:assert/strict";
import { before, test } from "node:test";
import { startTestEngine, type TestEngine } from "../../../test/support/engine.ts";
import { testImplementations } from "../../../test/support/steps.ts";
import { loadImplementations } from "../../../workflows/load-implementations.ts";
import type { PenstockError } from "../../errors.ts";
import { readExample, uploadSources } from "../../pipelines/examples.ts";
import { start } from "../start.ts";
import { reproduce } from "./reproduce.ts";
import { reproduction } from "./reproduction.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine([...testImplementations, ...(await loadImplementations())]);
});

const verdicts = ({ outputs }: Awaited<ReturnType<typeof reproduction>>) =>
  Object.fromEntries(outputs.map(({ node, port, verdict }) => [`${node}.${port}`, verdict]));

test("a training run is reproduced on its data with nothing from the cache, and nothing is registered twice", async () => {
  const { document, folder } = (await readExample("churn"))!;
  const uploaded = await uploadSources(engine.as.designer, document, folder);
  const nodes = [
    ...uploaded.nodes.map((node) =>
      node.id === "train" ? { ...node, config: { ...node.config, trees: 30 } } : node,
    ),
    { id: "register", kind: "model.register", config: { name: "churn" } },
  ];
  const wires = [
    ...uploaded.wires!,
    { from: "evaluate.model", to: "register.model" },
    { from: "evaluate.evaluation", to: "register.evaluation" },
  ];
  const ctx = engine.as.designer;
  const { runId: original } = await start(ctx, { document: { ...uploaded, nodes, wires } });
  const first = await engine.until(original, ["done", "failed"], 180_000);
  assert.equal(first.run.status, "done", first.run.error ?? "");

  const { runId } = await reproduce(ctx, { id: original });
  const early = await reproduction(ctx, { id: runId });
  assert.deepEqual([early.over, early.verdict], [false, null]);
  const second = await engine.until(runId, ["done", "failed"], 180_000);
  assert.equal(second.run.status, "done", second.run.error ?? "");
  assert.deepEqual(
    second.steps.filter(({ cached }) => cached).map(({ node }) => node),
    ["register"],
  );
  const report = await reproduction(ctx, { id: runId });
  const found = verdicts(report);
  assert.equal(found["register.version"], "not-repeated");
  assert.equal(found["train.model"], "identical");
  assert.equal(found["evaluate.evaluation"], "identical");
  for (const [port, verdict] of Object.entries(found))
    assert.ok(
      ["identical", "within-tolerance", "not-repeated"].includes(verdict),
      `${port}: ${verdict} ${report.outputs.find((row) => `${row.node}.${row.port}` === port)?.why}`,
    );
  assert.ok(["identical", "within-tolerance"].includes(report.verdict!));
  assert.ok(report.planHash.same && report.build.same);
  assert.match(report.build.original!, /^\d+\.\d+\.\d+\+[0-9a-f]{12}$/);
  assert.deepEqual(
    report.environments.map(({ node, same }) => [node, same]),
    [["train", true]],
  );
  assert.deepEqual(second.run.trigger, { type: "reproduce", of: original });
  const [versions] = await engine.database.sql`select count(*)::int as n from model_version`;
  assert.equal(versions!["n"], 1);
});

test("what comes out otherwise is told apart: nearly the same, different, missing, not repeated", async () => {
  const drifting = (id: string, by: number) => ({ id, kind: "test.drifting", config: { by } });
  const id = await engine.run({
    nodes: [
      drifting("same", 0),
      drifting("near", 1e-9),
      drifting("far", 0.5),
      { id: "later", kind: "control.wait", config: { for: "1s" } },
      { id: "gone", kind: "test.failing-later", config: { key: "gone" } },
      { id: "after", kind: "test.noop" },
    ],
    wires: [
      ["same.out", "later.in"],
      ["gone.out", "after.in"],
    ],
  });
  await engine.until(id, ["done"]);
  const { runId } = await reproduce(engine.as.designer, { id });
  await engine.until(runId, ["failed"]);
  const report = await reproduction(engine.as.designer, { id: runId });
  assert.deepEqual(verdicts(report), {
    "same.out": "identical",
    "near.out": "within-tolerance",
    "far.out": "different",
    "later.out": "not-repeated",
    "gone.out": "missing",
    "after.out": "missing",
  });
  assert.equal(report.verdict, "missing");
  const why = new Map(report.outputs.map((row) => [row.node, row.why]));
  assert.equal(why.get("far"), "value was 1.5 and is 2");
  assert.equal(why.get("gone"), "the step is failed in the reproduction");
  assert.equal(why.get("after"), "the step is skipped in the reproduction");
});

test("only a run that has ended is reproduced, and only a reproducing run has a report", async () => {
  const refusal = (code: string, pattern: RegExp) => (error: PenstockError) =>
    error.code === code && pattern.test(error.message);
  const id = await engine.run({ nodes: [{ id: "ask", kind: "test.ask" }] });
  await engine.until(id, ["waiting"]);
  const ctx = engine.as.designer;
  await assert.rejects(reproduce(ctx, { id }), refusal("conflict", /still waiting/));
  await assert.rejects(reproduction(ctx, { id }), refusal("bad-request", /reproduces no other/));
});
