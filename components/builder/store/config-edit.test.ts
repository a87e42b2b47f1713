import assert from "node:assert/strict";
import { test } from "node:test";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { setConfigWithWires } from "./config-edit.ts";
import { testRegistry } from "./steps.fixture.ts";

const start: PipelineDocument = {
  apiVersion: "penstock/v1",
  name: "switched",
  nodes: [
    { id: "which", kind: "control.switch", config: { names: ["good", "bad"] } },
    { id: "a", kind: "data.split" },
    { id: "b", kind: "data.split" },
  ],
  wires: [
    { from: "which.good", to: "a.data" },
    { from: "which.bad", to: "b.data" },
    { from: "which.error", to: "b.data" },
  ],
};
const set = (names: string[], document = start) =>
  setConfigWithWires(document, testRegistry, "which", "names", names);
const sources = ({ wires }: PipelineDocument) => wires?.map(({ from }) => from);

test("wires follow an output that gets another name, letter by letter, also by way of none", () => {
  let document = set(["goo", "bad"]);
  document = set(["g", "bad"], document);
  assert.deepEqual(sources(document), ["which.g", "which.bad", "which.error"]);
  // A case whose name is empty has no output, and is still a case.
  const config = { names: ["bad"], cases: 2 };
  document = { ...document, nodes: document.nodes.with(0, { ...document.nodes[0]!, config }) };
  document = set(["fine", "bad"], document);
  assert.deepEqual(sources(document), ["which.fine", "which.bad", "which.error"]);
});

test("the wires of a case go with it, those of the others and of failures stay", () => {
  assert.deepEqual(sources(set(["good"])), ["which.good", "which.error"]);
});

test("another order of the cases leaves every wire as it is", () => {
  assert.equal(set(["bad", "good"]).wires, start.wires);
});
