import assert from "node:assert/strict";
import { test } from "node:test";
import { registry } from "../steps/index.ts";
import { flowColumns, type Answer, type ColumnResolver } from "./column-flow.ts";
import type { DocumentNode, PipelineDocument } from "./document.ts";
import { ITEM, type Known } from "./known-columns.ts";

const PEOPLE: Answer = {
  columns: [
    { name: "age", type: "integer" },
    { name: "name", type: "text" },
  ],
};

/** Every source has the people; every query gives its first table's columns. */
const resolver: ColumnResolver = {
  source: async () => PEOPLE,
  sql: async (_sql, tables) => ({ columns: Object.values(tables)[0]! }),
  pinned: async (_pin, output) =>
    output === "data" ? { columns: [{ name: "pinned", type: "number" }] } : null,
};

async function flow(
  nodes: DocumentNode[],
  wires: [string, string][] = [],
  more: Partial<PipelineDocument> & Partial<ColumnResolver> = {},
) {
  const { source, sql, pinned, ...document } = { ...resolver, ...more };
  const known = await flowColumns(
    {
      apiVersion: "penstock/v1",
      name: "p",
      nodes,
      wires: wires.map(([from, to]) => ({ from, to })),
      ...document,
    },
    registry,
    { source, sql, pinned },
  );
  return (node: string, port: string) => words(known[node]?.[port]);
}

const words = (one: Known | undefined) =>
  one === undefined
    ? null
    : "columns" in one
      ? one.columns.map(({ name, type }) => `${name} ${type}`).join(", ")
      : `${one.of}: ${one.unknown}`;

const load: DocumentNode = { id: "load", kind: "data.load", config: { source: "dataset:a" } };
const other: DocumentNode = { ...load, id: "other" };

test("data.load has its source's columns, and asks for a source where it has none", async () => {
  const at = await flow([load, { id: "empty", kind: "data.load" }]);
  assert.equal(at("load", "data"), "age integer, name text");
  assert.equal(at("load", "profile"), null);
  assert.match(at("empty", "data")!, /^empty: It has no source yet/);
});

test("data.load whose settings have a problem gives no columns", async () => {
  const wrong = { ...load, config: { source: "dataset:a", delimiter: "long" } };
  assert.match((await flow([wrong]))("load", "data")!, /settings have a problem/);
});

test("params count with their defaults; a source from a param without one is not known", async () => {
  const asked: string[] = [];
  const source: ColumnResolver["source"] = async (text) => (asked.push(text), PEOPLE);
  const nodes = [
    { ...load, config: { source: "dataset:${params.name}" } },
    { ...other, config: { source: "${params.open}" } },
  ];
  const at = await flow(nodes, [], {
    source,
    params: { name: { type: "string", default: "people" }, open: { type: "string" } },
  });
  assert.deepEqual(asked, ["dataset:people"]);
  assert.match(at("other", "data")!, /the param 'open', which has no default/);
});

test("data.transform binds its SQL over the tables that are wired, each under its input's name", async () => {
  const asked: [string, string[]][] = [];
  const sql: ColumnResolver["sql"] = async (text, tables) => {
    asked.push([text, Object.keys(tables)]);
    return { unknown: "It does not bind.", fault: {} };
  };
  const clean = { id: "clean", kind: "data.transform", config: { sql: "SELECT 1" } };
  const after = { id: "after", kind: "data.split" };
  const at = await flow(
    [load, other, clean, after],
    [
      ["load.data", "clean.input"],
      ["other.data", "clean.input3"],
      ["clean.data", "after.data"],
    ],
    { sql },
  );
  assert.deepEqual(asked, [["SELECT 1", ["input", "input3"]]]);
  assert.equal(at("after", "train"), "clean: It does not bind.");
});

test("data.split gives each part what comes in", async () => {
  const at = await flow([load, { id: "split", kind: "data.split" }], [["load.data", "split.data"]]);
  for (const port of ["split", "train", "validation", "test"])
    assert.equal(at("split", port), "age integer, name text");
  const alone = await flow([{ id: "split", kind: "data.split" }]);
  assert.match(alone("split", "test")!, /Nothing is wired to its input 'Data'/);
});

test("data.validate turns what a check of severity error holds to a type into it, and adds the reasons", async () => {
  const checks = [
    { check: "type", column: "name", type: "number" },
    { check: "type", column: "age", type: "text", severity: "warn" },
    null,
  ];
  const at = await flow(
    [load, { id: "check", kind: "data.validate", config: { checks } }],
    [["load.data", "check.data"]],
  );
  assert.equal(at("check", "data"), "age integer, name number");
  assert.equal(at("check", "rejected"), "age integer, name text, _reasons other");
  assert.equal(at("check", "report"), null);
});

test("conditions, switches and waits pass on what comes in, tables or not", async () => {
  const nodes: DocumentNode[] = [
    load,
    { id: "gate", kind: "control.condition", config: { expression: "true" } },
    { id: "pick", kind: "control.switch", config: { cases: [{ name: "big", when: "true" }] } },
    { id: "wait", kind: "control.wait", config: { for: "1m" } },
    { id: "report", kind: "control.condition" },
  ];
  const at = await flow(nodes, [
    ["load.data", "gate.value"],
    ["gate.true", "pick.value"],
    ["pick.big", "wait.in"],
    ["load.profile", "report.value"],
  ]);
  assert.equal(at("gate", "false"), "age integer, name text");
  assert.equal(at("pick", "otherwise"), "age integer, name text");
  assert.equal(at("wait", "out"), "age integer, name text");
  assert.equal(at("wait", "timeout"), null);
  assert.equal(at("report", "true"), null);
});

test("a join has the columns of its branches where they are the same", async () => {
  const join: DocumentNode = { id: "join", kind: "control.join" };
  const both: [string, string][] = [
    ["load.data", "join.in"],
    ["other.data", "join.in"],
  ];
  assert.equal((await flow([load, other, join], both))("join", "out"), "age integer, name text");
  const aside = { id: "check", kind: "data.validate", config: { checks: [] } };
  const differ = await flow(
    [load, aside, join],
    [
      ["load.data", "check.data"],
      ["check.data", "join.in"],
      ["check.rejected", "join.in"],
    ],
  );
  assert.match(differ("join", "out")!, /'_reasons' is not in all of them/);
});

test("control.map knows the fields of its items, of rows, files, lists and grids", async () => {
  const map = (config: Record<string, unknown>) => ({ id: "map", kind: "control.map", config });
  const item = async (config: Record<string, unknown>) =>
    (await flow([load, map(config)], [["load.data", "map.table"]]))("map", ITEM);
  assert.equal(await item({ over: "rows" }), "age integer, name text");
  assert.equal(await item({ over: "files" }), "name text, bytes integer, source text");
  assert.equal(
    await item({ over: "grid", grid: { depth: [3, 6], rate: [0.1, 1], loss: "x" } }),
    "depth integer, rate number, loss other",
  );
  assert.equal(await item({ list: [{ a: 1, b: true }, { a: 2.5 }] }), "a number, b boolean");
  assert.equal(await item({ list: [1, 2] }), null);
  assert.equal(await item({ over: "count", count: 3 }), null);
});

test("a source that depends on the item of a map is not known", async () => {
  const at = await flow([
    { id: "map", kind: "control.map", config: { over: "files", folder: "/data" } },
    { ...load, parent: "map", config: { source: "${item.source}" } },
  ]);
  assert.match(at("load", "data")!, /depends on the item/);
});

test("what a pinned step gave stands for what its settings say", async () => {
  const at = await flow([{ ...load, pin: { run: "run_1" } }]);
  assert.equal(at("load", "data"), "pinned number");
});

test("a kind that declares nothing says that its tables are known after a run", async () => {
  const nodes = [{ id: "sub", kind: "control.subpipeline", config: { pipeline: "p" } }];
  assert.match((await flow(nodes))("sub", "result")!, /known after a run/);
});

test("wires to nothing, circles and unknown kinds are left out", async () => {
  const at = await flow(
    [
      load,
      { id: "odd", kind: "no.such" },
      { id: "a", kind: "data.split" },
      { id: "b", kind: "data.split" },
    ],
    [
      ["nonsense", "a.data"],
      ["load.data", "nobody.data"],
      ["load.data", "a.nowhere"],
      ["a.train", "b.data"],
      ["b.train", "a.data"],
    ],
  );
  assert.equal(at("load", "data"), "age integer, name text");
  assert.equal(at("odd", "data"), null);
  assert.equal(at("a", "train"), null);
});
