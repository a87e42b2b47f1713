import assert from "node:assert/strict";
import { test } from "node:test";
import { readSource } from "./read-source.ts";

const SOURCE = `format: 1
stages:
  - id: review
    title: Review
    deadlineHours: soon
evidence:
  - id: parity
    kind: parity
    threshold: { max: 0.1, metric: f1 }
validity: 12
`;

test("a problem stands at the value it is about, or at the key that should not be there", () => {
  const places = readSource(SOURCE).problems.map(({ path, from, to, line }) => [
    path.join("."),
    SOURCE.slice(from, to),
    line,
  ]);
  assert.deepEqual(places, [
    ["stages.0.deadlineHours", "soon", 5],
    ["evidence.0.threshold.metric", "f1", 9],
    ["validity", "12", 10],
  ]);
});

test("what is missing is shown where it should stand", () => {
  const text = "format: 1\nstages:\n  - id: review\n";
  const [problem] = readSource(text).problems;
  assert.deepEqual(problem!.path, ["stages", 0, "title"]);
  assert.equal(problem!.line, 3);
});

test("a text that is no YAML says where it breaks off, and JSON is read like YAML", () => {
  const [problem] = readSource("format: 1\nstages: [").problems;
  assert.match(problem!.message, /^This is no YAML here: /);
  assert.equal(problem!.line, 2);
  const json = '{"format": 1, "stages": [{"id": "review", "title": "Review"}]}';
  assert.equal(readSource(json).document!.stages.length, 1);
});

test("aliases that multiply are refused before they fill the memory", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let n = 1; n < 9; n++)
    lines.push(`a${n}: &a${n} [${Array.from({ length: 10 }, () => `*a${n - 1}`).join(", ")}]`);
  assert.match(readSource(lines.join("\n")).problems[0]!.message, /aliases/);
});

test("a text that nests without end is refused by its line and not read on", () => {
  const deep = (text: string) => readSource(text).problems.map(({ message }) => message);
  const refused = (line: number) => [
    `This is no YAML here: line ${line} nests more than 200 levels deep: write it flatter.`,
  ];
  assert.deepEqual(deep("[".repeat(3_000)), refused(1));
  assert.deepEqual(deep(`format: 1\nstages:\n  ${"- ".repeat(3_000)}`), refused(3));
  assert.deepEqual(deep(`format: 1\nstages:\n  - ${"? ".repeat(3_000)}`), refused(3));
  const steps = Array.from({ length: 3_000 }, (_, depth) => `${" ".repeat(depth)}a:`);
  assert.deepEqual(deep(steps.join("\n")), refused(201));
  assert.equal(readSource(`[${"[], ".repeat(3_000)}]`).problems.length > 0, true);
  assert.doesNotMatch(deep(`[${"[], ".repeat(3_000)}]`).join(), /levels deep/);
});
