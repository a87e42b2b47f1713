import assert from "node:assert/strict";
import { test } from "node:test";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { placeNodes } from "../../graph/place.ts";
import { groupKey } from "../store/canvas-key.ts";
import { testRegistry } from "../store/steps.fixture.ts";
import { roomBelow } from "./room-below.ts";

/** Two steps below each other, as far apart as the product itself puts them. */
function two(second: Partial<PipelineDocument["nodes"][number]> = {}): PipelineDocument {
  return {
    apiVersion: "penstock/v1",
    name: "sample",
    nodes: [
      { id: "a", kind: "data.load" },
      { id: "b", kind: "data.load", ...second },
    ],
  };
}

const below = (document: PipelineDocument) => roomBelow(document, testRegistry)["a"];

test("where steps lie as the product puts them, why one failed has a line below it, and none above a mark", () => {
  assert.equal(below(two()), 1);
  assert.equal(below(two({ policy: { phase: "on-failure" } })), 0);
  assert.equal(below(two({ policy: { when: "true" } })), 0);
  assert.equal(below(two({ pin: { run: "run_1" } })), 0);
});

test("what a collapsed group hides takes no room, but the group does, and so does a note", () => {
  const document = two();
  const { x, y, width } = placeNodes(document, testRegistry).get("b")!;
  const nodes = { a: { x: 0, y: 0 }, b: { x, y: y + 200 } };
  const groups = { g: { nodes: ["b"], collapsed: true } };
  const shut = roomBelow({ ...document, layout: { nodes, groups } }, testRegistry);
  assert.deepEqual([shut["a"], shut["b"], shut[groupKey("g")]], [4, undefined, 4]);
  const notes = { n: { x, y, width, height: 80, text: "Why" } };
  assert.equal(below({ ...document, layout: { nodes, notes } }), 1);
});
