import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { errorsOf } from "../../../workflows/core/problems.ts";
import { drawn } from "../../ui/drawn.fixture.ts";
import { EditorContext } from "../store/editor-context.tsx";
import { createEditorStore } from "../store/editor-store.ts";
import { problemsOf } from "../store/use-problems.ts";
import { Blockers } from "./blockers.tsx";

test("what keeps a draft from running or being published is said in full, each with the way to its step or trigger", () => {
  const store = createEditorStore({
    apiVersion: "penstock/v1",
    name: "p",
    nodes: [{ id: "load", kind: "data.load" }],
    triggers: [{ id: "soon", type: "schedule", cron: "never" }],
  });
  const errors = errorsOf(problemsOf(store.getState().document, {}));
  const html = drawn(
    h(EditorContext, { value: store }, h(Blockers, { errors, onClose: () => {} })),
  );
  assert.match(html, /2 problems are in the way/);
  assert.match(html, /is missing: Load data cannot run without it\. <button[^>]*>Show</);
  assert.match(html, /is no cron expression.*<button[^>]*>Show</);
});
