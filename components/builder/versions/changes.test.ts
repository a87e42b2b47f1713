import assert from "node:assert/strict";
import { test } from "node:test";
import { diffDocuments } from "../../../workflows/core/diff.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { changesOf, summaryOf } from "./changes.ts";
import { compareDocuments } from "./merged-document.ts";

const before: PipelineDocument = {
  apiVersion: "penstock/v1",
  name: "test",
  nodes: [
    { id: "load", kind: "data.load" },
    { id: "split", kind: "data.split" },
  ],
  wires: [{ from: "load.data", to: "split.data" }],
  layout: { nodes: { load: { x: 0, y: 0 }, split: { x: 300, y: 0 } } },
};

test("changes are told in words, moves apart and last", () => {
  const after: PipelineDocument = {
    ...before,
    title: "Churn",
    nodes: [
      { id: "load", kind: "data.load" },
      { id: "split", kind: "data.split", config: { seed: 7 } },
      { id: "extra", kind: "data.profile" },
    ],
    wires: [],
    layout: {
      nodes: { load: { x: 50, y: 0 }, split: { x: 300, y: 0 } },
      notes: { why: { text: "# Why\nBecause", x: 0, y: 0, width: 200, height: 80 } },
    },
  };
  const { diff, both } = compareDocuments(before, after);
  assert.equal(
    summaryOf(diff),
    "1 step added, 1 step changed, 1 note added, 1 wire removed, 1 setting of the pipeline changed, 1 moved",
  );
  assert.deepEqual(
    changesOf(diff, both).map(({ kind, change, detail }) => `${kind} ${change} ${detail}`.trim()),
    [
      "pipeline changed",
      "step changed split",
      "step added extra",
      "note added note",
      "wire removed wire",
      "step moved load",
    ],
  );
});

test("a new id alone is one step renamed; the same has no words", () => {
  const after = {
    ...before,
    nodes: [{ id: "read", kind: "data.load" }, before.nodes[1]!],
    wires: [{ from: "read.data", to: "split.data" }],
  };
  assert.match(summaryOf(diffDocuments(before, after))!, /^1 step renamed, 1 wire added/);
  assert.equal(summaryOf(diffDocuments(before, before)), null);
});
