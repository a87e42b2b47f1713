import assert from "node:assert/strict";
import { test } from "node:test";
import { addNode, connect } from "./edits.ts";
import { mapDocument, sampleDocument, testRegistry } from "./steps.fixture.ts";
import { fittingEnds, rejoin, wireAfter, wireRefusal } from "./wiring.ts";

const refused = (from: string, to: string, document = sampleDocument()) =>
  wireRefusal(document, testRegistry, from, to);

test("a wire whose types do not fit is refused with the remedy", () => {
  const document = addNode(sampleDocument(), { id: "t2", kind: "train.tabular" }, { x: 0, y: 0 });
  assert.match(refused("load.data", "t2.split", document) ?? "", /put a Split step in between/);
  assert.equal(refused("split.split", "t2.split", document), null);
});

test("an input that is wired already is refused, one that takes several is not", () => {
  assert.match(refused("load.data", "split.data") ?? "", /there already/);
  const document = addNode(sampleDocument(), { id: "l2", kind: "data.load" }, { x: 0, y: 0 });
  assert.match(refused("l2.data", "split.data", document) ?? "", /already wired, from 'load.data'/);
  const two = addNode(sampleDocument(), { id: "t2", kind: "train.tabular" }, { x: 0, y: 0 });
  assert.equal(refused("t2.model", "evaluate.models", two), null);
});

test("a wire that would close a circle is refused", () => {
  let document = addNode(sampleDocument(), { id: "v", kind: "data.validate" }, { x: 0, y: 0 });
  document = connect({ ...document, wires: [] }, "split.test", "v.data");
  assert.match(refused("v.data", "split.data", document) ?? "", /circle/);
});

test("the type of what passes a condition is that of what comes in", () => {
  let document = addNode(sampleDocument(), { id: "if", kind: "control.condition" }, { x: 0, y: 0 });
  document = connect(document, "load.data", "if.value");
  document = addNode(document, { id: "t2", kind: "train.tabular" }, { x: 0, y: 0 });
  assert.match(refused("if.true", "t2.split", document) ?? "", /put a Split step in between/);
});

test("a step added behind another is wired where there is no doubt", () => {
  let document = addNode(sampleDocument(), { id: "v", kind: "data.validate" }, { x: 0, y: 0 });
  document = wireAfter(document, testRegistry, "load", "v");
  assert.deepEqual(document.wires?.at(-1), { from: "load.data", to: "v.data" });
  document = addNode(document, { id: "s2", kind: "data.split" }, { x: 0, y: 0 });
  document = wireAfter(document, testRegistry, "v", "s2");
  assert.deepEqual(document.wires?.at(-1), { from: "v.data", to: "s2.data" });
  const before = document.wires?.length;
  document = addNode(document, { id: "t2", kind: "train.tabular" }, { x: 0, y: 0 });
  assert.equal(wireAfter(document, testRegistry, "load", "t2").wires?.length, before);
});

test("a step added behind another is wired where only one wire could be drawn at all", () => {
  let document = addNode(sampleDocument(), { id: "if", kind: "control.condition" }, { x: 0, y: 0 });
  document = addNode(document, { id: "s2", kind: "data.split" }, { x: 0, y: 0 });
  document = wireAfter(document, testRegistry, "if", "s2");
  assert.deepEqual(document.wires?.at(-1), { from: "if.true", to: "s2.data" });
  // Models and a split could both enter there.
  document = addNode(document, { id: "e2", kind: "model.evaluate" }, { x: 0, y: 0 });
  assert.equal(wireAfter(document, testRegistry, "if", "e2"), document);
});

test("removing a step in the middle can rejoin its neighbours when the types fit", () => {
  let document = addNode(sampleDocument(), { id: "v", kind: "data.validate" }, { x: 0, y: 0 });
  document = {
    ...document,
    wires: [
      { from: "load.data", to: "v.data" },
      { from: "v.data", to: "split.data" },
      { from: "split.split", to: "train.split" },
    ],
  };
  assert.deepEqual(rejoin(document, testRegistry, new Set(["v"])), [
    { from: "load.data", to: "split.data" },
  ]);
  assert.deepEqual(rejoin(document, testRegistry, new Set(["split"])), []);
});

test("while a wire is drawn, only the ends it may go to are offered", () => {
  const document = addNode(sampleDocument(), { id: "t2", kind: "train.tabular" }, { x: 0, y: 0 });
  assert.deepEqual(
    [...fittingEnds(document, testRegistry, { node: "split", port: "split" }, "source")],
    ["t2.split"],
  );
  assert.deepEqual(
    [...fittingEnds(document, testRegistry, { node: "t2", port: "split" }, "target")],
    ["split.split"],
  );
});

test("two steps inside the same map may be wired, and what comes after the map not back into it", () => {
  const document = addNode(
    mapDocument(),
    { id: "more", kind: "data.validate", parent: "each" },
    { x: 0, y: 0 },
  );
  assert.equal(wireRefusal(document, testRegistry, "check.data", "more.data"), null);
  assert.match(String(wireRefusal(document, testRegistry, "after.test", "more.data")), /circle/);
  assert.ok(
    fittingEnds(document, testRegistry, { node: "more", port: "data" }, "target").has("check.data"),
  );
});
