import assert from "node:assert/strict";
import { test } from "node:test";
import { groupKey } from "../store/canvas-key.ts";
import { makeGroup, setGroup } from "../store/groups.ts";
import { sampleDocument, testRegistry } from "../store/steps.fixture.ts";
import { aligned, distributed } from "./align.ts";
import type { Box } from "../../graph/geometry.ts";
import { collapsedOf, placeGroups } from "./group-boxes.ts";
import { layOutLevels } from "./auto-layout.ts";
import { placeNodes } from "../../graph/place.ts";
import { pushedAside } from "./push-aside.ts";
import { wireAt } from "./wire-at.ts";

const box = (x: number, y: number, width = 100, height = 50): Box => ({ x, y, width, height });

test("boxes are aligned to the common edge or middle", () => {
  const boxes = new Map([
    ["a", box(0, 0)],
    ["b", box(40, 100, 200)],
  ]);
  const xs = (edge: Parameters<typeof aligned>[1]) =>
    [...aligned(boxes, edge).values()].map(({ x, y }) => `${x},${y}`);
  assert.deepEqual(xs("left"), ["0,0", "0,100"]);
  assert.deepEqual(xs("right"), ["140,0", "40,100"]);
  assert.deepEqual(xs("center"), ["70,0", "20,100"]);
  assert.deepEqual(xs("bottom"), ["0,100", "40,100"]);
  assert.deepEqual(xs("middle"), ["0,50", "40,50"]);
});

test("distributing makes the gaps the same, and the outermost stay", () => {
  const boxes = new Map([
    ["c", box(400, 0)],
    ["a", box(0, 7)],
    ["b", box(110, 0)],
  ]);
  assert.deepEqual(Object.fromEntries(distributed(boxes, "horizontally")), {
    a: { x: 0, y: 7 },
    b: { x: 200, y: 0 },
    c: { x: 400, y: 0 },
  });
  assert.equal(distributed(new Map([["a", box(0, 0)]]), "vertically").size, 0);
});

test("what grows pushes its neighbours to the side on which they were, and they push others", () => {
  const boxes = new Map([
    ["right", box(120, 0)],
    ["beyond", box(240, 0)],
    ["below", box(0, 100)],
    ["far", box(2_000, 2_000)],
    ["upon", box(10, 10)],
  ]);
  const moved = pushedAside(boxes, box(0, 0), box(0, 0, 180, 90));
  assert.deepEqual(Object.fromEntries(moved), {
    right: { x: 208, y: 0 },
    beyond: { x: 336, y: 0 },
    below: { x: 0, y: 120 },
  });
});

test("the wire under a point is found, on its curve and not beside it", () => {
  const spans = [
    { id: "straight", from: { x: 0, y: 0 }, to: { x: 200, y: 0 } },
    { id: "falling", from: { x: 0, y: 100 }, to: { x: 200, y: 300 } },
  ];
  assert.equal(wireAt(spans, { x: 100, y: 6 }, 10), "straight");
  assert.equal(wireAt(spans, { x: 100, y: 200 }, 10), "falling");
  assert.equal(wireAt(spans, { x: 20, y: 250 }, 10), null);
});

test("a collapsed group has the ports at which wires cross its border", () => {
  const grouped = makeGroup(sampleDocument(), ["split", "train"]).document;
  const open = placeGroups(grouped, placeNodes(grouped, testRegistry), testRegistry);
  assert.ok(open.get(groupKey("group"))!.width > 500);
  const shut = setGroup(grouped, "group", { collapsed: true });
  const { hiddenBy, ports } = collapsedOf(shut, testRegistry);
  assert.deepEqual([...hiddenBy.keys()], ["split", "train"]);
  assert.deepEqual(
    ports.get("group")!.inputs.map(([end, { type }]) => [end, type]),
    [["split.data", "dataset"]],
  );
  assert.deepEqual(
    ports.get("group")!.outputs.map(([end]) => end),
    ["train.model", "split.split"],
  );
  const places = placeGroups(shut, placeNodes(shut, testRegistry), testRegistry);
  assert.equal(places.get(groupKey("group"))!.width, 216);
});

test("a group is laid out as one: its steps on their own, then its frame among the others", async () => {
  const { document } = makeGroup(sampleDocument(), ["split", "train"]);
  const levels: string[][] = [];
  const places = await layOutLevels(
    document,
    testRegistry,
    new Set(document.nodes.map(({ id }) => id)),
    placeNodes(document, testRegistry),
    async (graph) => {
      levels.push(graph.children!.map(({ id }) => id));
      const children = graph.children!.map((node, index) => ({ ...node, x: index * 900, y: 0 }));
      return { ...graph, children };
    },
  );
  assert.deepEqual(levels, [
    ["split", "train"],
    ["load", "evaluate", "group:group"],
  ]);
  assert.deepEqual([...places.keys()].toSorted(), ["evaluate", "load", "split", "train"]);
  assert.equal(places.get("train")!.x - places.get("split")!.x, 904);
  const laid = { ...document, layout: { ...document.layout, nodes: Object.fromEntries(places) } };
  const frame = placeGroups(laid, placeNodes(laid, testRegistry), testRegistry).get("group:group")!;
  assert.ok(Math.abs(frame.x - 1_800) <= 8);
});
