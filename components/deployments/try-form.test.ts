import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleDraft, readDraft, unusual, type Field } from "./try-form.ts";

const fields: Field[] = [
  { name: "age", kind: "number", nullable: false, min: 19, max: 75, example: 33 },
  { name: "purpose", kind: "category", nullable: true, categories: ["car", "radio"] },
  { name: "foreign", kind: "boolean", nullable: false, example: true },
];

test("the form opens at an example that reads back as a row", () => {
  const draft = exampleDraft(fields);
  assert.deepEqual(draft, { age: "33", purpose: "car", foreign: "true" });
  assert.deepEqual(readDraft(fields, draft), {
    row: { age: 33, purpose: "car", foreign: true },
    errors: {},
  });
});

test("an empty field is missing, and an error only where training had no gaps", () => {
  const { row, errors } = readDraft(fields, { age: "", purpose: "", foreign: "false" });
  assert.deepEqual(row, { age: null, purpose: null, foreign: false });
  assert.deepEqual(Object.keys(errors), ["age"]);
});

test("a text in a number field is named in the error", () => {
  assert.match(readDraft(fields, { age: "old" }).errors["age"] ?? "", /'old' is not a number/);
});

test("a value beyond the training range is remarked on", () => {
  assert.match(unusual(fields[0]!, "99") ?? "", /19 to 75/);
  assert.equal(unusual(fields[0]!, "40"), null);
  assert.equal(unusual(fields[1]!, "boat"), null);
});
