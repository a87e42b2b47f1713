import assert from "node:assert/strict";
import { test } from "node:test";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { differences } from "./differences.ts";

const document = (nodes: PipelineDocument["nodes"]): PipelineDocument => ({
  apiVersion: "penstock/v1",
  name: "p",
  nodes,
});
const load = (source: string) => ({ id: "load", kind: "data.load", config: { source } });
const train = (config: Record<string, number>) => ({ id: "train", kind: "train.tabular", config });

test("a dataset's version that the run kept to, and what was set for it alone, are no changes of the draft", () => {
  const ran = document([load("dataset:credit@3"), train({ max_depth: 9, rounds: 10 })]);
  const draft = document([load("dataset:credit"), train({ max_depth: 6, rounds: 10 })]);
  assert.deepEqual(differences(ran, { "train.config.max_depth": 9 }, draft).nodes, {});
});

test("what was edited since is listed field by field; another dataset is a change", () => {
  const ran = document([load("dataset:credit@3"), train({ max_depth: 9, rounds: 10 })]);
  const draft = document([load("dataset:other"), train({ max_depth: 9, rounds: 20 })]);
  const { nodes } = differences(ran, {}, draft);
  assert.deepEqual(nodes["load"]!.fields, [
    { path: "config.source", before: "dataset:credit@3", after: "dataset:other" },
  ]);
  assert.deepEqual(nodes["train"]!.fields, [{ path: "config.rounds", before: 10, after: 20 }]);
});
