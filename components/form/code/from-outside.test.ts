import assert from "node:assert/strict";
import { test } from "node:test";
import { history, undo } from "@codemirror/commands";
import { EditorState, type Transaction } from "@codemirror/state";
import { changeFromOutside } from "./from-outside.ts";

const TEXT = "name: a\ntitle: My pipeline\nnodes: []\n";
const CURSOR = TEXT.indexOf("pipeline");

/** An editor whose cursor stands in the title. */
function editor() {
  const editor = {
    state: EditorState.create({
      doc: TEXT,
      selection: { anchor: CURSOR },
      extensions: [history()],
    }),
    text: () => editor.state.doc.toString(),
    dispatch: ({ state }: Transaction) => void (editor.state = state),
    type: (insert: string) =>
      editor.dispatch(editor.state.update(editor.state.replaceSelection(insert))),
    take: (value: string) => {
      const change = changeFromOutside(editor.state, value);
      if (change) editor.dispatch(editor.state.update(change));
      assert.equal(editor.text(), editor.state.toText(value).toString());
    },
  };
  return editor;
}

test("a text from outside leaves the cursor where it stands, before it and behind it", () => {
  const one = editor();
  one.take(TEXT.replace("nodes: []", "nodes: [] # Ben"));
  assert.equal(one.state.selection.main.head, CURSOR);
  one.take(one.text().replace("name: a", "name: other"));
  assert.equal(one.state.selection.main.head, CURSOR + "other".length - 1);
});

test("an undo takes back what was typed, and leaves what came from outside", () => {
  const one = editor();
  one.type("X");
  one.take(one.text().replace("nodes: []", "nodes: [] # Ben"));
  assert.ok(undo(one));
  assert.equal(one.text(), TEXT.replace("nodes: []", "nodes: [] # Ben"));
  assert.ok(!undo(one));
});

test("any text takes the place of any other", () => {
  const one = editor();
  for (const text of ["", "aaa", "aa", "aaaa", "ab", "aab\r\naab", "aab\naab", TEXT])
    one.take(text);
  assert.equal(changeFromOutside(one.state, TEXT), null);
});
