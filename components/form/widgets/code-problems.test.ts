import assert from "node:assert/strict";
import { test } from "node:test";
import { celProblems, yamlProblems } from "./code-problems.ts";

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
