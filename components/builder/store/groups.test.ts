import assert from "node:assert/strict";
import { test } from "node:test";
import { documentSchema } from "../../../workflows/core/document.ts";
import { renameNode } from "../../../workflows/core/rename-node.ts";
import { remove } from "./edits.ts";
import { groupingOf, makeGroup, regroup, setGroup, ungroup } from "./groups.ts";
import { addNote, setNote } from "./notes.ts";
import { mapDocument, sampleDocument } from "./steps.fixture.ts";

test("a group is made from the chosen steps, which leave the group they were in", () => {
  const first = makeGroup(sampleDocument(), ["split", "train"]);
  assert.equal(first.key, "group:group");
  const second = makeGroup(first.document, ["train", "evaluate"]);
  assert.deepEqual(
    [...groupingOf(second.document).members],
    [
      ["group", ["split"]],
      ["group_2", ["train", "evaluate"]],
    ],
  );
  assert.equal(documentSchema.safeParse(second.document).error, undefined);
  const nothing = sampleDocument();
  assert.equal(makeGroup(nothing, ["note:a", "gone"]).document, nothing);
});

test("a step inside a map is grouped as its map", () => {
  const { document } = makeGroup(mapDocument(), ["check", "after"]);
  assert.deepEqual(groupingOf(document).members.get("group"), ["each", "after"]);
});

test("a group is titled, collapsed and taken away without touching its steps", () => {
  const { document } = makeGroup(sampleDocument(), ["split", "train"]);
  const named = setGroup(setGroup(document, "group", { title: "Fit" }), "group", {
    collapsed: true,
  });
  assert.deepEqual(named.layout?.groups?.["group"], {
    nodes: ["split", "train"],
    title: "Fit",
    collapsed: true,
  });
  assert.equal(setGroup(named, "group", { title: "Fit" }), named);
  assert.deepEqual(ungroup(named, new Set(["group"])), sampleDocument());
});

test("a group that is left empty is gone, and a renamed step stays in its group", () => {
  const { document } = makeGroup(sampleDocument(), ["split"]);
  assert.equal(regroup(document, new Set(["split"]), null).layout?.groups, undefined);
  assert.equal(remove(document, { nodes: ["split"] }).layout?.groups, undefined);
  const renamed = renameNode(document, "split", "parts");
  assert.deepEqual(renamed.layout?.groups?.["group"]?.nodes, ["parts"]);
});

test("a group removed by its key takes its steps and their wires along", () => {
  const { document } = makeGroup(sampleDocument(), ["split", "train"]);
  const next = remove(document, { nodes: ["group:group"] });
  assert.deepEqual(
    next.nodes.map(({ id }) => id),
    ["load", "evaluate"],
  );
  assert.deepEqual(next.wires, []);
});

test("a note is added, written, and removed by its key", () => {
  const { document, key } = addNote(sampleDocument(), { x: 100, y: 100 });
  assert.equal(key, "note:note");
  const written = setNote(document, "note", { text: "# Why" });
  assert.equal(documentSchema.safeParse(written).error, undefined);
  assert.equal(setNote(written, "note", { text: "# Why" }), written);
  assert.deepEqual(remove(written, { nodes: [key] }), sampleDocument());
});
