import assert from "node:assert/strict";
import { test } from "node:test";
import { compile } from "../../../workflows/core/compile.ts";
import { documentSchema, type PipelineDocument } from "../../../workflows/core/document.ts";
import type { TriggerType } from "../../../workflows/core/triggers.ts";
import { placeNodes } from "../../graph/place.ts";
import { placeTriggers, rootsOf } from "../layout/place-triggers.ts";
import { remove } from "./edits.ts";
import { createEditorStore } from "./editor-store.ts";
import { mapDocument, sampleDocument, testRegistry } from "./steps.fixture.ts";
import {
  addTrigger,
  renameTrigger,
  setTrigger,
  tooManyTriggers,
  withoutTriggerPlaces,
} from "./trigger-edits.ts";
import { triggerKey } from "./trigger-key.ts";

test("every kind of trigger begins as one that a draft can be saved with; where nothing is known it asks what to choose", () => {
  const types: TriggerType[] = [
    "schedule",
    "interval",
    "calendar",
    "webhook",
    "dataset",
    "folder",
    "pipeline",
    "model",
  ];
  let document = sampleDocument();
  for (const type of [...types, ...types]) ({ document } = addTrigger(document, type));
  assert.equal(documentSchema.safeParse(document).error, undefined);
  const found = compile(document, testRegistry, { draft: true }).problems;
  assert.deepEqual(
    found.flatMap(({ severity, message, anchor }) =>
      /^triggers\.[0-7]\./.test(anchor.field ?? "") ? [[severity, anchor.field, message]] : [],
    ),
    [
      ["error", "triggers.4.dataset", "Choose the dataset whose new versions start a run."],
      ["error", "triggers.5.path", "Name the folder whose new files start a run."],
      ["error", "triggers.6.pipeline", "Choose the pipeline whose ended runs start one of this."],
      ["error", "triggers.7.model", "Choose the model whose approved versions start a run."],
    ],
  );
  assert.equal(new Set(document.triggers?.map(({ id }) => id)).size, 16);
});

test("a trigger begins with the names that the pipeline's own steps have", () => {
  const document: PipelineDocument = {
    ...sampleDocument(),
    nodes: [
      { id: "load", kind: "data.load", config: { source: "dataset:loans@3" } },
      { id: "score", kind: "control.subpipeline", config: { pipeline: "scoring" } },
      { id: "register", kind: "model.register", config: { name: "churn" } },
    ],
  };
  const begun = (type: TriggerType) => addTrigger(document, type).document.triggers?.[0];
  assert.deepEqual(begun("dataset"), { id: "dataset", type: "dataset", dataset: "loans" });
  assert.deepEqual(begun("pipeline"), { id: "pipeline", type: "pipeline", pipeline: "scoring" });
  assert.deepEqual(begun("model"), { id: "model", type: "model", model: "churn" });
  const config = { source: "dataset:${params.name}", pipeline: "half_", name: "${params.name}" };
  document.nodes = document.nodes.map(
    (node) => ({ ...node, config }) as (typeof document.nodes)[0],
  );
  assert.deepEqual(begun("dataset"), { id: "dataset", type: "dataset", dataset: "" });
  assert.deepEqual(begun("pipeline"), { id: "pipeline", type: "pipeline", pipeline: "" });
  assert.deepEqual(begun("model"), { id: "model", type: "model", model: "" });
});

test("a trigger is renamed with its place, and removed by its key like a node", () => {
  const { document, id } = addTrigger(sampleDocument(), "schedule", { x: -300, y: 8 });
  const renamed = renameTrigger(document, id, "nightly");
  assert.deepEqual(renamed.layout?.nodes?.[triggerKey("nightly")], { x: -300, y: 8 });
  assert.equal(setTrigger(renamed, "nightly", "cron", "0 1 * * *").triggers?.length, 1);
  assert.equal(withoutTriggerPlaces(renamed).layout?.nodes?.[triggerKey("nightly")], undefined);
  assert.deepEqual(remove(renamed, { nodes: [triggerKey("nightly")] }), sampleDocument());
});

test("a problem of a trigger lands on it", () => {
  const store = createEditorStore(addTrigger(sampleDocument(), "schedule").document);
  store.getState().edit((current) => setTrigger(current, "schedule", "cron", "never"));
  store
    .getState()
    .setProblems(compile(store.getState().document, testRegistry, { draft: true }).problems);
  assert.deepEqual(
    store
      .getState()
      .problemsByNode.get(triggerKey("schedule"))
      ?.map(({ code }) => code),
    ["P061"],
  );
  store.getState().select({ nodes: [triggerKey("schedule")] });
  store.getState().edit((current) => remove(current, { nodes: [triggerKey("schedule")] }));
  assert.equal(store.getState().selection.nodes.size, 0);
});

test("triggers without a place lie at the left of the graph, one below the other", () => {
  let { document } = addTrigger(mapDocument(), "schedule");
  ({ document } = addTrigger(document, "webhook"));
  const places = placeNodes(document, testRegistry);
  const [first, second] = [...placeTriggers(document, places, testRegistry).values()];
  assert.ok(first!.x + first!.width < 0);
  assert.ok(second!.y >= first!.y + first!.height);
});

test("a run begins with what no wire leads to; a map that waits for what enters it is none of these", () => {
  assert.deepEqual(rootsOf(mapDocument(), testRegistry), ["load"]);
  const apart = { ...mapDocument(), wires: [{ from: "check.data", to: "each.result" }] };
  assert.deepEqual(rootsOf(apart, testRegistry), ["load", "each", "after", "train"]);
});

test("a pipeline takes as many triggers as the document may have, and says why it takes no more", () => {
  let document = sampleDocument();
  while (tooManyTriggers(document, 1) === null) ({ document } = addTrigger(document, "webhook"));
  assert.equal(documentSchema.safeParse(document).error, undefined);
  assert.equal(documentSchema.safeParse(addTrigger(document, "webhook").document).success, false);
  assert.match(tooManyTriggers(document, 2)!, /50 triggers at most.* remove some first/);
  assert.equal(tooManyTriggers(document, 0), null);
});
