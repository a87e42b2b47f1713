import assert from "node:assert/strict";
import { before, test } from "node:test";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { testRegistry } from "../../test/support/steps.ts";
import type { PenstockError } from "../errors.ts";
import { compareRuns } from "./compare.ts";
import { rerun } from "./rerun.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

test("runs stand side by side: params, configs field by field, what went in and out, metrics, durations", async () => {
  const ctx = engine.as.designer;
  const first = await engine.run({
    params: { depth: { type: "integer", default: 3 }, name: { type: "string", default: "x" } },
    nodes: [
      { id: "load", kind: "test.counted", config: { value: "data" } },
      { id: "train", kind: "test.noop", config: { facts: { metrics: { auc: 0.8, rows: 10 } } } },
      { id: "other", kind: "test.counted", config: { value: "${params.name}" } },
    ],
    wires: [
      ["load.out", "train.in"],
      ["train.out", "other.in"],
    ],
  });
  await engine.until(first, ["done"]);
  const config = { train: { facts: { metrics: { auc: 0.9, rows: 10 } } } };
  const again = { id: first, params: { name: "y" }, config };
  const { runId: second } = await rerun(ctx, again, testRegistry);
  await engine.until(second, ["done"]);

  const found = await compareRuns(ctx, { ids: [first, second] });
  assert.deepEqual(
    found.runs.map(({ id, status }) => [id, status]),
    [
      [first, "done"],
      [second, "done"],
    ],
  );
  assert.ok(found.runs.every(({ ms }) => ms! >= 0));
  assert.equal(found.samePlan, false);
  assert.deepEqual(
    new Map(found.params.map(({ name, ...row }) => [name, row])),
    new Map<string, object>([
      ["name", { values: ["x", "y"], same: false }],
      ["depth", { values: [3, 3], same: true }],
    ]),
  );
  const node = new Map(found.nodes.map((one) => [one.node, one]));
  assert.deepEqual(node.get("load")!.config, [
    { field: "value", values: ["data", "data"], same: true },
  ]);
  assert.deepEqual(
    node.get("load")!.outputs.map(({ port, type, same }) => [port, type, same]),
    [["out", "artifact", true]],
  );
  assert.deepEqual(node.get("train")!.metrics, [
    { name: "auc", values: [0.8, 0.9], same: false },
    { name: "rows", values: [10, 10], same: true },
  ]);
  assert.equal(node.get("train")!.config[0]!.same, false);
  assert.deepEqual(
    node.get("train")!.inputs.map(({ port, same }) => [port, same]),
    [["in", true]],
  );
  assert.deepEqual(node.get("other")!.config[0], {
    field: "value",
    values: ["x", "y"],
    same: false,
  });
  const { outputs } = node.get("other")!;
  assert.equal(outputs[0]!.same, false);
  assert.notEqual(outputs[0]!.hashes[0], outputs[0]!.hashes[1]);

  const elsewhere = await freshWorkspace(engine.database.db);
  await assert.rejects(
    compareRuns({ ...ctx, actor: elsewhere.designer }, { ids: [first, second] }),
    (error: PenstockError) => error.code === "not-found",
  );
});
