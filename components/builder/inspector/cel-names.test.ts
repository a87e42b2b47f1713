import assert from "node:assert/strict";
import { test } from "node:test";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { namesAt } from "../../form/cel/cel-completion.ts";
import { celResult } from "../../form/cel/cel-result.ts";
import { celScope } from "./cel-names.ts";

const document: PipelineDocument = {
  apiVersion: "penstock/v1",
  name: "p",
  params: { least: { type: "number", default: 0.7 }, open: { type: "string" } },
  nodes: [
    { id: "evaluate", kind: "model.evaluate" },
    { id: "gate", kind: "control.condition" },
    { id: "register", kind: "model.register" },
    { id: "sweep", kind: "control.map", config: { over: "grid", grid: { depth: [3, 6] } } },
    { id: "inner", kind: "data.transform", parent: "sweep" },
  ],
  wires: [
    { from: "evaluate.evaluation", to: "gate.value" },
    { from: "gate.true", to: "register.evaluation" },
  ],
};
const scopeOf = (id: string, facts: Parameters<typeof celScope>[3]["facts"] = null) =>
  celScope(
    document,
    registry,
    document.nodes.find((node) => node.id === id)!,
    {
      facts,
      input: id === "gate",
    },
  );
const names = (id: string, ...path: string[]) => Object.keys(namesAt(scopeOf(id), path) ?? {});

test("an expression may name params, steps that do not wait for it, and what comes in", () => {
  assert.deepEqual(names("gate", "params"), ["least", "open"]);
  assert.deepEqual(names("gate", "steps"), ["evaluate", "sweep", "inner"]);
  assert.ok(names("gate", "input").includes("metrics"));
  assert.deepEqual(names("evaluate", "steps"), ["sweep", "inner"]);
});

test("values of the newest run are taken where there is one, defaults for params", () => {
  const facts = {
    run: "run_1",
    outputs: { evaluate: { evaluation: { metrics: { roc_auc: 0.8 } } } },
  };
  const holds = celResult("input.metrics.roc_auc > params.least", scopeOf("gate", facts));
  assert.deepEqual(holds, { kind: "value", text: "true", holds: true });
  assert.equal(celResult("input.metrics.roc_auc > 0.5", scopeOf("gate")).kind, "unknown");
});

test("inside a map the first item of its grid stands for the item", () => {
  assert.deepEqual(names("inner", "item"), ["depth"]);
  const { kind, ...rest } = celResult("item.depth == 3 && index == 0", scopeOf("inner"));
  assert.deepEqual([kind, rest], ["value", { text: "true", holds: true }]);
});
