import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { editText, editValue, type Edit } from "./policy-edits.ts";

const SOURCE = `# Agreed in May.
format: 1
evidence:
  - id: parity # the ONNX file
    kind: parity
    threshold: { max: 0.01 }
  - id: leakage
    kind: leakage
stages:
  - id: review
    title: Review
holidays: []
`;

const EDITS: [string, Edit][] = [
  ["a value", { op: "set", path: ["stages", 0, "title"], value: "Second look" }],
  ["a new value", { op: "set", path: ["workingHours", "from"], value: "08:00" }],
  ["nothing", { op: "set", path: ["evidence", 0, "threshold"], value: undefined }],
  ["what is not there", { op: "set", path: ["evidence", 1, "threshold"], value: undefined }],
  ["one more", { op: "add", path: ["stages"], value: { id: "business", title: "Business" } }],
  ["the first of an empty list", { op: "add", path: ["holidays"], value: "2026-12-25" }],
  ["the first of no list", { op: "add", path: ["sections"], value: "purpose" }],
  ["one fewer", { op: "remove", path: ["evidence"], index: 0 }],
  ["another place", { op: "move", path: ["evidence"], index: 1, to: 0 }],
];

for (const [what, edit] of EDITS)
  test(`an edit that sets ${what} says the same in the text as in the value`, () => {
    assert.deepEqual(parse(editText(SOURCE, edit)), editValue(parse(SOURCE), edit));
  });

test("comments stay, with what they are about", () => {
  const text = editText(SOURCE, { op: "move", path: ["evidence"], index: 0, to: 1 });
  assert.match(text, /^# Agreed in May\./);
  assert.match(text, /- id: parity # the ONNX file/);
});

test("parts that an edit does not touch stay the same objects", () => {
  const value = parse(SOURCE) as Record<string, unknown>;
  const after = editValue(value, { op: "set", path: ["stages", 0, "title"], value: "X" });
  assert.equal(after["evidence"], value["evidence"]);
});
