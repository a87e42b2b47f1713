import assert from "node:assert/strict";
import { test } from "node:test";
import { placeNodes } from "../../graph/place.ts";
import { moveNodes, setConfig } from "../store/edits.ts";
import { sampleDocument, testRegistry } from "../store/steps.fixture.ts";
import { emptyCache } from "./flow-types.ts";
import { toFlowNodes, toFlowWires } from "./to-flow.ts";

test("only what changed is mapped anew", () => {
  const cache = emptyCache();
  const document = sampleDocument();
  const places = placeNodes(document, testRegistry);
  const map = (next = document, selected: string[] = [], at = places) =>
    toFlowNodes(next, at, new Set(selected), testRegistry, cache);
  const first = map();
  const second = map(setConfig(document, "load", "target", "y"), ["split"]);
  assert.notEqual(second[0], first[0]);
  assert.notEqual(second[1], first[1]);
  assert.equal(second[1]?.selected, true);
  assert.equal(second[2], first[2]);
});

test("a node that only moves keeps its data", () => {
  const cache = emptyCache();
  const document = sampleDocument();
  const map = (next = document) =>
    toFlowNodes(next, placeNodes(next, testRegistry), new Set(), testRegistry, cache);
  const before = map()[0]!;
  const after = map(moveNodes(document, new Map([["load", { x: 40, y: 0 }]])))[0]!;
  assert.equal(after.position.x, 40);
  assert.equal(after.data, before.data);
});

test("wires carry the type of what they transport, and dead ones are left out", () => {
  const document = sampleDocument();
  const broken = {
    ...document,
    wires: [...document.wires!, { from: "load.none", to: "split.data" }, { from: "x", to: "y.z" }],
  };
  const wires = toFlowWires(broken, new Set(), testRegistry, emptyCache());
  assert.deepEqual(
    wires.map((wire) => wire.data?.type),
    ["dataset", "split", "model", "split"],
  );
});

test("nodes without a place are put behind what feeds them, without overlap", () => {
  const places = placeNodes(sampleDocument(), testRegistry);
  assert.equal(places.get("split")?.x, 320);
  assert.ok(places.get("train")!.x > places.get("split")!.x);
  assert.ok(places.get("evaluate")!.x > places.get("train")!.x);
});
