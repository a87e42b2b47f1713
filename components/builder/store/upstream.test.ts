import assert from "node:assert/strict";
import { test } from "node:test";
import { setConfig } from "./edits.ts";
import { sampleDocument } from "./steps.fixture.ts";
import { upstreamSources } from "./upstream.ts";

test("the sources that reach a step are found along the wires, also where they go round", () => {
  let document = setConfig(sampleDocument(), "load", "source", "dataset:credit");
  assert.deepEqual(upstreamSources(document, "evaluate"), ["dataset:credit"]);
  document = {
    ...document,
    nodes: [...document.nodes, { id: "other", kind: "data.load", config: { source: "dataset:b" } }],
    wires: [...document.wires!, { from: "evaluate.evaluation", to: "split.data" }],
  };
  assert.deepEqual(upstreamSources(document, "train"), ["dataset:credit"]);
});
