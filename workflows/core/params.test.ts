import assert from "node:assert/strict";
import { test } from "node:test";
import type { DocumentParam, PipelineDocument } from "./document.ts";
import { resolveParams } from "./params.ts";

test("a value is read as the param's type: a text as a number; a number is no text", () => {
  const resolved = (one: DocumentParam, given: Record<string, unknown>) => {
    const document: PipelineDocument = {
      apiVersion: "penstock/v1",
      name: "child",
      params: { one },
      nodes: [],
    };
    const { params, problems } = resolveParams(document, given);
    return problems[0]?.code ?? params["one"];
  };
  const read = (type: DocumentParam["type"], one: unknown) => resolved({ type }, { one });
  assert.deepEqual(
    ["2024", "007", 2024, true].map((given) => read("string", given)),
    ["2024", "007", "P032", "P032"],
  );
  assert.equal(read("string", ["2024"]), "P032");
  assert.equal(read("number", "0.50"), 0.5);
  assert.equal(read("integer", "0.5"), "P032");
  assert.equal(read("boolean", "true"), true);
});
