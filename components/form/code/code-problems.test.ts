import assert from "node:assert/strict";
import { test } from "node:test";
import { celProblems, jsonProblems, yamlProblems } from "./code-problems.ts";

test("a CEL error is shown at the spot the parser names", () => {
  assert.deepEqual(celProblems("input.metrics.roc_auc >= 0.75"), []);
  assert.deepEqual(celProblems(""), []);
  const [problem] = celProblems("1 +\n 2 3");
  assert.equal(problem?.from, 7);
  assert.match(problem?.message ?? "", /^Found 3 but expecting/);
});

test("a YAML error is shown where it stands", () => {
  assert.deepEqual(yamlProblems("a: 1\nb: [1, 2]\n"), []);
  const [problem] = yamlProblems("a: 1\nb: [1, 2\n");
  assert.ok(problem && problem.from > 5, JSON.stringify(problem));
});

test("text that is no JSON is refused, also where it would do as YAML", () => {
  assert.deepEqual(jsonProblems('{"a": [1, "x"]}'), []);
  assert.deepEqual(jsonProblems(" "), []);
  assert.match(jsonProblems("{a: 1}")[0]!.message, /as JSON, with double quotes/);
  assert.ok(jsonProblems("[1, 2")[0]!.from > 0);
});
