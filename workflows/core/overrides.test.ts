import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { checkConfig } from "./check-config.ts";
import { createRegistry, defineStep } from "./define-step.ts";
import type { PipelineDocument } from "./document.ts";
import { applyOverrides as apply, splitGiven } from "./overrides.ts";

const train = defineStep({
  kind: "t.train",
  version: 1,
  title: "Train",
  description: "",
  icon: "file",
  onReproduce: "repeat",
  category: "model",
  // Other fields take any value.
  config: z.looseObject({
    event: z.string().optional(),
    name: z.string().default("none"),
    maxDepth: z.int().optional(),
    names: z.array(z.string()).optional(),
    target: z.string().nullable().optional(),
    strict: z.strictObject({ a: z.int().optional() }).optional(),
  }),
  inputs: {},
  outputs: {},
  example: {},
});
const registry = createRegistry([train] as never);
const applyOverrides = (given: PipelineDocument, overrides: Record<string, unknown>) =>
  apply(given, overrides, registry);

const document: PipelineDocument = {
  apiVersion: "penstock/v1",
  name: "test",
  nodes: [
    {
      id: "train",
      kind: "t.train",
      config: { maxDepth: 3, deep: { a: 1, b: 2 }, list: [{ x: 1 }, { x: 2 }] },
      policy: { attempts: 2 },
    },
    { id: "bare", kind: "t.bare" },
  ],
};

function after(overrides: Record<string, unknown>) {
  const { document: changed, problems } = applyOverrides(document, overrides);
  assert.deepEqual(problems, []);
  return changed.nodes;
}

test("names with a dot are overrides, all others params", () => {
  assert.deepEqual(splitGiven({ rate: "0.1", "train.config.trees": "5" }), {
    params: { rate: "0.1" },
    overrides: { "train.config.trees": "5" },
  });
});

test("text is read as JSON where it is JSON, and as itself otherwise", () => {
  const set = (text: string) => after({ "train.config.value": text })[0]!.config!["value"];
  assert.deepEqual(
    ["6", "1e-3", "true", "null", '[1, "a"]', '{"a": 1}', '"6"', "six", "", "1,2"].map(set),
    [6, 1e-3, true, null, [1, "a"], { a: 1 }, "6", "six", "", "1,2"],
  );
});

test("lists and objects are read with words without quotes too; what is neither is a text", () => {
  const set = (text: string) => after({ "train.config.value": text })[0]!.config!["value"];
  const read: [string, unknown][] = [
    ["[a,b]", ["a", "b"]],
    ["{a: 1}", { a: 1 }],
    [
      "{a:[1, two words, 'it: is', null, -1.5e3], b: {c: true}}",
      { a: [1, "two words", "it: is", null, -1500], b: { c: true } },
    ],
    [String.raw`["a\"b", c]`, ['a"b', "c"]],
    ["[https://example.com/a, 12 h, trueish]", ["https://example.com/a", "12 h", "trueish"]],
    ["[http://host:8080/a, amqp://b:5672]", ["http://host:8080/a", "amqp://b:5672"]],
    ["{at: http://host:8080, by:1}", { at: "http://host:8080", by: 1 }],
    ["{https://a.b/c: 1, https://a.b/d:2}", { "https://a.b/c": 1, "https://a.b/d": 2 }],
    ["{2019: integer, true :1, null: {3:4}}", { 2019: "integer", true: 1, null: { 3: 4 } }],
    ["[2026-01-31, 007, 10]", ["2026-01-31", "007", 10]],
    [" [] ", []],
    ["[a", "[a"],
    ["{a}", "{a}"],
    ["[${params.a}]", "[${params.a}]"],
    ["'a'", "'a'"],
    ["a ", "a "],
  ];
  for (const [text, value] of read) assert.deepEqual(set(text), value, text);
});

test("a field that takes a text alone gets the text; null takes a field away that cannot be null", () => {
  const config = (given: Record<string, unknown>) => after(given)[0]!.config!;
  for (const text of ["2024", "true", "[a]"])
    assert.equal(config({ "train.config.event": text })["event"], text);
  assert.deepEqual(config({ "train.config.names": "[a, b]" })["names"], ["a", "b"]);
  assert.equal(config({ "train.config.max_depth": "deep" })["maxDepth"], "deep", "the step says");
  for (const value of ["null", null])
    assert.ok(!Object.hasOwn(config({ "train.config.max_depth": value }), "maxDepth"));
  assert.equal(config({ "train.config.target": "null" })["target"], null);
  assert.equal(after({ "train.policy.queue": "2024" })[0]!.policy!.queue, "2024");
  assert.deepEqual(after({ "train.policy.backoff": "{initial: 1s}" })[0]!.policy!.backoff, {
    initial: "1s",
  });
});

test("null for a field that there is not is kept, so that it is refused", () => {
  const [train] = after({ "train.config.strict.a": "null", "train.config.strict.nosuch": "null" });
  assert.deepEqual(train!.config!["strict"], { nosuch: null });
  const { issues } = checkConfig(registry.get("t.train")!, train!.config!);
  assert.match(issues[0]!.message, /There is no field 'nosuch'/);
  const { problems } = applyOverrides(document, { "train.policy.backoff.nosuch": "null" });
  assert.match(problems[0]!.message, /cannot be {"nosuch":null}: Unrecognized key/);
});

test("the first field may be written in snake case, the policy is reached too, and deeper fields by more dots", () => {
  const [train] = after({
    "train.config.max_depth": "6",
    "train.policy.start_to_close": "2h",
    "train.policy.backoff.maximum": "5m",
    "train.config.deep.b": "9",
    "train.config.list.1.x": "7",
  });
  assert.deepEqual(train!.config, {
    maxDepth: 6,
    deep: { a: 1, b: 9 },
    list: [{ x: 1 }, { x: 7 }],
  });
  assert.deepEqual(train!.policy, {
    attempts: 2,
    startToClose: "2h",
    backoff: { maximum: "5m" },
  });
});

test("a node without a config gets one, and the document given stays as it was", () => {
  const before = structuredClone(document);
  assert.deepEqual(after({ "bare.config.a": "1" })[1]!.config, { a: 1 });
  after({ "train.config.list.0.x": "5", "train.config.deep.a": "5" });
  assert.deepEqual(document, before);
});

test("what overrides nothing is a problem that says how it is written, or what was meant", () => {
  const messages = (path: string) =>
    applyOverrides(document, { [path]: "1" }).problems.map(({ code, message }) => [code, message]);
  assert.deepEqual(messages("trian.config.a"), [
    ["P033", "'trian.config.a' overrides nothing: there is no node 'trian'; did you mean 'train'?"],
  ]);
  for (const path of ["train.config", "train.kind", "train.title.x"])
    assert.deepEqual(messages(path), [
      [
        "P033",
        `'${path}' overrides nothing: write it as train.config.FIELD=VALUE or train.policy.FIELD=VALUE.`,
      ],
    ]);
});

test("the config of a pinned node, and of one inside a pinned map, is not overridden: nothing reads it", () => {
  const pin = { run: "run_1" };
  const [train, bare] = document.nodes;
  const pinned = {
    ...document,
    nodes: [
      { ...train!, pin },
      { ...bare!, parent: "train" },
    ],
  };
  const path = { "train.config.trees": "5", "bare.config.a": "1" };
  assert.deepEqual(
    applyOverrides(pinned, path).problems.map(({ code, message }) => [code, message]),
    Object.keys(path).map((name) => [
      "P033",
      `'${name}' overrides nothing: 'train' is pinned to what the run run_1 gave; take the pin off.`,
    ]),
  );
  const { document: other } = applyOverrides(pinned, { "train.policy.when": "params.go" });
  assert.equal(other.nodes[0]!.policy!.when, "params.go", "it may be skipped all the same");
});

test("a field named __proto__ is a field like any other", () => {
  const [train] = after({ "train.config.deep.__proto__.polluted": "true" });
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  assert.ok(Object.hasOwn(train!.config!["deep"]!, "__proto__"));
});

test("a policy takes only what it may have: else the sentence says what is wrong; null leaves it to the step", () => {
  const said = (given: Record<string, unknown>) =>
    applyOverrides(document, given).problems.map(({ code, message }) => `${code} ${message}`);
  assert.deepEqual(said({ "train.policy.attempts": "0" }), [
    "P033 'train.policy.attempts' cannot be 0: Too small: expected number to be >=1. Give another value.",
  ]);
  assert.deepEqual(said({ "train.policy.start_to_close": "long" }), [
    `P033 'train.policy.start_to_close' cannot be "long": a duration such as 30s or 2h. Give another value.`,
  ]);
  assert.deepEqual(said({ "train.policy.backoff.factor": "99" }), [
    `P033 'train.policy.backoff.factor' cannot be {"factor":99}: factor: Too big: expected number to be <=10. Give another value.`,
  ]);
  assert.deepEqual(said({ "train.policy.atempts": "3" }), [
    "P033 'train.policy.atempts' overrides nothing: a policy has no field 'atempts'; did you mean 'attempts'?",
  ]);
  assert.match(said({ "train.policy.colour": "3" })[0]!, /no field 'colour', but when, /);
  assert.deepEqual(after({ "train.policy.attempts": "null" })[0]!.policy, {});
});

test("a list grows by one entry at a time; what is nested too deeply, or no text, is refused", () => {
  const said = (given: Record<string, unknown>) =>
    applyOverrides(document, given).problems.map(({ code, message }) => `${code} ${message}`);
  assert.deepEqual(after({ "train.config.list.2.x": "3" })[0]!.config!["list"], [
    { x: 1 },
    { x: 2 },
    { x: 3 },
  ]);
  for (const path of ["train.config.list.999999999", "train.config.list.3.x"])
    assert.deepEqual(said({ [path]: "1" }), [
      `P033 '${path}' overrides nothing: the entries of 'list' are counted from 0, and it has 2: give 2 to add one.`,
    ]);
  const deep = said({ [`train.config${".a".repeat(100_000)}`]: "1" })[0]!;
  assert.match(deep, /overrides nothing: no field lies more than 200 deep\.$/);
  assert.match(
    said({ "train.config.a": "[".repeat(5_000) + "]".repeat(5_000) })[0]!,
    /more than 200/,
  );
  assert.match(said({ "train.config.a": String.raw`"\u0000"` })[0]!, /holds a NUL/);
});
