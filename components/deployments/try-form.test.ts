import assert from "node:assert/strict";
import { test } from "node:test";
import { curlOf, exampleDraft, readAnswer, readDraft, unusual, type Field } from "./try-form.ts";

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

test("a category keeps the spaces that training gave it", () => {
  const work: Field = { name: "work", kind: "category", nullable: false, categories: [" Private"] };
  assert.deepEqual(readDraft([work], exampleDraft([work])), {
    row: { work: " Private" },
    errors: {},
  });
});

test("a text in a number field is named in the error", () => {
  assert.match(readDraft(fields, { age: "old" }).errors["age"] ?? "", /'old' is not a number/);
});

test("a value beyond the training range is remarked on", () => {
  assert.match(unusual(fields[0]!, "99") ?? "", /19 to 75/);
  assert.equal(unusual(fields[0]!, "40"), null);
  assert.equal(unusual(fields[1]!, "boat"), null);
});

test("an example that went through 32-bit floats is shown without the noise", () => {
  const income: Field = {
    name: "income",
    kind: "number",
    nullable: true,
    example: 38.400001525878906,
  };
  assert.deepEqual(exampleDraft([income]), { income: "38.4" });
});

test("the command line carries every input in the protocol's shape, safely quoted", () => {
  const command = curlOf(
    "http://localhost:4320/v2/models/credit/infer",
    [
      { name: "age", kind: "number", onnx: "float" },
      { name: "purpose", kind: "category", onnx: "string" },
      { name: "owner", kind: "boolean", onnx: "float" },
    ],
    { age: 33, purpose: "driver's car", owner: true },
  );
  const body = command.slice(command.indexOf("-d '") + 4, -1).replaceAll("'\\''", "'");
  assert.deepEqual(
    (JSON.parse(body) as { inputs: unknown[] }).inputs.map((input) =>
      Object.values(input as object),
    ),
    [
      ["age", [1, 1], "FP32", [33]],
      ["purpose", [1, 1], "BYTES", ["driver's car"]],
      ["owner", [1, 1], "FP32", [1]],
    ],
  );
});

test("an answer is read whether its rows are nested or flat", () => {
  const classes = ["bad", "good"];
  for (const data of [[0.2, 0.8], [[0.2, 0.8]]])
    assert.deepEqual(
      readAnswer(
        [
          { name: "label", data: ["good"] },
          { name: "probabilities", data },
        ],
        classes,
      ),
      {
        label: "good",
        shares: [
          { label: "good", share: 0.8 },
          { label: "bad", share: 0.2 },
        ],
        value: null,
      },
    );
  assert.equal(readAnswer([{ name: "prediction", data: [12.5] }], null).value, 12.5);
});
