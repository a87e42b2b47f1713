import assert from "node:assert/strict";
import { test } from "node:test";
import { textOf } from "../../../workflows/core/text/text-of.ts";
import { setConfig, setTitle } from "../store/edits.ts";
import { createEditorStore } from "../store/editor-store.ts";
import { sampleDocument } from "../store/steps.fixture.ts";
import { takeText, textNow } from "./take-text.ts";

function setUp() {
  const store = createEditorStore(sampleDocument());
  const { edit } = store.getState();
  return {
    store,
    state: store.getState,
    text: textOf(sampleDocument()),
    /** Somebody else, or a drag on the canvas. */
    outside: (title: string) => edit((document) => setTitle(document, "load", title)),
    nodes: () => store.getState().document.nodes,
  };
}

test("text that is no document stays beside it as it is, whatever becomes of the document", () => {
  const { store, state, text, outside } = setUp();
  const broken = `${text}foo: [1,`;
  takeText(store, broken);
  assert.equal(state().untaken?.text, broken);
  assert.notEqual(state().untaken?.problem, "");
  outside("Read");
  assert.equal(state().untaken?.text, broken);
  takeText(store, `${broken} 2`);
  assert.equal(state().untaken?.text, `${broken} 2`);
  assert.equal(state().document.nodes[0]?.title, "Read");
});

test("of several things that are wrong it says the first, and how many more there are", () => {
  const { store, state, text } = setUp();
  const problem = (more: string) => {
    takeText(store, text + more);
    return state().untaken?.problem;
  };
  assert.match(problem("one: 1\n")!, /^There is no field 'one'; known are: .*layout\.$/);
  assert.match(problem("one: 1\ntwo: 2\n")!, /layout\. 1 more is marked in the text\.$/);
  assert.match(problem("one: 1\ntwo: 2\nsix: 6\n")!, / 2 more are marked in the text\.$/);
});

test("once it is a document, what the document has become meanwhile stays", () => {
  const { store, state, text, outside, nodes } = setUp();
  takeText(store, `${text}foo: [1,`);
  outside("Read");
  takeText(store, text.replace("target: x", "target: y"));
  assert.equal(state().untaken, null);
  assert.deepEqual([nodes()[0]?.title, nodes()[0]?.config], ["Read", { target: "y" }]);
  assert.match(textNow(state().document, state().source), /title: Read/);
});

test("where both changed the same, nothing holds before one says so", () => {
  for (const choice of ["mine", "theirs"] as const) {
    const { store, state, text, nodes } = setUp();
    const mine = text.replace("target: x", "target: y");
    takeText(store, `${mine}foo: [1,`);
    state().edit((document) => setConfig(document, "load", "target", "z"));
    takeText(store, mine);
    assert.match(state().untaken!.problem, /both changed “load: target”/);
    assert.equal(nodes()[0]?.config?.["target"], "z");
    if (choice === "mine") takeText(store, mine, { mine: true });
    else state().setUntaken(null);
    assert.equal(state().untaken, null);
    assert.equal(nodes()[0]?.config?.["target"], choice === "mine" ? "y" : "z");
  }
});

test("a comment alone is kept, and the document is no other one", () => {
  const { store, state, text } = setUp();
  const before = state().document;
  takeText(store, `# By hand\n${text}`);
  assert.equal(state().document, before);
  assert.equal(textNow(before, state().source), `# By hand\n${text}`);
});
