import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import { createMemo } from "./compile-with.ts";
import { compile } from "./compile.ts";
import { createRegistry, defineStep } from "./define-step.ts";
import { canonicalJson } from "./json.ts";
import type { ProblemCode } from "./problems.ts";

const source = defineStep({
  kind: "t.source",
  version: 1,
  title: "Source",
  description: "",
  icon: "file",
  category: "data",
  config: z.strictObject({ rows: z.int().min(1), label: z.string().optional() }),
  inputs: {},
  outputs: { data: { type: "dataset", title: "Data" } },
  onReproduce: "repeat",
  example: { rows: 1 },
});
const sink = defineStep({
  kind: "t.sink",
  version: 2,
  title: "Sink",
  description: "",
  icon: "file",
  category: "model",
  config: z.strictObject({
    test: z.string().optional().meta({ widget: "cel" }),
    level: z.enum(["low", "high"]).default("low"),
  }),
  inputs: {
    data: { type: "dataset", title: "Data" },
    models: { type: "model", title: "Models", optional: true, multiple: true },
  },
  outputs: { out: { type: "metrics", title: "Out" } },
  onReproduce: "repeat",
  example: {},
});
const either = defineStep({
  kind: "t.either",
  version: 1,
  title: "Either",
  description: "",
  icon: "split",
  category: "control",
  config: z.strictObject({}),
  inputs: { value: { type: "any", title: "Value" } },
  outputs: { true: { type: "any", sameAs: "value", title: "True" } },
  onReproduce: "repeat",
  example: {},
});
const registry = createRegistry([source, sink, either] as never);

const base = {
  apiVersion: "penstock/v1",
  name: "example",
  nodes: [
    { id: "a", kind: "t.source", config: { rows: 3 } },
    { id: "b", kind: "t.sink" },
  ],
  wires: [{ from: "a.data", to: "b.data" }],
};

function codes(document: unknown, params = {}): ProblemCode[] {
  return compile(document, registry, { params }).problems.map(({ code }) => code);
}

test("a sound document compiles to a plan in an order that satisfies every need", () => {
  const { plan, problems } = compile(base, registry);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    plan!.nodes.map(({ id }) => id),
    ["a", "b"],
  );
  assert.deepEqual(plan!.nodes[1]!.needs, { data: [{ node: "a", port: "data" }] });
  assert.deepEqual(plan!.nodes[1]!.config, { level: "low" });
});

const node = (id: string, kind: string, config = {}) => ({ id, kind, config });
const cases: [ProblemCode, string, object][] = [
  ["P002", "a document of a newer version", { apiVersion: "penstock/v9" }],
  ["P003", "an unknown field of the document", { surprise: 1 }],
  ["P003", "a text that no database keeps", { title: "a\0" }],
  ["P005", "a bad id", { nodes: [node("Bad-Id", "t.source", { rows: 1 })], wires: [] }],
  ["P006", "a duplicate id", { nodes: [...base.nodes, base.nodes[0]] }],
  ["P010", "an unknown kind", { nodes: [node("a", "t.sauce")], wires: [] }],
  [
    "P011",
    "an unknown config field",
    { nodes: [node("a", "t.source", { rows: 1, lable: "x" })], wires: [] },
  ],
  ["P012", "a missing config field", { nodes: [node("a", "t.source")], wires: [] }],
  [
    "P013",
    "an ill-typed config field",
    { nodes: [node("a", "t.source", { rows: "many" })], wires: [] },
  ],
  ["P020", "a wire to nothing", { wires: [...base.wires, { from: "a.data", to: "c.data" }] }],
  [
    "P021",
    "wire types that do not fit",
    { wires: [...base.wires, { from: "a.data", to: "b.models" }] },
  ],
  ["P022", "a required input that is not wired", { wires: [] }],
  [
    "P023",
    "an input wired twice",
    {
      nodes: [...base.nodes, node("c", "t.source", { rows: 1 })],
      wires: [...base.wires, { from: "c.data", to: "b.data" }],
    },
  ],
  [
    "P024",
    "a cycle",
    {
      nodes: [node("x", "t.either"), node("y", "t.either")],
      wires: [
        { from: "x.true", to: "y.value" },
        { from: "y.true", to: "x.value" },
      ],
    },
  ],
  ["P025", "a node that no data reaches", { nodes: [...base.nodes, node("c", "t.sink")] }],
  [
    "P030",
    "an unknown param",
    { nodes: [node("a", "t.source", { rows: "${params.rows}" })], wires: [] },
  ],
  ["P031", "a param without a value", { params: { rows: { type: "integer" } } }],
  ["P032", "a param of the wrong type", { params: { rows: { type: "integer", default: "x" } } }],
  [
    "P040",
    "an expression that is not CEL",
    { nodes: [base.nodes[0], node("b", "t.sink", { test: "a >" })] },
  ],
  [
    "P004",
    "more than 2,000 nodes",
    {
      nodes: Array.from({ length: 2_001 }, (_, index) =>
        node(`n${index}`, "t.source", { rows: 1 }),
      ),
      wires: [],
    },
  ],
];
test("a config nested however deeply is a problem at its place, also where the document is read again", () => {
  const list = JSON.parse("[".repeat(10_000) + "]".repeat(10_000)) as unknown;
  const document = { ...base, nodes: [node("a", "t.source", { rows: 1, list })], wires: [] };
  for (const memo of [undefined, createMemo()]) {
    const { problems } = compile(document, registry, { memo });
    assert.deepEqual(
      problems.map(({ code, anchor }) => [code, anchor.node]),
      [["P003", "a"]],
    );
    assert.match(problems[0]!.message, /more than 200 objects and lists in one another/);
  }
});

for (const [code, what, change] of cases)
  test(`${what} is problem ${code}, with a sentence that tells what to do`, () => {
    const { plan, problems } = compile({ ...base, ...change }, registry);
    const found = problems.find((problem) => problem.code === code);
    assert.ok(found, `problems: ${problems.map((problem) => problem.code).join(", ")}`);
    assert.match(found.message, /^[A-Z'"a-z].{15,}[.?]$/);
    if (found.severity === "error") assert.equal(plan, null);
  });

test("a cycle's problem names the nodes in it", () => {
  const nodes = ["x", "y", "z"].map((id) => node(id, "t.either"));
  const wires = [
    { from: "x.true", to: "y.value" },
    { from: "y.true", to: "z.value" },
    { from: "z.true", to: "y.value" },
  ];
  const { problems } = compile({ ...base, nodes, wires }, registry);
  const cycle = problems.find(({ code }) => code === "P024")!;
  assert.match(cycle.message, /y → z → y|z → y → z/);
});

test("a slip of the keyboard is answered with the name that was meant", () => {
  const { problems } = compile(
    { ...base, nodes: [node("a", "t.sourc", { rows: 1 })], wires: [] },
    registry,
  );
  assert.match(problems[0]!.message, /did you mean 't\.source'/);
});

test("params given for a run take the place of references, with their type", () => {
  const document = {
    ...base,
    params: { rows: { type: "integer", default: 2 }, name: { type: "string", default: "x" } },
    nodes: [node("a", "t.source", { rows: "${params.rows}", label: "for ${params.name}" })],
    wires: [],
  };
  assert.deepEqual(compile(document, registry, { params: { rows: "7" } }).plan!.nodes[0]!.config, {
    rows: 7,
    label: "for x",
  });
  assert.deepEqual(codes(document, { unknown: 1 }), ["P030"]);
});

test("any value compiles or gives problems, and never throws", () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const { plan, problems } = compile(value, registry);
      assert.equal(
        plan === null,
        problems.some(({ severity }) => severity === "error"),
      );
    }),
    { numRuns: 500 },
  );
});

const anyDocument = fc.record({
  apiVersion: fc.constantFrom("penstock/v1", "penstock/v2"),
  name: fc.constantFrom("p", "Bad Name"),
  nodes: fc.array(
    fc.record({
      id: fc.constantFrom("a", "b", "c", "d", "A", "__proto__", "constructor"),
      kind: fc.constantFrom("t.source", "t.sink", "t.either", "nope", "toString"),
      config: fc.oneof(fc.constant({ rows: 1 }), fc.dictionary(fc.string(), fc.jsonValue())),
    }),
    { maxLength: 8 },
  ),
  wires: fc.array(
    fc.record({
      from: fc.constantFrom("a.data", "b.out", "c.true", "d.true", "x", "a.", "__proto__.toString"),
      to: fc.constantFrom("b.data", "b.models", "c.value", "d.value", "a.data", "constructor.name"),
    }),
    { maxLength: 8 },
  ),
});

test("any document made of known and unknown parts compiles or gives problems, the same each time", () => {
  fc.assert(
    fc.property(anyDocument, (document) => {
      const first = compile(document, registry);
      assert.deepEqual(compile(structuredClone(document), registry), first);
    }),
    { numRuns: 1_000 },
  );
});

test("the plan does not depend on layout, titles of the pipeline, or the order of keys, nodes and wires", () => {
  const reversed = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(reversed)
      : typeof value === "object" && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, inner]) => [key, reversed(inner)]),
          )
        : value;
  fc.assert(
    fc.property(anyDocument, fc.integer(), (document, x) => {
      const { plan } = compile(document, registry);
      const moved = reversed({
        ...document,
        title: "Another",
        layout: { nodes: { a: { x, y: 1 } } },
      });
      const other = compile(
        { ...(moved as typeof document), nodes: [...document.nodes].reverse() },
        registry,
      );
      assert.equal(canonicalJson(other.plan), canonicalJson(plan));
    }),
    { numRuns: 1_000 },
  );
});
