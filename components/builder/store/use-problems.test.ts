import assert from "node:assert/strict";
import { test } from "node:test";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { problemsOf } from "./use-problems.ts";

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
