import assert from "node:assert/strict";
import { test } from "node:test";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import type { Box } from "../../graph/geometry.ts";
import { placeAll } from "../layout/place-drawn.ts";
import { groupKey, noteKey } from "../store/canvas-key.ts";
import { moveNodes } from "../store/edits.ts";
import { groupingOf, makeGroup, setGroup } from "../store/groups.ts";
import { dropNodes } from "./drop-nodes.ts";
import { findInGraph } from "./find/find-in-graph.ts";
import { emptyCache } from "./flow-types.ts";
import { liveBoxes } from "./live-boxes.ts";
import { withNotesClear, withRoom } from "./make-room.ts";
import { movedBoxes } from "./moved-boxes.ts";
import { toFlowDrawn } from "./to-flow-drawn.ts";
import { endOf, toFlowNodes, toFlowWires } from "./to-flow.ts";
import { besides } from "./put-places.ts";
import { neighbour } from "./walk.ts";

/** load → split → train on one line, a loose check above, and a map below. */
function drawn(): PipelineDocument {
  return {
    apiVersion: "penstock/v1",
    name: "drawn",
    nodes: [
      { id: "load", kind: "data.load", config: { source: "dataset:german-credit" } },
      { id: "split", kind: "data.split" },
      { id: "train", kind: "train.tabular", title: "Fit it", config: { target: "risk" } },
      { id: "check", kind: "data.validate" },
      { id: "each", kind: "control.map" },
      { id: "inner", kind: "data.validate", parent: "each" },
    ],
    wires: [
      { from: "load.data", to: "split.data" },
      { from: "split.split", to: "train.split" },
    ],
    layout: {
      nodes: {
        load: { x: 0, y: 0 },
        split: { x: 400, y: 0 },
        train: { x: 800, y: 0 },
        check: { x: 0, y: -400 },
        each: { x: 0, y: 600 },
        inner: { x: 40, y: 760 },
      },
    },
  };
}

const boxAt = (document: PipelineDocument, key: string, x: number, y: number) => {
  const { width, height } = placeAll(document, registry).get(key)!;
  return new Map<string, Box>([[key, { x, y, width, height }]]);
};
const at = (document: PipelineDocument, key: string) => placeAll(document, registry).get(key)!;

test("a loose step dropped on a wire stands in it, and what follows makes room", () => {
  const before = drawn();
  const { document } = dropNodes(before, boxAt(before, "check", 260, 0), "load.data->split.data");
  assert.deepEqual(document.wires?.slice(-2), [
    { from: "load.data", to: "check.data" },
    { from: "check.data", to: "split.data" },
  ]);
  assert.ok(at(document, "split").x >= 260 + 216);
  assert.ok(at(document, "train").x > at(document, "split").x + 216);
  assert.equal(at(document, "load").x, 0);
});

test("a step dropped on a group joins it, and leaves it where it is dropped outside", () => {
  const before = makeGroup(drawn(), ["split", "train"]).document;
  const joined = dropNodes(before, boxAt(before, "check", 600, 8), null).document;
  assert.deepEqual(groupingOf(joined).members.get("group"), ["split", "train", "check"]);
  const left = dropNodes(joined, boxAt(joined, "check", 0, -600), null).document;
  assert.deepEqual(groupingOf(left).members.get("group"), ["split", "train"]);
});

test("a copy of a step lies a little beside it, and the next one a little further", () => {
  const before = drawn();
  const load = before.nodes.filter(({ id }) => id === "load");
  const offset = besides(before, load);
  assert.deepEqual(offset, { x: 32, y: 32 });
  assert.deepEqual(besides(moveNodes(before, new Map([["check", offset]])), load), {
    x: 64,
    y: 64,
  });
});

test("copies of several steps lie below them all, over nothing that is there", () => {
  const before = drawn();
  const chain = before.nodes.slice(0, 3);
  const heights = ["load", "split", "train"].map((id) => at(before, id).height);
  const { x, y } = besides(before, chain);
  assert.equal(x, 0);
  assert.ok(y > Math.max(...heights) && y < 600 - Math.max(...heights));
  const below = moveNodes(before, new Map([["check", { x: 400, y }]]));
  assert.equal(besides(below, chain).y > y + at(before, "check").height, true);
});

test("copies of steps inside a map stay below them, though the map lies there", () => {
  const before = drawn();
  const second = { id: "second", kind: "data.validate", parent: "each" };
  const two = moveNodes(
    { ...before, nodes: [...before.nodes, second] },
    new Map([["second", { x: 400, y: 760 }]]),
  );
  const { x, y } = besides(two, two.nodes.slice(-2));
  assert.equal(x, 0);
  assert.ok(y >= at(two, "inner").height && y < 2 * at(two, "inner").height);
});

test("a map that grows around a step pushes what lies beside it aside", () => {
  const before = drawn();
  const beside: PipelineDocument = {
    ...before,
    layout: { nodes: { ...before.layout!.nodes, check: { x: 420, y: 760 } } },
  };
  const frame = at(beside, "each");
  const more = { id: "more", kind: "data.split", parent: "each" };
  const grown = {
    ...beside,
    nodes: [...beside.nodes, more],
    layout: { nodes: { ...beside.layout!.nodes, more: { x: 300, y: 760 } } },
  };
  const next = withRoom(beside, grown, registry);
  assert.ok(at(next, "each").width > frame.width);
  assert.ok(at(next, "check").x >= at(next, "each").x + at(next, "each").width);
});

test("a group that is expanded again makes room for its steps", () => {
  const { document } = makeGroup(drawn(), ["load", "split"]);
  const shut = setGroup(document, "group", { collapsed: true });
  const near: PipelineDocument = {
    ...shut,
    layout: { ...shut.layout, nodes: { ...shut.layout!.nodes, train: { x: 300, y: 0 } } },
  };
  const open = withRoom(near, setGroup(near, "group", { collapsed: false }), registry);
  const frame = at(open, groupKey("group"));
  assert.ok(at(open, "train").x >= frame.x + frame.width);
});

test("a note over which a step comes to lie goes further down; one that lay behind a step before stays", () => {
  const { layout, ...rest } = drawn();
  const note = { text: "Why", width: 240, height: 136 };
  const notes = { free: { ...note, x: 400, y: 300 }, behind: { ...note, x: 20, y: 20 } };
  const before = { ...rest, layout: { ...layout, notes } };
  const after = moveNodes(before, new Map([["split", { x: 400, y: 320 }]]));
  const next = withNotesClear(before, after, registry);
  assert.deepEqual(next.layout?.notes?.behind, notes.behind);
  const { y } = at(next, noteKey("free"));
  const split = at(next, "split");
  assert.ok(y >= split.y + split.height);
  assert.equal(withNotesClear(before, before, registry), before);
});

test("a group that is dragged takes its steps along, and its frame follows a step of it", () => {
  const document = makeGroup(drawn(), ["split", "train"]).document;
  const frame = at(document, groupKey("group"));
  const { moved, dragging } = movedBoxes(
    [
      {
        type: "position",
        id: groupKey("group"),
        position: { x: frame.x + 80, y: frame.y },
        dragging: true,
      },
    ],
    document,
  );
  assert.ok(dragging);
  assert.deepEqual(
    [...moved].map(([id, { x, y }]) => [id, x, y]),
    [
      ["split", 480, 0],
      ["train", 880, 0],
    ],
  );
  assert.equal(liveBoxes(document, moved).get(groupKey("group"))?.x, frame.x + 80);
});

test("a collapsed group hides its steps, and their wires end at its ports", () => {
  const shut = setGroup(makeGroup(drawn(), ["split", "train"]).document, "group", {
    collapsed: true,
  });
  const cache = emptyCache();
  const places = placeAll(shut, registry);
  const nodes = toFlowNodes(shut, places, new Set(), registry, cache).map(({ id }) => id);
  assert.deepEqual(nodes.toSorted(), ["check", "each", "inner", "load"]);
  const wires = toFlowWires(shut, new Set(), registry, cache);
  assert.deepEqual(
    wires.map(({ target, targetHandle }) => [target, targetHandle]),
    [["group:group", "split.data"]],
  );
  assert.equal(endOf("group:group", "split.data"), "split.data");
  const [group] = toFlowDrawn(shut, places, new Set(), registry, cache);
  assert.equal(group?.type, "collapsed");
  assert.deepEqual(
    group?.handles?.map(({ id }) => id),
    ["split.data"],
  );
  assert.equal(toFlowDrawn(shut, places, new Set(), registry, cache)[0], group);
});

test("one walks along wires, else to what lies that way", () => {
  const walk = (key: string | null, way: Parameters<typeof neighbour>[3]) =>
    neighbour(drawn(), registry, key, way);
  assert.equal(walk("load", "right"), "split");
  assert.equal(walk("split", "left"), "load");
  assert.equal(walk("load", "up"), "check");
  assert.equal(walk("load", "down"), "inner");
  assert.equal(walk("train", "right"), null);
  assert.equal(walk(null, "right"), "check");
});

test("the search finds titles, ids, kinds and settings, in reading order", () => {
  const find = (query: string) =>
    findInGraph(drawn(), registry, placeAll(drawn(), registry), query);
  assert.deepEqual(find("fit"), ["train"]);
  assert.deepEqual(find("german"), ["load"]);
  assert.deepEqual(find("data.validate"), ["check", "inner"]);
  assert.deepEqual(find("target RISK"), ["train"]);
  assert.deepEqual(find(" "), []);
});
