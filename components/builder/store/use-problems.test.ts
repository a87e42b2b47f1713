import assert from "node:assert/strict";
import { test } from "node:test";
import { celChecks } from "../../../workflows/core/cel-checks.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { knowledgeOf } from "../knowledge/knowledge-store.ts";
import { createEditorStore } from "./editor-store.ts";
import { followProblems, namesDatasets, namesPipelines, problemsOf } from "./use-problems.ts";

test("a draft is checked against the published pipelines once they are known", () => {
  const document: PipelineDocument = {
    apiVersion: "penstock/v1",
    name: "p",
    nodes: [{ id: "part", kind: "control.subpipeline", config: { pipeline: "shapez" } }],
  };
  assert.deepEqual(problemsOf(document, {}), []);
  const [problem] = problemsOf(document, {}, { pipelines: new Set(["shapes"]) });
  assert.match(problem!.message, /did you mean 'shapes'\?/);
});

test("the published pipelines are asked for where a step or a trigger names one", () => {
  const empty: PipelineDocument = { apiVersion: "penstock/v1", name: "p", nodes: [] };
  assert.equal(namesPipelines(empty), false);
  assert.equal(
    namesPipelines({ ...empty, nodes: [{ id: "part", kind: "control.subpipeline" }] }),
    true,
  );
  const after = { id: "after", type: "pipeline", pipeline: "shapes" } as const;
  assert.equal(namesPipelines({ ...empty, triggers: [after] }), true);
});

test("a draft is checked against the datasets where a trigger names one, and they are known", () => {
  const grown = { id: "grown", type: "dataset", dataset: "aplicants" } as const;
  const nap = { id: "nap", kind: "control.wait", config: { for: "1s" } };
  const empty: PipelineDocument = { apiVersion: "penstock/v1", name: "p", nodes: [nap] };
  const document = { ...empty, triggers: [grown] };
  assert.deepEqual([namesDatasets(empty), namesDatasets(document)], [false, true]);
  assert.deepEqual(problemsOf(document, {}), []);
  const [problem] = problemsOf(document, {}, { datasets: new Set(["applicants"]) });
  assert.match(problem!.message, /did you mean 'applicants'\?/);
});

test("what comes to be known of datasets is held against the draft", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const store = createEditorStore({
    apiVersion: "penstock/v1",
    name: "p",
    nodes: [{ id: "nap", kind: "control.wait", config: { for: "1s" } }],
    triggers: [{ id: "grown", type: "dataset", dataset: "aplicants" }],
  });
  const stop = followProblems(store);
  assert.deepEqual(store.getState().problems, []);
  knowledgeOf(store).setState({ datasets: new Set(["applicants"]) });
  mock.timers.tick(16);
  assert.deepEqual(
    store.getState().problems.map(({ code }) => code),
    ["P076"],
  );
  stop();
});

test("where CEL cannot be loaded it is asked for again, and expressions are checked once it is there", async ({
  mock,
}) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const store = createEditorStore({
    apiVersion: "penstock/v1",
    name: "p",
    nodes: [{ id: "check", kind: "control.condition", config: { expression: "1 +" } }],
  });
  const found = () => store.getState().problems.filter(({ anchor }) => anchor.field !== undefined);
  let asked = 0;
  const stop = followProblems(store, () =>
    ++asked < 3 ? Promise.reject(new Error("away")) : Promise.resolve({ celChecks }),
  );
  await settled();
  assert.deepEqual([asked, found()], [1, []]);
  // With the next change that touches nothing of it, and by itself.
  store.getState().edit((document) => ({ ...document, title: "P" }));
  mock.timers.tick(16);
  await settled();
  assert.deepEqual([asked, found()], [2, []]);
  // The clock reaches the time at which it is asked for again, the check that follows it, and the one with CEL.
  for (const wait of [5_000, 16, 16]) {
    mock.timers.tick(wait);
    await settled();
  }
  assert.notDeepEqual(found(), []);
  assert.equal(asked, 3);
  stop();
});

/** Whatever follows from what was answered has followed. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
