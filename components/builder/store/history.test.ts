import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addNode, moveNodes, remove, setConfig, setTitle } from "./edits.ts";
import { createEditorStore } from "./editor-store.ts";
import { historyText, keepHistory, restoreHistory } from "./history.ts";
import { applyPatch, patchOf } from "./patch.ts";
import { sampleDocument } from "./steps.fixture.ts";

function edited() {
  const store = createEditorStore(sampleDocument());
  const { edit } = store.getState();
  edit((document) => setTitle(document, "load", "Read"));
  edit((document) => addNode(document, { id: "more", kind: "data.split" }, { x: 8, y: 8 }));
  edit((document) => remove(document, { nodes: ["train"] }));
  edit((document) => moveNodes(document, new Map([["split", { x: 99, y: 3 }]])));
  edit((document) => setConfig(document, "load", "target", "z"));
  store.getState().undo();
  store.getState().undo();
  return store;
}

/** As a draft comes back from the server: equal, but other objects, their keys in another order. */
function reloaded<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).reverse())
      : inner,
  ) as Value;
}

test("undo and redo go on after a reload where they stood", () => {
  const before = edited();
  const text = historyText(before)!;
  const after = createEditorStore(reloaded(before.getState().document));
  assert.ok(restoreHistory(after, text));
  for (let times = 0; times < 2; times++) {
    before.getState().redo();
    after.getState().redo();
    assert.deepEqual(after.getState().document, before.getState().document);
  }
  for (let times = 0; times < 9; times++) after.getState().undo();
  assert.deepEqual(after.getState().document, sampleDocument());
});

test("a history kept for another document is not taken", () => {
  const text = historyText(edited())!;
  const other = createEditorStore({ ...edited().getState().document, title: "Other" });
  assert.equal(restoreHistory(other, text), false);
  assert.equal(restoreHistory(other, "{"), false);
  assert.equal(other.temporal.getState().pastStates.length, 0);
});

test("a history is small beside its documents, and the oldest steps go first", () => {
  const nodes = Array.from({ length: 1_000 }, (_, at) => ({ id: `n${at}`, kind: "data.split" }));
  const places = Object.fromEntries(nodes.map(({ id }, at) => [id, { x: at, y: at }]));
  const store = createEditorStore({ ...sampleDocument(), nodes, layout: { nodes: places } });
  for (let step = 1; step <= 200; step++)
    store.getState().edit((now) => moveNodes(now, new Map([["n7", { x: step * 8, y: 0 }]])));
  const text = historyText(store)!;
  assert.ok(text.length < 20_000, `${text.length} characters`);
  const after = createEditorStore(reloaded(store.getState().document));
  assert.ok(restoreHistory(after, historyText(store, 4_000)!));
  const { pastStates } = after.temporal.getState();
  assert.ok(pastStates.length > 10 && pastStates.length < 200, `${pastStates.length} steps`);
  after.getState().undo();
  assert.equal(after.getState().document.layout?.nodes?.["n7"]?.x, 199 * 8);
});

test("a storage without room keeps what fits, and never fails an edit", () => {
  const held = new Map<string, string>();
  const storage = {
    getItem: (key: string) => held.get(key) ?? null,
    removeItem: (key: string) => void held.delete(key),
    setItem: (key: string, value: string) => {
      if (value.length > 3_000) throw new DOMException("full", "QuotaExceededError");
      held.set(key, value);
    },
  };
  const store = createEditorStore(sampleDocument());
  const stop = keepHistory(store, "sample", storage);
  for (let step = 0; step < 20; step++)
    store.getState().edit((now) => setTitle(now, "load", `${step}`.padEnd(1_000, "x")));
  stop();
  const after = createEditorStore(reloaded(store.getState().document));
  keepHistory(after, "sample", storage)();
  assert.ok(after.temporal.getState().pastStates.length >= 1);
});

test("any patch leads from its one value to its other", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
      const patch = patchOf(before, after);
      assert.deepEqual(patch === null ? before : applyPatch(before, patch), after);
    }),
    { examples: [[{ valueOf: [] }, {}]] },
  );
});
