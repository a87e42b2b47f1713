import assert from "node:assert/strict";
import { test } from "node:test";
import { setTitle } from "../store/edits.ts";
import { createEditorStore } from "../store/editor-store.ts";
import { sampleDocument } from "../store/steps.fixture.ts";
import { restoreInto } from "./restore-into.ts";

test("what was restored is taken back as one undo, and not where the draft went on since", () => {
  const before = sampleDocument();
  const draft = createEditorStore(before);
  const takeBack = restoreInto(draft, setTitle(before, "load", "Ran"));
  draft.getState().edit((document) => setTitle(document, "split", "Mia's"));
  const since = draft.getState().document;
  assert.equal(takeBack(), false);
  assert.equal(draft.getState().document, since);
  draft.getState().undo();
  assert.equal(takeBack(), true);
  assert.equal(draft.getState().document, before);
  assert.equal(takeBack(), false);
});
