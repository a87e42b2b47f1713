import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { registry } from "../steps/index.ts";
import { compile } from "./compile.ts";
import type { PipelineDocument } from "./document.ts";
import { fixAll, fixesOf } from "./fixes.ts";
import type { KnownColumn, KnownColumns } from "./known-columns.ts";
import type { Problem, ProblemCode } from "./problems.ts";

type Draft = Omit<Partial<PipelineDocument>, "wires"> & { wires?: [string, string][] };

const document = ({ wires = [], ...rest }: Draft): PipelineDocument => ({
  apiVersion: "penstock/v1",
  name: "p",
  nodes: [],
  ...rest,
  wires: wires.map(([from, to]) => ({ from, to })),
});

const problemsOf = (one: PipelineDocument, columns: KnownColumns) =>
  compile(one, registry, { draft: true, columns }).problems;

const nameOf = ({ code, message, anchor }: Problem) =>
  `${code} ${anchor.node ?? ""} ${anchor.port ?? ""} ${message}`;

const table = (names: string): { columns: KnownColumn[] } => ({
  columns: names.split(" ").map((word) => {
    const [name, type = "integer"] = word.split(":");
    return { name: name!, type: type as KnownColumn["type"] };
  }),
});

const load = { id: "load", kind: "data.load", config: { source: "dataset:a" } };
const split = { id: "split", kind: "data.split" };
const train = { id: "train", kind: "train.tabular", config: { target: "y" } };
const LINE: [string, string][] = [
  ["load.data", "split.data"],
  ["split.split", "train.split"],
];
const lineWith = (target: string, more: Record<string, unknown> = {}) =>
  document({
    nodes: [load, split, { ...train, config: { target, ...more } }],
    wires: LINE,
  });
const reaching = (names: string): KnownColumns => ({
  load: { data: table(names) },
  split: { split: table(names) },
});

/** One document for each remedy: its problem's code, the title of the best fix, and what is known of columns. */
const CASES: [ProblemCode, string, PipelineDocument, KnownColumns?][] = [
  ["P010", "Use the kind 'data.load'", document({ nodes: [{ ...load, kind: "data.lode" }] })],
  ["P011", "Rename 'maxdepth' to 'maxDepth'", lineWith("y", { maxdepth: 4 })],
  ["P011", "Remove 'colour'", lineWith("y", { colour: "red" })],
  [
    "P011",
    "Remove 'nonsense'",
    document({
      nodes: [
        load,
        {
          id: "check",
          kind: "data.validate",
          config: { checks: [{ check: "row_count", min: 1, nonsense: 2 }] },
        },
      ],
      wires: [["load.data", "check.data"]],
    }),
  ],
  [
    "P012",
    "Begin with SELECT * FROM input",
    document({
      nodes: [load, { id: "clean", kind: "data.transform", config: {} }],
      wires: [["load.data", "clean.input"]],
    }),
  ],
  ["P013", "Use 12 instead", lineWith("y", { maxDepth: "12" })],
  ["P013", 'Use "xgboost" instead', lineWith("y", { algorithm: "xgbost" })],
  ["P013", "Use 64 instead", lineWith("y", { maxDepth: 65 })],
  ["P013", "Use the default, 300", lineWith("y", { trees: ["many"] })],
  [
    "P020",
    "Wire it from 'load.data'",
    document({ nodes: [load, split], wires: [["laod.data", "split.data"]] }),
  ],
  [
    "P020",
    "Wire it from 'split.train'",
    document({
      nodes: [load, split, { id: "check", kind: "data.split" }],
      wires: [
        ["load.data", "split.data"],
        ["split.trian", "check.data"],
      ],
    }),
  ],
  [
    "P020",
    "Remove the dead wire",
    document({
      nodes: [load, { id: "clean", kind: "data.transform", config: { sql: "SELECT 1" } }],
      wires: [
        ["load.data", "clean.input"],
        ["clean.date", "clean.input2"],
      ],
    }),
  ],
  [
    "P020",
    "Remove the dead wire",
    document({ nodes: [load], wires: [["load.data", "somebody_else.data"]] }),
  ],
  [
    "P021",
    "Put a Split step in between",
    document({
      nodes: [load, train],
      wires: [["load.data", "train.split"]],
      layout: { nodes: { load: { x: 0, y: 0 }, train: { x: 400, y: 0 } } },
    }),
  ],
  [
    "P021",
    "Wire it from 'split.split'",
    document({
      nodes: [load, split, train],
      wires: [
        ["load.data", "split.data"],
        ["load.data", "train.split"],
      ],
    }),
  ],
  [
    "P022",
    "Wire it from 'split.split'",
    document({ nodes: [load, split, train], wires: [["load.data", "split.data"]] }),
  ],
  [
    "P023",
    "Remove the wire from 'load.data'",
    document({
      nodes: [load, { ...load, id: "other" }, split],
      wires: [
        ["load.data", "split.data"],
        ["other.data", "split.data"],
      ],
    }),
  ],
  [
    "P026",
    "Take it out of 'load'",
    document({
      nodes: [load, { ...split, parent: "load" }],
      wires: [["load.data", "split.data"]],
    }),
  ],
  [
    "P023",
    "Remove the wire from 'load.profile'",
    document({
      // It cannot stand there, and so it is judged as what stands outside: the profile fits it no better.
      nodes: [load, { ...split, parent: "load" }],
      wires: [
        ["load.data", "split.data"],
        ["load.profile", "split.data"],
      ],
    }),
  ],
  [
    "P027",
    "Remove the wire from 'train.model'",
    document({
      nodes: [
        load,
        split,
        { id: "map", kind: "control.map", config: { over: "count", count: 2 } },
        { ...train, parent: "map" },
        { id: "tell", kind: "control.wait", config: { for: "1m" } },
      ],
      wires: [...LINE, ["train.model", "tell.in"]],
    }),
  ],
  [
    "P030",
    "Use params.depth instead",
    { ...lineWith("y", { maxDepth: "${params.dept}" }), params: { depth: { type: "integer" } } },
  ],
  [
    "P030",
    "Add 'dept' to the params",
    { ...lineWith("${params.dept}"), params: { depth: { type: "integer", default: 4 } } },
  ],
  ["P030", "Add 'rate' to the params", lineWith("y", { learningRate: "${params.rate}" })],
  ["P070", "Use 'y' instead", lineWith("yy"), reaching("x y")],
  ["P070", "Use 'x1' instead", lineWith("y", { features: ["x", "x3"] }), reaching("x x1:text y")],
  ["P070", "Leave 'nowhere' out", lineWith("y", { features: ["x", "nowhere"] }), reaching("x y")],
  [
    "P073",
    "Use 'years' instead",
    document({
      nodes: [
        load,
        {
          id: "clean",
          kind: "data.transform",
          config: { sql: "SELECT * RENAME (age AS years) FROM input" },
        },
        { ...split, config: { method: "stratified", column: "age" } },
      ],
      wires: [
        ["load.data", "clean.input"],
        ["clean.data", "split.data"],
      ],
    }),
    { load: { data: table("age y") }, clean: { data: table("years y") } },
  ],
  [
    "P074",
    "Use item.source instead",
    document({
      nodes: [
        { id: "map", kind: "control.map", config: { over: "files", folder: "/data" } },
        { id: "load", kind: "data.load", parent: "map", config: { source: "${item.sourse}" } },
      ],
    }),
    { map: { item: table("name:text bytes source:text") } },
  ],
];

describe("a fix removes its problem and brings no other", () => {
  for (const [code, title, before, columns = {}] of CASES)
    test(`${code}: ${title}`, () => {
      const problems = problemsOf(before, columns);
      const problem = problems.find((one) => one.code === code);
      assert.ok(problem, `there is ${problems.map(nameOf).join("; ") || "no problem"}`);
      const fixes = fixesOf(problem, before, registry, { columns });
      assert.equal(fixes[0]?.title, title);
      const known = new Set(problems.map(nameOf));
      const text = JSON.stringify(before);
      for (const fix of fixes) {
        const after = problemsOf(fix.apply(before), columns).map(nameOf);
        assert.ok(!after.includes(nameOf(problem)), `'${fix.title}' leaves it`);
        assert.deepEqual(
          after.filter((name) => !known.has(name)),
          [],
          `'${fix.title}' brings others`,
        );
      }
      assert.equal(JSON.stringify(before), text, "the document given stays as it was");
    });
});

test("SQL that names a column wrongly is corrected at every place, and in no text", () => {
  const sql = "SELECT agee, input.agee + 1 AS agees, 'agee' AS word FROM input";
  const before = document({
    nodes: [load, { id: "clean", kind: "data.transform", config: { sql } }],
    wires: [["load.data", "clean.input"]],
  });
  const fault = { field: "sql", instead: { from: "agee", to: "age" } };
  const columns: KnownColumns = {
    load: { data: table("age") },
    clean: { data: { unknown: "The SQL cannot run.", of: "clean", fault } },
  };
  const [problem] = problemsOf(before, columns);
  assert.equal(problem?.code, "P072");
  const [fix] = fixesOf(problem, before, registry, { columns });
  assert.equal(fix?.title, "Use 'age' instead of 'agee'");
  assert.equal(
    fix.apply(before).nodes[1]?.config?.["sql"],
    "SELECT age, input.age + 1 AS agees, 'agee' AS word FROM input",
  );
});

test("the version of a dataset stays when its name is corrected", () => {
  const before = document({ nodes: [{ ...load, config: { source: "dataset:credti@3" } }] });
  const instead = { from: "dataset:credti", to: "dataset:credit" };
  const columns: KnownColumns = {
    load: { data: { unknown: "No such.", of: "load", fault: { field: "source", instead } } },
  };
  const [problem] = problemsOf(before, columns);
  const [fix] = fixesOf(problem!, before, registry, { columns });
  assert.equal(fix?.apply(before).nodes[0]?.config?.["source"], "dataset:credit@3");
});

test("a step put in between stands in the middle, and the wire goes through it", () => {
  const [, , before] = CASES.find(([, title]) => title === "Put a Split step in between")!;
  const [problem] = problemsOf(before, {}).filter(({ code }) => code === "P021");
  const after = fixesOf(problem!, before, registry)[0]!.apply(before);
  assert.deepEqual(after.wires, [
    { from: "load.data", to: "split.data" },
    { from: "split.split", to: "train.split" },
  ]);
  assert.deepEqual(after.layout?.nodes?.["split"], { x: 200, y: 0 });
});

test("there is no fix where several would do, or none", () => {
  const twoSplits = document({
    nodes: [load, split, { ...split, id: "split_b" }, train],
    wires: [
      ["load.data", "split.data"],
      ["load.data", "split_b.data"],
    ],
  });
  const open = problemsOf(twoSplits, {}).find(({ code }) => code === "P022")!;
  assert.deepEqual(fixesOf(open, twoSplits, registry), []);
  const far = lineWith("something_else");
  const missing = problemsOf(far, reaching("x y")).find(({ code }) => code === "P070")!;
  assert.deepEqual(fixesOf(missing, far, registry, { columns: reaching("x y") }), []);
});

test("a pipeline that is not published becomes the one with a similar name, unless there are two", () => {
  const part = { id: "part", kind: "control.subpipeline", config: { pipeline: "shapez" } };
  const before = document({ nodes: [part] });
  const fixesWith = (...names: string[]) => {
    const pipelines = new Set(names);
    const [problem] = compile(before, registry, { draft: true, pipelines }).problems;
    assert.equal(problem?.code, "P075");
    return fixesOf(problem, before, registry, { pipelines });
  };
  const [fix] = fixesWith("scoring", "shapes");
  assert.equal(fix?.title, "Use 'shapes' instead");
  assert.equal(fix.apply(before).nodes[0]?.config?.["pipeline"], "shapes");
  assert.deepEqual(fixesWith("shapes", "shaped"), []);
  assert.deepEqual(fixesWith("scoring"), []);
});

test("so does one that a trigger listens to, and never the pipeline that the trigger starts", () => {
  const listening = (pipeline: string) => {
    const after = { id: "after", type: "pipeline" as const, pipeline };
    return document({ nodes: [load], triggers: [{ id: "hook", type: "webhook" }, after] });
  };
  const fixesWith = (before: PipelineDocument, ...names: string[]) => {
    const pipelines = new Set(names);
    const found = (one: PipelineDocument) =>
      compile(one, registry, { draft: true, pipelines }).problems;
    const problem = found(before).find(({ code }) => code === "P075")!;
    const fixes = fixesOf(problem, before, registry, { pipelines });
    for (const fix of fixes) assert.deepEqual(found(fix.apply(before)), []);
    return fixes;
  };
  const before = listening("shapez");
  const [fix] = fixesWith(before, "scoring", "shapes");
  assert.equal(fix?.title, "Use 'shapes' instead");
  assert.deepEqual(fix.apply(before), listening("shapes"));
  assert.deepEqual(fixesWith(before, "shapes", "shaped"), []);
  assert.deepEqual(fixesWith({ ...listening("shapez"), name: "shapes" }, "shapes"), []);
});

test("a trigger listens to the dataset with a similar name, unless there are two", () => {
  const listening = (dataset: string) =>
    document({ nodes: [load], triggers: [{ id: "grown", type: "dataset", dataset }] });
  const before = listening("credti");
  const fixesWith = (...names: string[]) => {
    const known = { datasets: new Set(names) };
    const [problem] = compile(before, registry, { draft: true, ...known }).problems;
    assert.equal(problem?.code, "P076");
    return fixesOf(problem, before, registry, known);
  };
  const [fix] = fixesWith("churn", "credit");
  assert.equal(fix?.title, "Use 'credit' instead");
  assert.deepEqual(fix.apply(before), listening("credit"));
  assert.deepEqual(fixesWith("credit", "credits"), []);
});

test("a step that takes a number from a param has its remedies all the same", () => {
  const before = {
    ...lineWith("y", { trees: "${params.trees}", maxdepth: 4, learningRate: "0.1" }),
    params: { trees: { type: "integer" as const, default: 50 } },
  };
  const problems = problemsOf(before, {});
  const titles = problems.map((problem) => fixesOf(problem, before, registry)[0]?.title);
  assert.deepEqual(
    new Set(titles),
    new Set(["Rename 'maxdepth' to 'maxDepth'", "Use 0.1 instead"]),
  );
});

test("all problems of one sort are fixed together, and what has no remedy stays", () => {
  const before = lineWith("y", { features: ["x11", "wholly_other", "x22"] });
  const columns = reaching("x1 x2 y");
  const after = fixAll("P070", before, registry, { columns }, (one) => problemsOf(one, columns));
  assert.deepEqual(after.nodes[2]?.config?.["features"], ["x1", "wholly_other", "x2"]);
  assert.equal(problemsOf(after, columns).length, 1);
});
