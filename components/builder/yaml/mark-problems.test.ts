import assert from "node:assert/strict";
import { test } from "node:test";
import type { Anchor, Problem, ProblemCode } from "../../../workflows/core/problems.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { compile } from "../../../workflows/core/compile.ts";
import { countWords } from "./count-words.ts";
import { fromText } from "./document-text.ts";
import { markProblems } from "./mark-problems.ts";

const TEXT = `apiVersion: penstock/v1
name: sample
params:
  limit: { type: integer, default: 5 }
nodes:
  - id: load
    kind: data.load
    config:
      source:
        dataset: telco
  - id: cond
    kind: control.condition
    config:
      when: params.limit > 3
  - { id: nap, kind: control.wait, policy: { queue: nobody } }
wires:
  - { from: load.data, to: cond.input }
  - from: cond.yes
    to: nap.in
`;

/** What is marked in the text for each of these problems. */
function marked(problems: readonly Problem[]): string[] {
  const read = fromText(TEXT, "sample");
  assert.ok(read.document);
  return markProblems(problems, read.document, read.yaml).map(
    ({ from, to, code }) => `${code} ${TEXT.slice(from, to)}`,
  );
}

const at = (anchor: Anchor, code: ProblemCode = "P013"): Problem => ({
  code,
  severity: "error",
  message: "wrong",
  anchor,
});

test("a problem is marked at its field, its wire or its step, in the order of the text", () => {
  const problems = [
    at({ node: "nap", port: "in" }, "P021"),
    at({ node: "cond", port: "input" }, "P020"),
    at({ node: "nap", port: "event" }, "P022"),
    at({ node: "nap", field: "policy.queue" }, "P003"),
    at({ node: "cond", field: "when" }, "P011"),
    at({ node: "cond", field: "expression" }, "P012"),
    at({ node: "load", field: "source" }, "P072"),
    at({ node: "load", field: "nodes.0.id" }, "P005"),
    at({ field: "params.limit.default" }, "P032"),
  ];
  assert.deepEqual(marked(problems), [
    "P032 5",
    "P005 load",
    "P072 source",
    "P012 config",
    "P011 when",
    "P022 nap",
    "P003 nobody",
    "P020 cond.input",
    "P021 nap.in",
  ]);
});

test("every problem that the compiler finds has its place", () => {
  const { document } = fromText(TEXT, "sample");
  const { problems } = compile(document, registry, { draft: true });
  assert.ok(problems.length >= 4, JSON.stringify(problems));
  for (const mark of marked(problems)) assert.match(mark, /^P\d+ \S+/);
  assert.match(marked(problems).join(), /P011 when.*P020 cond\.input.*P020 cond\.yes/s);
});

test("errors and warnings are counted in words", () => {
  const warning = { ...at({}), severity: "warning" as const };
  assert.equal(countWords([at({}), at({}), warning]), "2 errors and 1 warning are");
  assert.equal(countWords([warning]), "1 warning is");
});
