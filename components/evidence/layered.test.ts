import assert from "node:assert/strict";
import { test } from "node:test";
import { layered } from "./layered.ts";

const size = { width: 100, height: 40, gapX: 20, gapY: 10 };

test("every node lies to the right of all that lead to it", () => {
  const edges = [
    { from: "a", to: "b" },
    { from: "b", to: "c" },
    { from: "a", to: "c" },
    { from: "a", to: "d" },
  ];
  const places = layered(["a", "b", "c", "d"], edges, size);
  for (const { from, to } of edges) assert.ok(places[from]!.x < places[to]!.x, `${from}→${to}`);
});

test("no two nodes overlap, and a lone node is centred beside a pair", () => {
  const places = layered(
    ["a", "b", "c", "d"],
    [
      { from: "a", to: "b" },
      { from: "a", to: "c" },
      { from: "b", to: "d" },
      { from: "c", to: "d" },
    ],
    size,
  );
  assert.equal(new Set(Object.values(places).map(({ x, y }) => `${x},${y}`)).size, 4);
  assert.equal(places["a"]!.y, 25);
  assert.equal(places["d"]!.y, 25);
});

test("wires that would cross are untangled", () => {
  const places = layered(
    ["a", "b", "x", "y"],
    [
      { from: "a", to: "y" },
      { from: "b", to: "x" },
    ],
    size,
  );
  assert.equal(places["a"]!.y, places["y"]!.y);
  assert.equal(places["b"]!.y, places["x"]!.y);
});

test("a cycle and a wire to nothing do not stop the drawing", () => {
  const places = layered(
    ["a", "b"],
    [
      { from: "a", to: "b" },
      { from: "b", to: "a" },
      { from: "a", to: "gone" },
    ],
    size,
  );
  assert.deepEqual(Object.keys(places).sort(), ["a", "b"]);
});
