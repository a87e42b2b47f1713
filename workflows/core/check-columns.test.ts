import assert from "node:assert/strict";
import { test } from "node:test";
import { registry } from "../steps/index.ts";
import { compile } from "./compile.ts";
import { createMemo } from "./compile-with.ts";
import type { DocumentNode, PipelineDocument } from "./document.ts";
import type { Known, KnownColumn, KnownColumns } from "./known-columns.ts";

const table = (names: string): { columns: KnownColumn[] } => ({
  columns: names.split(" ").map((word) => {
    const [name, type = "integer"] = word.split(":");
    return { name: name!, type: type as KnownColumn["type"] };
  }),
});

const document = (nodes: DocumentNode[], wires: [string, string][]): PipelineDocument => ({
  apiVersion: "penstock/v1",
  name: "p",
  nodes,
  wires: wires.map(([from, to]) => ({ from, to })),
});

const load: DocumentNode = { id: "load", kind: "data.load", config: { source: "dataset:a" } };
const split: DocumentNode = { id: "split", kind: "data.split" };
const LINE: [string, string][] = [
  ["load.data", "split.data"],
  ["split.split", "train.split"],
];
const trained = (config: Record<string, unknown>) =>
  document([load, split, { id: "train", kind: "train.tabular", config }], LINE);

const found = (one: PipelineDocument, columns: KnownColumns) =>
  compile(one, registry, { draft: true, columns })
    .problems.filter(({ code }) => code >= "P070")
    .map(({ code, severity, anchor, message }) => ({
      code,
      severity,
      at: `${anchor.node}.${anchor.field}`,
      message,
    }));

const reaching = (names: string): KnownColumns => ({ split: { split: table(names) } });

test("a column that is not there is an error at its field, with the near name", () => {
  assert.deepEqual(found(trained({ target: "yy", features: ["x", "z"] }), reaching("x y")), [
    {
      code: "P070",
      severity: "error",
      at: "train.target",
      message: "There is no column 'yy' in what reaches 'train'; did you mean 'y'?",
    },
    {
      code: "P070",
      severity: "error",
      at: "train.features.1",
      message: "There is no column 'z' in what reaches 'train'; did you mean 'x'?",
    },
  ]);
});

test("columns are checked inside lists of checks and slices; a check that only warns is a warning", () => {
  const checks = [
    { check: "not_null", columns: ["x", "absent_one"] },
    { check: "range", column: "another_absent", min: 1, severity: "warn" },
  ];
  const one = document(
    [load, { id: "check", kind: "data.validate", config: { checks } }],
    [["load.data", "check.data"]],
  );
  assert.deepEqual(
    found(one, { load: { data: table("x y") } }).map(({ at, severity }) => [at, severity]),
    [
      ["check.checks.0.columns.1", "error"],
      ["check.checks.1.column", "warning"],
    ],
  );
});

test("nothing is said of columns that are not known, of params, or of what a setting leaves unused", () => {
  const unknown: Known = { unknown: "It has no source yet.", of: "load" };
  assert.deepEqual(found(trained({ target: "yy" }), { split: { split: unknown } }), []);
  assert.deepEqual(found(trained({ target: "yy" }), {}), []);
  const params = {
    ...trained({ target: "${params.target}" }),
    params: { target: { type: "string" as const } },
  };
  assert.deepEqual(found(params, reaching("x")), []);
  const random = document(
    [load, { ...split, config: { column: "yy" } }],
    [["load.data", "split.data"]],
  );
  assert.deepEqual(found(random, { load: { data: table("x") } }), []);
});

test("a type with which the step certainly fails is an error; one that it may take is not", () => {
  const text = reaching("x:text d:date y:text l:other");
  const codes = (config: Record<string, unknown>) =>
    found(trained(config), text).map(({ code, at }) => `${code} ${at}`);
  assert.deepEqual(codes({ target: "y", task: "regression" }), ["P071 train.target"]);
  assert.deepEqual(codes({ target: "y", task: "auto", features: ["x"] }), []);
  assert.deepEqual(codes({ target: "d" }), ["P071 train.target"]);
  assert.deepEqual(codes({ target: "y", features: ["d"] }), ["P071 train.features.0"]);
  // A type without a name may be any.
  assert.deepEqual(codes({ target: "l" }), []);
});

test("bands of a slice need numbers", () => {
  const evaluate = (slice: Record<string, unknown>) =>
    document(
      [load, split, { id: "evaluate", kind: "model.evaluate", config: { slices: [slice] } }],
      [
        ["load.data", "split.data"],
        ["split.split", "evaluate.split"],
      ],
    );
  const columns = reaching("age sex:text");
  assert.deepEqual(found(evaluate({ column: "sex" }), columns), []);
  assert.deepEqual(found(evaluate({ column: "age", bins: [30] }), columns), []);
  assert.equal(found(evaluate({ column: "sex", bins: [30] }), columns)[0]?.code, "P071");
});

test("a column that a step before stops passing on is gone there, and has its new name where it got one", () => {
  const one = (sql: string) =>
    document(
      [
        load,
        { id: "clean", kind: "data.transform", config: { sql } },
        { ...split, config: { method: "stratified", column: "age" } },
      ],
      [
        ["load.data", "clean.input"],
        ["clean.data", "split.data"],
      ],
    );
  const before = { load: { data: table("age y") } };
  const [gone] = found(one("SELECT y FROM input"), { ...before, clean: { data: table("y") } });
  assert.equal(gone?.code, "P073");
  assert.match(gone.message, /'age' no longer reaches 'split', since 'clean' does not pass it on/);
  const [renamed] = found(one('SELECT "age" AS years, y FROM input'), {
    ...before,
    clean: { data: table("years y") },
  });
  assert.match(renamed!.message, /it is called 'years' there/);
});

test("SQL and sources that the server cannot read are errors at their field, once", () => {
  const fault: Known = { unknown: "No such dataset.", of: "load", fault: { field: "source" } };
  const passed: Known = { unknown: "No such dataset.", of: "load" };
  const columns = { load: { data: fault }, split: { split: passed, train: passed } };
  assert.deepEqual(found(trained({ target: "y" }), columns), [
    { code: "P072", severity: "error", at: "load.source", message: "No such dataset." },
  ]);
});

test("a field that a map's items do not have is a warning inside it", () => {
  const one = document(
    [
      { id: "map", kind: "control.map", config: { over: "files", folder: "/data" } },
      { ...load, parent: "map", config: { source: "${item.path}" } },
    ],
    [],
  );
  const [problem] = found(one, { map: { item: table("name:text source:text") } });
  assert.equal(problem?.code, "P074");
  assert.equal(problem.severity, "warning");
  assert.match(problem.message, /have no field 'path'.*they have: name, source\./);
});

test("with what was kept of each node, a compilation finds what one without finds", () => {
  const memo = createMemo();
  const broken = trained({ target: "y", trees: "${params.}" });
  const documents = [
    broken,
    { ...broken, params: {} },
    trained({ target: "y" }),
    trained({ target: "y", trees: -1 }),
    { ...trained({ target: "${params.t}" }), params: { t: { type: "string" as const } } },
    trained({ target: "${params.t}" }),
    trained({ target: "y" }),
    { ...trained({ target: "y" }), triggers: [{ id: "Bad id", type: "nonsense" }] as never },
    { ...trained({}), wires: [{ from: "load.data", to: "split.data", odd: 1 }] as never },
  ];
  for (const one of [...documents, ...documents.toReversed()])
    assert.deepEqual(
      compile(one, registry, { draft: true, memo }).problems,
      compile(one, registry, { draft: true }).problems,
    );
});
