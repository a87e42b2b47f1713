import assert from "node:assert/strict";
import { test } from "node:test";
import { renameNode } from "../../../workflows/core/rename-node.ts";
import {
  addNode,
  connect,
  moveNodes,
  remove,
  setConfig,
  setFacts,
  setParam,
  setPolicy,
  setTitle,
} from "./edits.ts";
import { freeId, newNodeId, toId } from "./node-id.ts";
import { sampleDocument } from "./steps.fixture.ts";

test("a new node gets a readable id and the next free number", () => {
  assert.equal(newNodeId("train.tabular", new Set()), "train");
  assert.equal(newNodeId("data.load", new Set(["load"])), "load_2");
  assert.equal(freeId("load_2", new Set(["load", "load_2"])), "load_3");
  assert.equal(toId("2 Über Modelle!"), "ber_modelle");
});

test("adding a node appends it and keeps the others' identity", () => {
  const before = sampleDocument();
  const after = addNode(before, { id: "load_2", kind: "data.load" }, { x: 8.4, y: 16 });
  assert.equal(after.nodes.length, 5);
  assert.equal(after.nodes[0], before.nodes[0]);
  assert.deepEqual(after.layout?.nodes?.["load_2"], { x: 8, y: 16 });
});

test("an edit that changes nothing returns the document itself", () => {
  const document = sampleDocument();
  assert.equal(moveNodes(document, new Map([["load", { x: 0, y: 0 }]])), document);
  assert.equal(setConfig(document, "load", "target", "x"), document);
  assert.equal(setConfig(document, "load", "absent", undefined), document);
  assert.equal(connect(document, "load.data", "split.data"), document);
  assert.equal(remove(document, {}), document);
});

test("what stands in for a renamed node is what it gave under the name it had", () => {
  const pinOf = (pin: { run: string; node?: string }) => {
    const { nodes, ...rest } = sampleDocument();
    const pinned = nodes.map((node) => (node.id === "train" ? { ...node, pin } : node));
    const renamed = renameNode({ ...rest, nodes: pinned }, "train", "boost");
    return renamed.nodes.find(({ id }) => id === "boost")!.pin;
  };
  assert.deepEqual(pinOf({ run: "run_1" }), { run: "run_1", node: "train" });
  assert.deepEqual(pinOf({ run: "run_1", node: "load" }), { run: "run_1", node: "load" });
});

test("renaming a node takes its wires, its place and expressions along", () => {
  const after = renameNode(sampleDocument(), "train", "boost");
  assert.deepEqual(
    after.wires?.map(({ from, to }) => `${from} ${to}`),
    [
      "load.data split.data",
      "split.split boost.split",
      "boost.model evaluate.models",
      "split.split evaluate.split",
    ],
  );
  assert.equal(after.nodes[3]?.policy?.when, "steps.boost.model.rows > 0");
  const moved = renameNode(sampleDocument(), "load", "read");
  assert.deepEqual(moved.layout?.nodes, { read: { x: 0, y: 0 }, split: { x: 320, y: 0 } });
});

test("removing a node removes the wires that end at it and its place", () => {
  const after = remove(sampleDocument(), { nodes: ["split"] });
  assert.deepEqual(after.wires, [{ from: "train.model", to: "evaluate.models" }]);
  assert.deepEqual(Object.keys(after.layout?.nodes ?? {}), ["load"]);
});

test("removing a wire leaves the nodes alone", () => {
  const before = sampleDocument();
  const after = remove(before, { wires: ["load.data->split.data"] });
  assert.equal(after.wires?.length, 3);
  assert.equal(after.nodes, before.nodes);
});

test("unset fields leave nothing behind in the document", () => {
  let document = setPolicy(sampleDocument(), "load", "attempts", 2);
  assert.deepEqual(document.nodes[0]?.policy, { attempts: 2 });
  document = setPolicy(document, "load", "attempts", undefined);
  assert.ok(!("policy" in document.nodes[0]!));
  const split = document.nodes[1];
  document = setConfig(
    setConfig(document, "split", "thresholds", [{}]),
    "split",
    "thresholds",
    undefined,
  );
  assert.deepEqual(document.nodes[1], split);
  assert.equal(setConfig(document, "split", "thresholds", undefined), document);
  document = setTitle(setTitle(document, "load", "Read"), "load", "");
  assert.ok(!("title" in document.nodes[0]!));
  document = setFacts(setFacts(document, { title: "A" }), { title: "" });
  assert.ok(!("title" in document));
});

test("a param keeps its place when it is renamed, and params vanish with the last one", () => {
  let document = setParam(sampleDocument(), "a", { type: "number" });
  document = setParam(document, "b", { type: "string" });
  document = setParam(document, "c", { type: "number", default: 1 }, "a");
  assert.deepEqual(Object.keys(document.params ?? {}), ["c", "b"]);
  document = setParam(setParam(document, "c", null), "b", null);
  assert.ok(!("params" in document));
});
