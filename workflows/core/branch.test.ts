import assert from "node:assert/strict";
import { test } from "node:test";
import type { ArtifactRef } from "./artifact.ts";
import { joined, waysOut } from "./branch.ts";

const ref = (hash: string): ArtifactRef => ({ type: "dataset", hash, bytes: 1, meta: {} });

test("a condition leads to 'true' or to 'false'", () => {
  assert.deepEqual(waysOut({ mode: "condition", config: { expression: "input.auc > 0.9" } }), {
    cases: [{ port: "true", when: "input.auc > 0.9" }],
    otherwise: { port: "false", why: "'input.auc > 0.9' was false" },
  });
});

test("a switch leads to its cases in their order, or to 'otherwise'", () => {
  const cases = [
    { name: "good", when: "input.auc >= 0.8" },
    { name: "fair", when: "input.auc >= 0.7" },
  ];
  assert.deepEqual(waysOut({ mode: "switch", config: { cases } }), {
    cases: [
      { port: "good", when: "input.auc >= 0.8" },
      { port: "fair", when: "input.auc >= 0.7" },
    ],
    otherwise: { port: "otherwise", why: "no case was true" },
  });
});

test("cases that an item filled in must be a list of a name and a condition each", () => {
  for (const cases of ["good", 7, null, ["good"], [{ name: "good" }], [{ name: 1, when: "true" }]])
    assert.match(
      (waysOut({ mode: "switch", config: { cases } }) as { fault: string }).fault,
      /^The cases of the switch are no list of a name and a condition each/,
      JSON.stringify(cases),
    );
});

test("the first of what arrived leaves a join", () => {
  assert.deepEqual(joined({ in: [ref("2"), ref("1")] }), { out: ref("2") });
});
