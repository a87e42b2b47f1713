import assert from "node:assert/strict";
import { mock, test } from "node:test";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { Known, KnownColumns } from "../../../workflows/core/known-columns.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { moveNodes, setConfig } from "../store/edits.ts";
import { createEditorStore } from "../store/editor-store.ts";
import { followColumns } from "./follow-columns.ts";
import { knownInputs } from "./known-inputs.ts";
import { askAgain, keepSame, knowledgeOf } from "./knowledge-store.ts";
import { meaningOf } from "./meaning.ts";

const table = (...names: string[]): Known => ({
  columns: names.map((name) => ({ name, type: "integer" })),
});

const document: PipelineDocument = {
  apiVersion: "penstock/v1",
  name: "p",
  nodes: [
    { id: "load", kind: "data.load", config: { source: "dataset:a" } },
    { id: "split", kind: "data.split" },
    { id: "train", kind: "train.tabular", title: "Learn", config: { target: "y" } },
  ],
  wires: [
    { from: "load.data", to: "split.data" },
    { from: "split.split", to: "train.split" },
  ],
};

test("what is the same in a newer answer keeps its identity", () => {
  const before: KnownColumns = {
    load: { data: table("a") },
    split: { train: table("a"), test: table("a") },
  };
  assert.equal(keepSame(before, structuredClone(before)), before);
  const next = keepSame(before, {
    ...structuredClone(before),
    split: { train: table("b"), test: table("a") },
  });
  assert.notEqual(next, before);
  assert.equal(next["load"], before["load"]);
  assert.equal(next["split"]?.["test"], before["split"]?.["test"]);
  assert.deepEqual(next["split"]?.["train"], table("b"));
});

test("the part of a document that is sent leaves out what columns do not follow from", () => {
  const meaning = meaningOf({ ...document, layout: { nodes: {} }, title: "T" }, registry);
  assert.deepEqual(meaning.nodes[2], { id: "train", kind: "train.tabular" });
  assert.deepEqual(meaning.nodes[0]?.config, { source: "dataset:a" });
  assert.equal(meaning.layout, undefined);
});

test("the tables that come in are known by input, and what is not known says why", () => {
  const step = registry.get("data.transform")!;
  const wires = [
    { from: "load.data", to: "clean.input" },
    { from: "other.data", to: "clean.input2" },
    { from: "split.data", to: "clean.input3" },
  ];
  const known: KnownColumns = {
    load: { data: table("a", "b") },
    other: { data: table("b", "c") },
    split: { data: { unknown: "No source.", of: "empty" } },
  };
  const { columns, tables, unknown, item } = knownInputs(
    { id: "clean", map: "map" },
    step.inputs,
    wires,
    { ...known, map: { item: table("depth") } },
  );
  assert.deepEqual(
    columns.map(({ name }) => name),
    ["a", "b", "c"],
  );
  assert.deepEqual(Object.keys(tables), ["input", "input2"]);
  assert.equal(unknown["input3"]?.unknown, "No source.");
  assert.deepEqual(
    item.map(({ name }) => name),
    ["depth"],
  );
});

test("the server is asked after a change that columns follow from, and not after a move", async (context) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  context.after(() => mock.timers.reset());
  const store = createEditorStore(document);
  const asked: unknown[] = [];
  const stop = followColumns(store, registry, async (one) => {
    asked.push(one.nodes[0]?.config?.["source"]);
    return { load: { data: table(`c${asked.length}`) } };
  });
  const settle = async () => {
    mock.timers.tick(1_000);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  await settle();
  const { edit } = store.getState();
  edit((now) => moveNodes(now, new Map([["load", { x: 5, y: 5 }]])));
  edit((now) => setConfig(now, "train", "target", "z"));
  await settle();
  assert.deepEqual(asked, ["dataset:a"]);
  edit((now) => setConfig(now, "load", "source", "dataset:b"));
  edit((now) => setConfig(now, "load", "source", "dataset:c"));
  await settle();
  assert.deepEqual(asked, ["dataset:a", "dataset:c"]);
  assert.deepEqual(knowledgeOf(store).getState().nodes["load"]?.["data"], table("c2"));
  stop();
});

test("while the server does not answer, what was known stays and is asked for again", async (context) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  context.after(() => mock.timers.reset());
  const store = createEditorStore(document);
  const answers: (() => KnownColumns)[] = [
    () => ({ load: { data: table("a") } }),
    () => {
      throw new Error("offline");
    },
    () => ({ load: { data: table("b") } }),
  ];
  const stop = followColumns(store, registry, async () => answers.shift()!());
  const settle = async (ms: number) => {
    mock.timers.tick(ms);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  const known = () => knowledgeOf(store).getState();
  await settle(0);
  store.getState().edit((now) => setConfig(now, "load", "source", "dataset:b"));
  await settle(1_000);
  assert.equal(known().status, "stale");
  assert.deepEqual(known().nodes["load"]?.["data"], table("a"));
  await settle(6_000);
  assert.equal(known().status, "known");
  assert.deepEqual(known().nodes["load"]?.["data"], table("b"));
  stop();
});

test("coming back to the page, or a dialog that opens, asks again about the same document, once", async (context) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  // Node has no page; what is listened to of it is an event target.
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const screen = new EventTarget();
  Object.assign(globalThis, {
    document: page,
    addEventListener: screen.addEventListener.bind(screen),
    removeEventListener: screen.removeEventListener.bind(screen),
  });
  context.after(() => {
    mock.timers.reset();
    for (const name of ["document", "addEventListener", "removeEventListener"])
      Reflect.deleteProperty(globalThis, name);
  });
  const store = createEditorStore(document);
  let asked = 0;
  const stop = followColumns(store, registry, async () => ({
    load: { data: table(`c${++asked}`) },
  }));
  const settle = async () => {
    mock.timers.tick(60_000);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  await settle();
  assert.equal(asked, 1);
  // One comes back: the browser tells both.
  page.dispatchEvent(new Event("visibilitychange"));
  screen.dispatchEvent(new Event("focus"));
  await settle();
  assert.equal(asked, 2);
  assert.deepEqual(knowledgeOf(store).getState().nodes["load"]?.["data"], table("c2"));
  askAgain(store);
  await settle();
  assert.equal(asked, 3);
  // Who leaves asks nothing, nor does time.
  page.visibilityState = "hidden";
  page.dispatchEvent(new Event("visibilitychange"));
  await settle();
  stop();
  screen.dispatchEvent(new Event("focus"));
  askAgain(store);
  await settle();
  assert.equal(asked, 3);
});
