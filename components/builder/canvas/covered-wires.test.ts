import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { documentSchema, type PipelineDocument } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { clearOfWires } from "./covered-wires.ts";

for (const name of readdirSync("examples"))
  test(`no wire of the example ${name} passes behind a step`, () => {
    const text = readFileSync(`examples/${name}/pipeline.yaml`, "utf8");
    const document = documentSchema.parse(parse(text));
    // What lies inside a map lies over it.
    const maps = new Set(document.nodes.map(({ parent }) => parent));
    for (const { id } of document.nodes)
      if (!maps.has(id)) assert.equal(clearOfWires(document, registry, id), document, id);
  });

/** split → train → evaluate on one line, with a wire from split to evaluate that passes behind train. */
const inLine: PipelineDocument = {
  apiVersion: "penstock/v1",
  name: "in-line",
  nodes: [
    { id: "split", kind: "data.split" },
    { id: "train", kind: "train.tabular", config: { target: "risk" } },
    { id: "evaluate", kind: "model.evaluate" },
  ],
  wires: [
    { from: "split.split", to: "train.split" },
    { from: "train.model", to: "evaluate.model" },
    { from: "split.split", to: "evaluate.split" },
  ],
  layout: {
    nodes: { split: { x: 0, y: 0 }, train: { x: 320, y: 0 }, evaluate: { x: 640, y: 0 } },
  },
};

test("a step that a wire passes behind is moved out of its way, up or down", () => {
  const clear = clearOfWires(inLine, registry, "train");
  const { split, train, evaluate } = clear.layout!.nodes!;
  assert.equal(train!.x, 320);
  assert.notEqual(train!.y, 0);
  assert.deepEqual(
    [split, evaluate],
    [inLine.layout!.nodes!.split, inLine.layout!.nodes!.evaluate],
  );
  assert.equal(clearOfWires(clear, registry, "train"), clear);
});

test("a step is not moved onto another: it stays where nothing is free", () => {
  const notes = { wall: { text: "", x: 330, y: -800, width: 100, height: 1_600 } };
  const walled = { ...inLine, layout: { ...inLine.layout, notes } };
  assert.equal(clearOfWires(walled, registry, "train"), walled);
});
