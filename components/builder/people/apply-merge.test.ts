import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeDocuments } from "../../../workflows/core/merge.ts";
import { renameNode } from "../../../workflows/core/rename-node.ts";
import { createEditorStore } from "../store/editor-store.ts";
import { remove } from "../store/edits.ts";
import { sampleDocument } from "../store/steps.fixture.ts";
import { applyMerge } from "./apply-merge.ts";
import { createPeopleStore } from "./people-store.ts";

test("a step that comes in under another name stays selected; what is gone with its wires does not", () => {
  const base = sampleDocument();
  const store = createEditorStore(base);
  const people = createPeopleStore({ id: "me", name: "Me" }, null, false);
  store.getState().select({
    nodes: ["load", "train"],
    wires: ["split.split->evaluate.split", "load.data->split.data", "train.model->evaluate.models"],
  });
  const theirs = remove(renameNode(base, "train", "boost"), { nodes: ["load"] });
  const side = { kind: "person", person: { id: "ben", name: "Ben" } } as const;
  const merged = mergeDocuments(base, base, theirs);
  applyMerge({ store, people, merges: new WeakMap() }, merged, side, theirs);
  assert.deepEqual(store.getState().selection, {
    nodes: new Set(["boost"]),
    wires: new Set(["split.split->evaluate.split"]),
  });
});
