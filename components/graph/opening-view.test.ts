import assert from "node:assert/strict";
import { test } from "node:test";
import { openingView } from "./opening-view.ts";

const row = (steps: number, y = 0) =>
  Array.from({ length: steps }, (_, n) => ({ x: 300 * n, y, width: 216, height: 120 }));
const WINDOW = { width: 900, height: 700 };

test("a graph that can be read as a whole opens as a whole, in the middle", () => {
  const { x, y, zoom } = openingView(row(3), WINDOW);
  assert.ok(zoom >= 0.5 && zoom <= 1);
  assert.ok(Math.abs(x + 408 * zoom - 450) < 1);
  assert.ok(Math.abs(y + 60 * zoom - 350) < 1);
});

test("five steps in a row open as a whole beside the builder's panels, not cut at the edge", () => {
  const panels = { width: 672, height: 800 };
  const { x, zoom } = openingView(row(5), panels);
  assert.ok(zoom >= 0.42 && x > 0 && x + 1_416 * zoom < panels.width, `${x} ${zoom}`);
  assert.equal(openingView(row(6), panels).zoom, 0.7);
});

test("where less is enough to be read, more is shown as a whole", () => {
  const { x, zoom } = openingView(row(6), WINDOW, { least: 0.34 });
  assert.ok(zoom > 0.34 && zoom < 0.5);
  assert.ok(x > 0 && x + 1_716 * zoom < WINDOW.width);
});

test("a long pipeline opens at its beginning, where it can be read", () => {
  const { x, y, zoom } = openingView(row(20), WINDOW);
  assert.equal(zoom, 0.7);
  assert.ok(x > 0 && x < 100);
  assert.ok(Math.abs(y + 60 * zoom - 350) < 1);
});

test("in a large graph the first step is in sight, and no emptiness above or below", () => {
  const rows = Array.from({ length: 40 }, (_, n) => row(20, 200 * n)).flat();
  const first = { x: -300, y: 4_000, width: 216, height: 120 };
  const view = openingView([...rows, first], WINDOW);
  const middle = first.y * view.zoom + view.y;
  assert.ok(middle > 0 && middle < WINDOW.height);
  const highest = { x: -300, y: 0, width: 216, height: 120 };
  assert.equal(openingView([...rows, highest], WINDOW).y, 48);
});

test("what has to be seen is brought in, at the right edge, when it lies beyond the beginning", () => {
  const boxes = row(20);
  const seen = boxes[9]!;
  const view = openingView(boxes, WINDOW, { seen });
  const right = (seen.x + seen.width) * view.zoom + view.x;
  assert.ok(right > 800 && right < 900);
  assert.deepEqual(openingView(boxes, WINDOW, { seen: boxes[1]! }).x, openingView(boxes, WINDOW).x);
});

test("nothing on the canvas is shown at its own size", () => {
  assert.deepEqual(openingView([], WINDOW), { x: 0, y: 0, zoom: 1 });
});
