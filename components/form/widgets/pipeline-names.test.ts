import assert from "node:assert/strict";
import { test } from "node:test";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { outputsIn, paramsOf } from "./pipeline-names.ts";

const published: PipelineDocument = {
  apiVersion: "penstock/v1",
  name: "scoring",
  params: {
    rows: { type: "integer", default: 100 },
    region: { type: "string" },
    strict: { type: "boolean", default: false },
  },
  nodes: [
    { id: "load", kind: "data.load", config: { source: "dataset:a" } },
    { id: "each", kind: "control.map", config: { over: "count", count: 2 } },
    { id: "split", kind: "data.split", parent: "each" },
    { id: "odd", kind: "no.such" },
  ],
};

test("the params of a pipeline are offered with their types and defaults", () => {
  assert.deepEqual(paramsOf(published), [
    { value: "rows", note: "integer, default 100" },
    { value: "region", note: "string, no default" },
    { value: "strict", note: "boolean, default false" },
  ]);
  assert.deepEqual(paramsOf({ ...published, params: undefined }), []);
});

test("what the steps of a pipeline give is offered with its type, but for steps inside a map", () => {
  const offered = outputsIn(published);
  assert.deepEqual(offered[0], { value: "load.data", note: "dataset" });
  assert.deepEqual([...new Set(offered.map(({ value }) => value.split(".")[0]))], ["load", "each"]);
});
