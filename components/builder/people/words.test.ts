import assert from "node:assert/strict";
import { test } from "node:test";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { mergeDocuments } from "../../../workflows/core/merge.ts";
import { renameNode } from "../../../workflows/core/rename-node.ts";
import { addNode, connect, moveNodes, remove, setConfig, setTitle } from "../store/edits.ts";
import { sampleDocument } from "../store/steps.fixture.ts";
import { conflictName, takenWords } from "./words.ts";

function wordsOf(change: (document: PipelineDocument) => PipelineDocument): string {
  const before = sampleDocument();
  const { taken, document } = mergeDocuments(before, before, change(before));
  return takenWords(taken, before, document);
}

test("what came in is said by step and field, as people call them", () => {
  assert.equal(
    wordsOf((document) => setConfig(setTitle(document, "load", "Read"), "load", "target", "y")),
    "changed Read (target, title)",
  );
});

test("a step that was added or removed is said once, without its wires and its place", () => {
  assert.equal(
    wordsOf((document) =>
      connect(
        addNode(document, { id: "check", kind: "data.validate" }, { x: 1, y: 1 }),
        "load.data",
        "check.data",
      ),
    ),
    "added check",
  );
  assert.equal(
    wordsOf((document) => remove(document, { nodes: ["split"] })),
    "removed split",
  );
});

test("a new name of a step is said with the old one", () => {
  assert.equal(
    wordsOf((document) => renameNode(document, "train", "boost")),
    "renamed train to boost",
  );
});

test("steps that were only moved, and wires, are counted", () => {
  assert.equal(
    wordsOf((document) =>
      moveNodes(
        document,
        new Map([
          ["load", { x: 9, y: 9 }],
          ["split", { x: 8, y: 8 }],
        ]),
      ),
    ),
    "moved 2 steps",
  );
  assert.equal(
    wordsOf((document) => ({ ...document, wires: document.wires!.slice(1) })),
    "changed a wire",
  );
});

test("of many names the first three are said", () => {
  const words = wordsOf((document) =>
    ["load", "split", "train", "evaluate"].reduce(
      (next, id) => setTitle(next, id, id.toUpperCase()),
      document,
    ),
  );
  assert.match(words, /^changed LOAD \(title\), SPLIT \(title\), TRAIN \(title\) and 1 more$/);
});

test("a conflict is named by its step and field, or by what it belongs to", () => {
  const document = setTitle(sampleDocument(), "train", "Fit");
  const name = (node: string | null, path: string, ...address: string[]) =>
    conflictName({ node, path, address }, document);
  assert.equal(name("train", "config.target", "nodes", "train", "config", "target"), "Fit: target");
  assert.equal(name("train", "", "nodes", "train"), "Fit");
  assert.equal(name("gone", "", "nodes", "gone"), "gone");
  assert.equal(
    name(null, "params.rows.default", "params", "rows", "default"),
    "params.rows.default",
  );
  assert.equal(name(null, "triggers.daily", "triggers", "daily"), "trigger daily");
});
