import assert from "node:assert/strict";
import { test } from "node:test";
import { registry } from "../steps/index.ts";
import { celChecks } from "./cel-checks.ts";
import { evaluateCel } from "./cel.ts";
import { compile } from "./compile.ts";
import type { Json } from "./json.ts";

const { mixedNumbers } = celChecks;

const BINDINGS: Record<string, Json> = {
  params: { n: 6, rate: 0.5, text: "x" },
  steps: { load: { data: { rows: 10, list: [1, 2] } } },
  input: { rows: 12 },
  item: { size: 7 },
  index: 3,
};

test("what mixes whole and decimal numbers is named with what to write, and fails wherever it is evaluated", () => {
  const cases: [string, RegExp][] = [
    ["params.n % 2 == 0", /^% takes whole numbers, .*: write int\(params\.n\)$/],
    ["index % params.n == 0", /^% .* write int\(params\.n\)$/],
    ["params.n + 1 > 3", /^\+ takes no whole number .* write 1\.0 instead of 1, or int\(params/],
    ["2 * steps.load.data.rows > 3", /^\* .*steps\.load\.data\.rows/],
    ["-input.rows - 1 < 0", /^- .*input\.rows/],
    ["item.size / size('ab') > 1", /^\/ .*item\.size/],
    ["index + params.n > 1", /^\+ .*params\.n/],
    ["(params.n * 0.5) % 2 == 1", /^% .*params\.n/],
    ["steps.load.data.list[0] + 1 > 1", /^\+ .*steps\.load\.data\.list/],
    ["!has(params.gone) && params.n % 2 == 0", /^% .*params\.n/],
    ["[1, 2].exists(x, params.n % 2 == 0)", /^% .*params\.n/],
  ];
  for (const [expression, says] of cases) {
    assert.match(String(mixedNumbers(expression)), says, expression);
    assert.equal(evaluateCel(expression, BINDINGS).ok, false, expression);
  }
});

test("nothing is said of what can be evaluated, or of what is not certain", () => {
  for (const expression of [
    "int(params.n) % 2 == 0",
    "index % 2 == 0",
    "params.n + 1.0 > 3.0",
    "params.n * params.rate > 1.0",
    "params.n == 6 && params.n > 5",
    "params.text + '1' == 'x1'",
    "size(params.text) + 1 == 2",
    "[3, 4].exists(item, item % 2 == 0)",
    "[1, 2].map(x, x * 2)[0] + 1 == 3",
    "{'a': 1}['a'] + 1 == 2",
    "has(steps.load) ? index + 1 > 0 : index < 5",
    `${"1+".repeat(999)}1 == 1000`,
  ]) {
    assert.equal(mixedNumbers(expression), null, expression);
    assert.equal(evaluateCel(expression, BINDINGS).ok, true, expression);
  }
});

test("it is a warning at its field: what is published with it goes on", () => {
  const node = (id: string, more: object) => ({ id, kind: "data.load", ...more });
  const document = {
    apiVersion: "penstock/v1",
    name: "p",
    params: { n: { type: "integer", default: 6 } },
    nodes: [
      node("load", { config: { source: "a.csv" }, policy: { when: "params.n % 2 == 0" } }),
      { id: "check", kind: "control.condition", config: { expression: "input.rows - 1 > 0" } },
    ],
    wires: [{ from: "load.data", to: "check.value" }],
  };
  const { plan, problems } = compile(document, registry, { localFiles: true });
  assert.ok(plan);
  assert.deepEqual(
    problems.map(({ code, severity, anchor }) => [code, severity, anchor.node, anchor.field]),
    [
      ["P040", "warning", "load", "policy.when"],
      ["P040", "warning", "check", "expression"],
    ],
  );
  assert.equal(
    problems[0]!.message,
    "The expression fails in a run: % takes whole numbers, and those of params.n are decimal: write int(params.n).",
  );
});
