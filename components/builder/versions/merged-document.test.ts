import assert from "node:assert/strict";
import { test } from "node:test";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { compareDocuments } from "./merged-document.ts";

const before: PipelineDocument = {
  apiVersion: "penstock/v1",
  name: "test",
  nodes: [
    { id: "load", kind: "data.load" },
    { id: "old", kind: "data.split" },
    { id: "train", kind: "train.tabular", config: { depth: 3 } },
  ],
  wires: [
    { from: "load.data", to: "old.data" },
    { from: "old.train", to: "train.train" },
  ],
  layout: { nodes: { load: { x: 0, y: 0 }, old: { x: 300, y: 0 }, train: { x: 600, y: 0 } } },
};

test("both documents lie in one picture, what was removed beside what took its place", () => {
  const after: PipelineDocument = {
    ...before,
    nodes: [before.nodes[0]!, { id: "fresh", kind: "data.transform" }, before.nodes[2]!],
    wires: [{ from: "load.data", to: "fresh.data" }],
    layout: { nodes: { load: { x: 40, y: 0 }, fresh: { x: 300, y: 0 }, train: { x: 600, y: 0 } } },
  };
  const { both, diff, from } = compareDocuments(before, after);
  assert.deepEqual(
    both.nodes.map(({ id }) => id),
    ["load", "fresh", "train", "old"],
  );
  assert.deepEqual(both.wires!.length, 3);
  const [fresh, old] = [both.layout!.nodes!["fresh"]!, both.layout!.nodes!["old"]!];
  assert.equal(old.x, 300);
  assert.ok(old.y > fresh.y);
  assert.equal(diff.nodes["load"]!.change, "moved");
  assert.deepEqual([...from], [["load", { x: 0, y: 0 }]]);
});

test("a step under another id is one changed step, and its wires are not told", () => {
  const after: PipelineDocument = {
    ...before,
    nodes: before.nodes.map((node) => (node.id === "old" ? { ...node, id: "split" } : node)),
    wires: [
      { from: "load.data", to: "split.data" },
      { from: "split.train", to: "train.train" },
    ],
    layout: { nodes: { load: { x: 0, y: 0 }, split: { x: 300, y: 0 }, train: { x: 600, y: 0 } } },
  };
  const { both, diff } = compareDocuments(before, after);
  assert.deepEqual(both.nodes.length, 3);
  assert.deepEqual(diff.nodes, {
    split: {
      change: "changed",
      moved: false,
      fields: [{ path: "id", before: "old", after: "split" }],
    },
  });
  assert.deepEqual(diff.wires, { added: [], removed: [] });
});
