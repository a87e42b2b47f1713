import assert from "node:assert/strict";
import { test } from "node:test";
import { mapDocument, testRegistry } from "../builder/store/steps.fixture.ts";
import { setParent } from "../builder/store/nesting.ts";
import { layOutLevels } from "../builder/layout/auto-layout.ts";
import { contains, center, type Box } from "./geometry.ts";
import { freeSpot, mapAt, placeNodes } from "./place.ts";

const encloses = (frame: Box, box: Box) =>
  contains(frame, box) && contains(frame, { x: box.x + box.width, y: box.y + box.height });

test("a map lies around what stands inside it, also where a document gives no places", () => {
  for (const document of [mapDocument(), { ...mapDocument(), layout: {} }]) {
    const places = placeNodes(document, testRegistry);
    assert.ok(encloses(places.get("each")!, places.get("check")!));
    assert.ok(!encloses(places.get("each")!, places.get("after")!));
  }
  const free = placeNodes({ ...mapDocument(), layout: {} }, testRegistry);
  assert.ok(free.get("after")!.x >= free.get("each")!.x + free.get("each")!.width);
});

test("an empty map lies where the layout has it; the map under a point is found", () => {
  const { document } = setParent(mapDocument(), testRegistry, new Set(["check"]), null);
  const frame = placeNodes(document, testRegistry).get("each")!;
  assert.deepEqual([frame.x, frame.y], [320, 0]);
  assert.equal(mapAt(center(frame), document, testRegistry), "each");
  assert.equal(mapAt({ x: -50, y: 0 }, document, testRegistry), null);
});

test("a free spot keeps clear of a whole map, and inside one only of what stands there", () => {
  const document = mapDocument();
  const frame = placeNodes(document, testRegistry).get("each")!;
  const wanted = { x: frame.x + 24, y: frame.y + 24 };
  assert.ok(freeSpot(wanted, "data.load", document, testRegistry).y >= frame.y + frame.height);
  assert.deepEqual(freeSpot({ x: 0, y: 0 }, "data.load", document, testRegistry, "each"), {
    x: 0,
    y: 0,
  });
});

test("laying out goes level by level: the inside first, and it moves along with its map", async () => {
  const document = mapDocument();
  const levels: string[][] = [];
  const places = await layOutLevels(
    document,
    testRegistry,
    new Set(document.nodes.map(({ id }) => id)),
    placeNodes(document, testRegistry),
    async (graph) => {
      levels.push(graph.children!.map(({ id }) => id));
      const children = graph.children!.map((node, index) => ({ ...node, x: index * 1_000, y: 0 }));
      return { ...graph, children };
    },
  );
  assert.deepEqual(levels, [["check"], ["load", "each", "after", "train"]]);
  const laid = { ...document, layout: { nodes: Object.fromEntries(places) } };
  const after = placeNodes(laid, testRegistry);
  assert.equal(after.get("each")!.x, after.get("load")!.x + 1_000);
  assert.ok(encloses(after.get("each")!, after.get("check")!));
});
