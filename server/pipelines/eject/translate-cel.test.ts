import assert from "node:assert/strict";
import { test } from "node:test";
import { namesIn, translate } from "./translate-cel.ts";

const scope = {
  param: (name: string) => {
    const types = { least: "number", flag: "boolean", name: "string" } as const;
    const type = types[name as keyof typeof types];
    return type ? { code: `params.${name}`, type } : null;
  },
  artifact: (root: "input" | { node: string; port: string }) =>
    root === "input" ? "given" : root.node === "known" ? `known.${root.port}` : null,
};
const code = (expression: string) => translate(expression, scope)?.code ?? null;

test("a simple comparison over facts and params becomes TypeScript", () => {
  assert.equal(
    code("input.metrics.roc_auc >= params.least"),
    `numberOf(given, "metrics", "roc_auc") >= params.least`,
  );
  assert.equal(code("steps.known.data.rows > 100"), `numberOf(known.data, "rows") > 100`);
  assert.equal(code("input.task == 'regression'"), `fact(given, "task") === "regression"`);
  assert.equal(code("!params.flag"), "!params.flag");
  assert.equal(code("input.ok"), `flagOf(given, "ok")`);
});

test("what TypeScript would decide otherwise than CEL is left to CEL", () => {
  for (const expression of [
    // CEL forgives an error on one side.
    "input.a > 1 || params.flag",
    // Lists are equal by content.
    "input.a == input.b",
    // Never equal, and an error of types in TypeScript.
    "params.least == 'x'",
    "params.name",
    "params.unknown > 1",
    "steps.unknown.data.rows > 1",
    "has(input.a)",
    "size(input.a) > 1",
    "input.a > 9007199254740993",
    "input['a'] > 1",
  ])
    assert.equal(code(expression), null, expression);
});

test("the steps that an expression names are found, and whether it looks at all of them", () => {
  assert.deepEqual(
    [...namesIn("has(steps.a.b) && steps.c.d.x > size(steps.a.b.y)").steps],
    ["a", "c"],
  );
  assert.equal(namesIn("steps.a.b.c > 1").everyStep, false);
  assert.equal(namesIn("steps['a'].b.c > 1").everyStep, true);
  assert.equal(namesIn("size(steps) > 1").everyStep, true);
});
