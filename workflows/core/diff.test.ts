import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { diffDocuments } from "./diff.ts";
import type { PipelineDocument } from "./document.ts";
import { canonicalJson } from "./json.ts";
import { documents } from "./random-edits.fixture.ts";
import { renameNode } from "./rename-node.ts";

const document = (part: Partial<PipelineDocument> = {}): PipelineDocument => ({
  apiVersion: "penstock/v1",
  name: "test",
  nodes: [
    { id: "load", kind: "data.load", config: { source: "a.csv", types: { "a.b": "int" } } },
    { id: "train", kind: "train.gbm" },
  ],
  wires: [{ from: "load.data", to: "train.data" }],
  layout: { nodes: { load: { x: 0, y: 0 }, train: { x: 200, y: 0 } } },
  ...part,
});

test("a changed node lists its fields, one by one, as before and after", () => {
  const after = document({
    nodes: [
      { id: "train", kind: "train.gbm", policy: { attempts: 3 } },
      {
        id: "load",
        kind: "data.load",
        title: "Load",
        config: { source: "b.csv", types: { "a.b": "text" } },
      },
    ],
  });
  const { nodes, wires, fields } = diffDocuments(document(), after);
  assert.deepEqual(nodes["load"], {
    change: "changed",
    moved: false,
    fields: [
      { path: "config.source", before: "a.csv", after: "b.csv" },
      { path: 'config.types["a.b"]', before: "int", after: "text" },
      { path: "title", before: undefined, after: "Load" },
    ],
  });
  assert.deepEqual(nodes["train"]!.fields, [
    { path: "policy.attempts", before: undefined, after: 3 },
  ]);
  assert.deepEqual([wires, fields], [{ added: [], removed: [] }, []]);
});

test("a node that only lies elsewhere has moved and has not changed", () => {
  const after = document({ layout: { nodes: { load: { x: 40, y: 0 }, train: { x: 200, y: 0 } } } });
  const { nodes, same } = diffDocuments(document(), after);
  assert.deepEqual(nodes, { load: { change: "moved", moved: true, fields: [] } });
  assert.equal(same, false);
});

test("what was added and removed is told with its wires, triggers, params, notes and groups", () => {
  const note = { text: "Why", x: 0, y: 0, width: 200, height: 80 };
  const before = document({ layout: { notes: { why: note } } });
  const after = document({
    title: "Churn",
    nodes: [before.nodes[0]!, { id: "split", kind: "data.split" }],
    wires: [{ from: "load.data", to: "split.data" }],
    params: { rows: { type: "integer", default: 10 } },
    triggers: [{ type: "webhook", id: "hook" }],
    layout: {
      notes: { why: { ...note, x: 5 } },
      groups: { prep: { title: "Prepare", nodes: ["load"] } },
    },
  });
  const diff = diffDocuments(before, after);
  assert.deepEqual(
    [diff.nodes["train"]!.change, diff.nodes["split"]!.change],
    ["removed", "added"],
  );
  assert.deepEqual(diff.wires, { added: after.wires, removed: before.wires });
  assert.deepEqual(diff.fields.map(({ path }) => path).sort(), [
    "params.rows.default",
    "params.rows.type",
    "title",
  ]);
  assert.equal(diff.triggers["hook"]!.change, "added");
  assert.equal(diff.notes["why"]!.change, "moved");
  assert.equal(diff.groups["prep"]!.change, "added");
});

test("a node under another id, else the same, is told as renamed", () => {
  const before = document();
  const after = document({ nodes: [before.nodes[0]!, { ...before.nodes[1]!, id: "fit" }] });
  assert.deepEqual(diffDocuments(before, after).renamed, { fit: "train" });
});

test("so is a pinned one, of which its new name says what it was called in the run", () => {
  const { nodes, ...rest } = document();
  for (const pin of [{ run: "r" }, { run: "r", node: "other" }]) {
    const before = { ...rest, nodes: [nodes[0]!, { ...nodes[1]!, pin }] };
    const after = renameNode(before, "train", "fit");
    assert.deepEqual(diffDocuments(before, after).renamed, { fit: "train" });
    assert.deepEqual(diffDocuments(after, renameNode(after, "fit", "train")).renamed, {
      train: "fit",
    });
  }
});

test("an id that stands there twice is compared twice", () => {
  const twice = { ...document(), nodes: [...document().nodes, { id: "train", kind: "train.x" }] };
  assert.deepEqual(Object.keys(diffDocuments(document(), twice).nodes), ["train#2"]);
});

test("documents are the same exactly when they hold the same, whatever the order of nodes and keys", () => {
  const sorted = (one: PipelineDocument) =>
    canonicalJson({
      ...one,
      nodes: one.nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      wires: (one.wires ?? []).map(canonicalJson).sort(),
      params: one.params ?? {},
      triggers: one.triggers ?? [],
      layout: { nodes: one.layout?.nodes ?? {} },
    });
  fc.assert(
    fc.property(documents, documents, (a, b) => {
      assert.equal(diffDocuments(a, a).same, true);
      assert.equal(diffDocuments(a, structuredClone(a)).same, true);
      if (!diffDocuments(a, b).same) assert.notEqual(sorted(a), sorted(b));
      else assert.equal(sorted(a), sorted(b));
    }),
    { numRuns: 300 },
  );
});

test("from b to a is from a to b the other way round", () => {
  fc.assert(
    fc.property(documents, documents, (a, b) => {
      const [there, back] = [diffDocuments(a, b), diffDocuments(b, a)];
      assert.deepEqual(there.wires, { added: back.wires.removed, removed: back.wires.added });
      for (const [id, { change, fields }] of Object.entries(there.nodes)) {
        const other = back.nodes[id]!;
        assert.equal(
          other.change,
          { added: "removed", removed: "added", changed: "changed", moved: "moved" }[change],
        );
        const turned = other.fields.map(({ path, before, after }) =>
          canonicalJson({ path, before: after, after: before }),
        );
        assert.deepEqual(fields.map((field) => canonicalJson(field)).sort(), turned.sort());
      }
    }),
    { numRuns: 200 },
  );
});
