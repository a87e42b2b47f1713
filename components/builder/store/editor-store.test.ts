import assert from "node:assert/strict";
import { test } from "node:test";
import { wireId } from "../../graph/wire-id.ts";
import { connect, remove, setConfig, setTitle } from "./edits.ts";
import { createEditorStore } from "./editor-store.ts";
import { makeGroup } from "./groups.ts";
import { sampleDocument } from "./steps.fixture.ts";

test("undo and redo walk through documents, one entry a gesture", () => {
  let time = 0;
  const first = sampleDocument();
  const store = createEditorStore(first, () => time);
  const type = (title: string) => {
    time += 100;
    store.getState().edit((document) => setTitle(document, "load", title), "title:load");
  };
  type("R");
  type("Re");
  type("Read");
  store.getState().edit((document) => setConfig(document, "load", "target", "y"));
  store.getState().undo();
  assert.equal(store.getState().document.nodes[0]?.title, "Read");
  store.getState().undo();
  assert.equal(store.getState().document, first);
  store.getState().redo();
  store.getState().redo();
  assert.equal(store.getState().document.nodes[0]?.config?.["target"], "y");
});

test("the same gesture after a pause is another entry", () => {
  let time = 0;
  const store = createEditorStore(sampleDocument(), () => time);
  const type = (title: string) =>
    store.getState().edit((document) => setTitle(document, "load", title), "title:load");
  type("A");
  time += 5_000;
  type("B");
  assert.equal(store.temporal.getState().pastStates.length, 2);
});

test("selecting, problems and panels leave no undo entry", () => {
  const store = createEditorStore(sampleDocument());
  store.getState().select({ nodes: ["load"] });
  store.getState().jump("split", "target");
  store.getState().setView("yaml");
  assert.equal(store.temporal.getState().pastStates.length, 0);
});

test("a node that is gone is no longer selected", () => {
  const store = createEditorStore(sampleDocument());
  store.getState().select({ nodes: ["load", "split"] });
  store.getState().edit((document) => remove(document, { nodes: ["load"] }));
  assert.deepEqual([...store.getState().selection.nodes], ["split"]);
});

test("a wire that an undo takes away is no longer selected, and to remove it anew leaves no entry and what can be redone", () => {
  const store = createEditorStore(sampleDocument());
  const wire = { from: "load.profile", to: "evaluate.data" };
  store.getState().edit((document) => connect(document, wire.from, wire.to));
  const selection = { nodes: ["load"], wires: [wireId(wire)] };
  store.getState().select(selection);
  store.getState().undo();
  assert.deepEqual(store.getState().selection, { nodes: new Set(["load"]), wires: new Set() });
  store.getState().edit((document) => remove(document, { ...selection, nodes: ["gone"] }));
  assert.equal(store.temporal.getState().futureStates.length, 1);
  store.getState().redo();
  assert.ok(store.getState().document.wires!.some(({ from }) => from === wire.from));
});

test("problems of a node that did not change keep their identity", () => {
  const store = createEditorStore(sampleDocument());
  const problem = (node: string, message: string) =>
    ({ code: "P012", severity: "error", message, anchor: { node } }) as const;
  store.getState().setProblems([problem("load", "a"), problem("split", "b")]);
  const before = store.getState().problemsByNode.get("load");
  store.getState().setProblems([problem("load", "a"), problem("split", "c")]);
  assert.equal(store.getState().problemsByNode.get("load"), before);
});

test("undo closes a title or a text that is being written: what it belongs to may be gone", () => {
  const store = createEditorStore(sampleDocument());
  const { edit, undo, setRenaming } = store.getState();
  const { document, key } = makeGroup(store.getState().document, ["load"]);
  edit(() => document);
  setRenaming(key);
  undo();
  assert.equal(store.getState().renaming, null);
});

test("an undo of what was restored brings the text before it back, a redo the other; what was written since is not lost", () => {
  const store = createEditorStore(sampleDocument());
  const { setSource, restore, undo, redo, edit } = store.getState();
  const source = () => store.getState().source;
  setSource("# mine");
  restore(setTitle(sampleDocument(), "load", "Old"), "# version 1");
  assert.equal(source(), "# version 1");
  setSource("# version 1, looked at");
  undo();
  assert.equal(source(), "# mine");
  undo();
  assert.equal(source(), "# mine");
  redo();
  redo();
  assert.equal(source(), "# version 1, looked at");
  undo();
  // From here it goes on another way.
  edit((document) => setTitle(document, "load", "New"));
  setSource("# newer");
  undo();
  assert.equal(source(), "# newer");
});
