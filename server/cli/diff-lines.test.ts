import assert from "node:assert/strict";
import { test } from "node:test";
import { diffDocuments } from "../../workflows/core/diff.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { diffLines } from "./diff-lines.ts";

const before: PipelineDocument = {
  apiVersion: "penstock/v1",
  name: "test",
  nodes: [
    { id: "load", kind: "data.load" },
    { id: "shape", kind: "data.transform", config: { sql: "select a\nfrom input" } },
    { id: "train", kind: "train.gbm", config: { depth: 3, rate: 0.1 } },
  ],
  wires: [{ from: "load.data", to: "shape.input" }],
  layout: { nodes: { load: { x: 0, y: 0 } } },
};

test("what differs is told by step and field, long texts line by line", () => {
  const after: PipelineDocument = {
    ...before,
    title: "Churn",
    nodes: [
      { id: "read", kind: "data.load" },
      { id: "shape", kind: "data.transform", config: { sql: "select a, b\nfrom input" } },
      { id: "train", kind: "train.gbm", config: { depth: 6 } },
      { id: "gate", kind: "eval.gate", config: { least: 0.7 } },
    ],
    wires: [{ from: "read.data", to: "shape.input" }],
    layout: {},
  };
  assert.deepEqual(diffLines(diffDocuments(before, after), before, after), [
    "+ title: Churn",
    "~ step shape (data.transform)",
    "    ~ config.sql:",
    "        - select a",
    "        + select a, b",
    "          from input",
    "~ step train (train.gbm)",
    "    ~ config.depth: 3 → 6",
    "    - config.rate: 0.1",
    "~ step load → read (another id)",
    "+ step gate (eval.gate)",
    "    + kind: eval.gate",
    "    + config.least: 0.7",
    "- wire load.data → shape.input",
    "+ wire read.data → shape.input",
  ]);
});

test("a step that only lies elsewhere is told as moved, and nothing as nothing", () => {
  const after = { ...before, layout: { nodes: { load: { x: 9, y: 0 } } } };
  assert.deepEqual(diffLines(diffDocuments(before, after), before, after), [
    "> step load (data.load), moved",
  ]);
  assert.deepEqual(diffLines(diffDocuments(before, before), before, before), ["Nothing differs."]);
});
