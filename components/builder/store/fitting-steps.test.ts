import assert from "node:assert/strict";
import { test } from "node:test";
import { addNode } from "./edits.ts";
import { addAtPort, portFor, portsFor, possibleWires, putIntoWire } from "./fitting-steps.ts";
import { mapDocument, sampleDocument, testRegistry } from "./steps.fixture.ts";

const step = (kind: string) => testRegistry.get(kind)!;

test("the steps that fit a port are those with an input, or an output, for its type", () => {
  const from = { node: "load", port: "data", side: "source" } as const;
  const fits = (end: Parameters<typeof portFor>[2]) =>
    [...testRegistry.values()].flatMap(({ kind }) =>
      portFor(sampleDocument(), testRegistry, end, step(kind)) ? [kind] : [],
    );
  assert.deepEqual(fits(from), [
    "data.validate",
    "data.split",
    "control.condition",
    "control.switch",
    "control.map",
  ]);
  assert.deepEqual(fits({ node: "evaluate", port: "models", side: "target" }), [
    "train.tabular",
    "control.condition",
    "control.map",
  ]);
});

test("a step put into a wire takes what came and gives what went on", () => {
  const document = addNode(
    sampleDocument(),
    { id: "check", kind: "data.validate" },
    { x: 0, y: 0 },
  );
  const next = putIntoWire(document, testRegistry, "load.data->split.data", "check");
  assert.deepEqual(next.wires?.slice(-2), [
    { from: "load.data", to: "check.data" },
    { from: "check.data", to: "split.data" },
  ]);
  assert.equal(next.wires?.length, 5);
  assert.equal(
    portsFor(document, testRegistry, "load.data->split.data", step("train.tabular")),
    null,
  );
  assert.equal(
    putIntoWire(document, testRegistry, "train.model->evaluate.models", "check"),
    document,
  );
});

test("a step added at a port is wired to it, inside the same map", () => {
  const { document, id } = addAtPort(
    mapDocument(),
    testRegistry,
    { node: "check", port: "data", side: "source" },
    step("data.split"),
    { x: 0, y: 0 },
  );
  assert.deepEqual(document.nodes.at(-1), { id, kind: "data.split", parent: "each" });
  assert.deepEqual(document.wires?.at(-1), { from: "check.data", to: `${id}.data` });
});

test("the wires that can be drawn from a node are those that would not be refused", () => {
  const wires = possibleWires(
    { ...sampleDocument(), wires: sampleDocument().wires!.slice(1) },
    testRegistry,
    "split",
  );
  assert.deepEqual(wires, [{ from: "load.data", to: "split.data", leaves: false }]);
});
