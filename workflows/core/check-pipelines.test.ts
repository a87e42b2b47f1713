import assert from "node:assert/strict";
import { test } from "node:test";
import { registry } from "../steps/index.ts";
import { compile } from "./compile.ts";
import type { PipelineDocument } from "./document.ts";

/** What is said of a step that runs the pipeline of that name, where 'shapes' and 'scoring' are published. */
function said(pipeline: string, more: Partial<PipelineDocument> = {}) {
  const node = { id: "part", kind: "control.subpipeline", config: { pipeline } };
  const document = { apiVersion: "penstock/v1", name: "p", nodes: [node], ...more };
  const pipelines = new Set(["shapes", "scoring"]);
  return compile(document, registry, { draft: true, pipelines }).problems;
}

test("a name that no published pipeline has is a warning at its field, with the near name", () => {
  assert.deepEqual(said("shapez"), [
    {
      code: "P075",
      severity: "warning",
      message: "There is no published pipeline 'shapez' in this workspace; did you mean 'shapes'?",
      anchor: { node: "part", field: "pipeline" },
    },
  ]);
  assert.match(
    said("quite-another-thing")[0]!.message,
    /; publish it before a run, or choose another\.$/,
  );
  assert.deepEqual(said("scoring"), []);
});

test("a name that a param gives is not judged: a run may give another", () => {
  const params = { which: { type: "string" as const, default: "shapez" } };
  assert.deepEqual(said("${params.which}", { params }), []);
});

test("where the published ones are not known, nothing is said", () => {
  const node = { id: "part", kind: "control.subpipeline", config: { pipeline: "shapez" } };
  const document = { apiVersion: "penstock/v1", name: "p", nodes: [node] };
  assert.deepEqual(compile(document, registry, { draft: true }).problems, []);
});

test("a trigger on a pipeline that is not published is a warning at its field; on itself, or not chosen yet, it is none", () => {
  const warned = (pipeline: string) => {
    const triggers = [
      { id: "nightly", type: "interval" as const, every: "1h" },
      { id: "after", type: "pipeline" as const, pipeline, states: ["failed" as const] },
    ];
    return said("scoring", { triggers }).filter(({ code }) => code === "P075");
  };
  assert.deepEqual(warned("shapez"), [
    {
      code: "P075",
      severity: "warning",
      message: "There is no published pipeline 'shapez' in this workspace; did you mean 'shapes'?",
      anchor: { field: "triggers.1.pipeline" },
    },
  ]);
  assert.match(warned("quite-another-thing")[0]!.message, /; the trigger starts nothing until/);
  for (const fine of ["shapes", "p", ""]) assert.deepEqual(warned(fine), []);
  const triggers = [{ id: "after", type: "pipeline" as const, pipeline: "shapez" }];
  const [own] = said("scoring", { name: "shapes", triggers });
  assert.match(own!.message, /; the trigger starts nothing until/, "not: did you mean itself?");
});
