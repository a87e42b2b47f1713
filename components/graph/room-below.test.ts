import assert from "node:assert/strict";
import { test } from "node:test";
import { linesBelow } from "./room-below.ts";

const step = (x: number, y: number) => ({ x, y, width: 216, height: 92 });
const NONE: ReadonlySet<string> = new Set();

test("why a step failed has as many lines below it as cover no other step", () => {
  const boxes = new Map([
    ["close", step(0, 0)],
    ["below", step(30, 112)],
    // 44 pixels of room: two lines of 15 and what is around them.
    ["roomy", step(300, 0)],
    ["under", step(300, 136)],
    ["aside", step(600, 0)],
  ]);
  assert.deepEqual(linesBelow(boxes, NONE), { close: 0, below: 4, roomy: 2, under: 4, aside: 4 });
});

test("the sentence below a step leaves room for the mark of the step that comes next", () => {
  const at = (y: number) =>
    linesBelow(
      new Map([
        ["a", step(0, 0)],
        ["b", step(0, y)],
      ]),
      new Set(["b"]),
    )["a"];
  assert.deepEqual([at(92 + 32), at(92 + 42)], [0, 1]);
});

test("steps inside a map take no room from below it, nor the map from below them", () => {
  const boxes = new Map([
    ["map", { x: 0, y: 0, width: 400, height: 300 }],
    ["inside", step(24, 150)],
    ["under", step(24, 340)],
  ]);
  assert.deepEqual(linesBelow(boxes, NONE), { map: 1, inside: 4, under: 4 });
});
