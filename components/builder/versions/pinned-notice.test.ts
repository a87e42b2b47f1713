import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { drawn } from "../../ui/drawn.fixture.ts";
import { EditorContext } from "../store/editor-context.tsx";
import { createEditorStore } from "../store/editor-store.ts";
import { PinnedNotice } from "./pinned-notice.tsx";

const noticeOf = (nodes: PipelineDocument["nodes"]) =>
  drawn(
    h(
      EditorContext,
      { value: createEditorStore({ apiVersion: "penstock/v1", name: "test", nodes }) },
      h(PinnedNotice),
    ),
  ).replaceAll(/<[^>]*>/g, "");

test("before a version is published it is said which of its steps would not run", () => {
  const train = { id: "train", kind: "train.tabular", title: "Train" };
  assert.equal(noticeOf([train]), "");
  const one = noticeOf([{ ...train, pin: { run: "run_1" } }]);
  assert.match(one, /^One step is pinned/);
  assert.match(one, /Train does not run: its output is pinned to run_1\./);
  const two = noticeOf([
    { ...train, pin: { run: "run_1" } },
    { id: "load", kind: "data.load", pin: { run: "run_2" } },
  ]);
  assert.match(two, /^2 steps are pinned.*load does not run: its output is pinned to run_2\./s);
});
