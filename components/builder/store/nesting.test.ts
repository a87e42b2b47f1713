import assert from "node:assert/strict";
import { test } from "node:test";
import { renameNode } from "../../../workflows/core/rename-node.ts";
import { placeNodes } from "../../graph/place.ts";
import { copyText, paste, readFragment } from "./clipboard.ts";
import { addNode, remove, setPolicy } from "./edits.ts";
import { createEditorStore } from "./editor-store.ts";
import { parentRefusal, setParent } from "./nesting.ts";
import { mapDocument, testRegistry } from "./steps.fixture.ts";
import { fittingEnds, wireRefusal, wiringOf } from "./wiring.ts";

const refused = (from: string, to: string, document = mapDocument()) =>
  wireRefusal(document, testRegistry, from, to);
const parents = (document = mapDocument()) =>
  Object.fromEntries(document.nodes.map(({ id, parent }) => [id, parent ?? null]));

test("a wire out of a map is refused unless it ends at the map's own input for results", () => {
  const document = remove(mapDocument(), { wires: ["check.data->each.result"] });
  assert.match(refused("check.data", "after.data", document)!, /'check' runs once for each item/);
  assert.equal(refused("check.data", "each.result", document), null);
  assert.match(refused("load.data", "each.result", document)!, /takes what its own items give/);
});

test("what stands inside a map may take a value from outside, but not the map's own results", () => {
  const document = remove(mapDocument(), { wires: ["load.data->check.data"] });
  assert.equal(refused("load.data", "check.data", document), null);
  assert.match(refused("each.table", "check.data", document)!, /before the map has results/);
  assert.match(refused("after.test", "check.data", document)!, /close a circle/);
  assert.deepEqual(
    [...fittingEnds(document, testRegistry, { node: "after", port: "test" }, "source")],
    [],
  );
  assert.deepEqual(
    [...fittingEnds(document, testRegistry, { node: "load", port: "data" }, "source")],
    ["each.table", "check.data"],
  );
});

test("a list fits an input for several, and no other", () => {
  let document = addNode(mapDocument(), { id: "judge", kind: "model.evaluate" }, { x: 0, y: 0 });
  assert.equal(refused("each.results", "judge.models", document), null);
  document = addNode(document, { id: "cut", kind: "data.split" }, { x: 0, y: 0 });
  assert.match(refused("each.results", "cut.data", document)!, /a map gives a list/);
});

test("every node has an error output; a wire from it is known to handle the failure", () => {
  const document = addNode(mapDocument(), { id: "if", kind: "control.condition" }, { x: 0, y: 0 });
  assert.equal(refused("load.error", "if.value", document), null);
  assert.match(refused("check.error", "if.value", document)!, /runs once for each item/);
  const wired = { ...document, wires: [{ from: "load.error", to: "if.value" }] };
  assert.deepEqual([...wiringOf(wired, testRegistry).handled], ["load"]);
  assert.equal(wiringOf(wired, testRegistry).types.get("if.true"), "failure");
});

test("the outputs of a switch are those of its config, each with the type of what comes in", () => {
  const document = addNode(
    mapDocument(),
    { id: "which", kind: "control.switch", config: { names: ["good", "bad"] } },
    { x: 0, y: 0 },
  );
  const wired = { ...document, wires: [{ from: "load.data", to: "which.value" }] };
  assert.equal(wiringOf(wired, testRegistry).types.get("which.bad"), "dataset");
  assert.equal(refused("which.good", "after.data", wired), null);
  assert.match(refused("which.fair", "after.data", wired)!, /from an output to an input/);
});

test("taking a step out of its map cuts only the wires that then cross the border", () => {
  const { document, cut } = setParent(mapDocument(), testRegistry, new Set(["check"]), null);
  assert.equal(parents(document)["check"], null);
  assert.deepEqual(cut, [{ from: "check.data", to: "each.result" }]);
  assert.equal(document.wires?.length, 3);
  assert.deepEqual(document.layout, mapDocument().layout);
});

test("putting a step into a map cuts the wires that leave it", () => {
  const { document, cut } = setParent(mapDocument(), testRegistry, new Set(["after"]), "each");
  assert.equal(parents(document)["after"], "each");
  assert.deepEqual(cut, [
    { from: "each.table", to: "after.data" },
    { from: "after.split", to: "train.split" },
  ]);
  const both = setParent(mapDocument(), testRegistry, new Set(["after", "train"]), "each");
  assert.deepEqual(both.cut, [{ from: "each.table", to: "after.data" }]);
});

test("a map, and a step with a phase, cannot stand inside a map", () => {
  const document = setPolicy(mapDocument(), "after", "phase", "finally");
  assert.match(parentRefusal(document, testRegistry, "each")!, /cannot stand inside another/);
  assert.match(parentRefusal(document, testRegistry, "after")!, /unset its phase/);
  assert.equal(parentRefusal(document, testRegistry, "train"), null);
});

test("putting a step into a map is one undo entry, its wires included", () => {
  const store = createEditorStore(mapDocument());
  store
    .getState()
    .edit((current) => setParent(current, testRegistry, new Set(["after"]), "each").document);
  store.getState().undo();
  assert.deepEqual(store.getState().document, mapDocument());
});

test("a map is copied, pasted, renamed and removed with what stands inside it", () => {
  const document = mapDocument();
  const places = placeNodes(document, testRegistry);
  const fragment = readFragment(copyText(document, new Set(["each"]), places)!);
  assert.ok(typeof fragment !== "string");
  assert.deepEqual(
    fragment.nodes.map(({ id }) => id),
    ["each", "check"],
  );
  const pasted = paste(document, fragment, { x: 32, y: 32 });
  assert.equal(parents(pasted.document)["check_2"], "each_2");
  assert.deepEqual(pasted.document.wires?.at(-1), { from: "check_2.data", to: "each_2.result" });
  const renamed = renameNode(document, "each", "all");
  assert.equal(parents(renamed)["check"], "all");
  assert.ok(renamed.wires?.some(({ to }) => to === "all.result"));
  assert.deepEqual(Object.keys(parents(remove(document, { nodes: ["each"] }))), [
    "load",
    "after",
    "train",
  ]);
});

test("a step copied alone stays in its map, and loses it in a pipeline that has none such", () => {
  const document = mapDocument();
  const fragment = readFragment(copyText(document, new Set(["check"]), new Map())!);
  assert.ok(typeof fragment !== "string");
  assert.equal(parents(paste(document, fragment, { x: 0, y: 0 }).document)["check_2"], "each");
  const other = { apiVersion: "penstock/v1" as const, name: "other", nodes: [] };
  assert.deepEqual(parents(paste(other, fragment, { x: 0, y: 0 }).document), { check: null });
});
