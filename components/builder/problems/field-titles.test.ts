import assert from "node:assert/strict";
import { test } from "node:test";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { createEditorStore } from "../store/editor-store.ts";
import { followProblems, problemsOf } from "../store/use-problems.ts";
import { withFieldTitles } from "./field-titles.ts";
import { isOfConfig } from "./order.ts";

const documentWith = (kind: string, config: Record<string, unknown>): PipelineDocument => ({
  apiVersion: "penstock/v1",
  name: "p",
  nodes: [{ id: "one", kind, config }],
});

/** What the builder says of the config of a step. */
function said(kind: string, config: Record<string, unknown>): string[] {
  const document = documentWith(kind, config);
  return withFieldTitles(problemsOf(document, {}), document, registry)
    .filter(isOfConfig)
    .map(({ message }) => message);
}

test("the builder's list of problems has the titles once what knows them has come", async () => {
  const store = createEditorStore(documentWith("train.tabular", { target: 1 }));
  const stop = followProblems(store);
  const sentence = () => store.getState().problems.find(isOfConfig)!.message;
  const titled = new Promise<void>((resolve) =>
    store.subscribe(() => sentence().startsWith("'Target'") && resolve()),
  );
  assert.match(sentence(), /^'target' must be a text/);
  await titled;
  stop();
});

test("a field in a list is called by its title and by the entry it stands in", () => {
  const checks = [
    { check: "not_null", columns: ["a"], mostly: 2 },
    { check: "row_count", min: -1 },
    { check: "not_null" },
    {},
  ];
  assert.deepEqual(said("data.validate", { checks }), [
    "'Mostly' of check 1 must be at most 1.",
    "'At least' of check 2 must be at least 0.",
    "'Columns' of check 3 is missing: Validate cannot run without it.",
    "'Check' of check 4 is missing: Validate cannot run without it.",
  ]);
});

test("a field is called by its title, an entry of a list by its number", () => {
  const config = { target: 1, features: ["a", 2] };
  assert.deepEqual(said("train.tabular", config), [
    "'Target' must be a text.",
    "Feature 2 must be a text.",
  ]);
});

test("an entry that somebody named themselves keeps its name", () => {
  assert.deepEqual(said("data.load", { source: "dataset:a", types: { Total_Charges: "money" } }), [
    "'Total_Charges' of 'Column types' must be one of integer, number, boolean, date, timestamp, text.",
  ]);
});
