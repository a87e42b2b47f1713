import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PenstockError } from "../errors.ts";
import { readInferRequest } from "./infer-request.ts";
import { readSignature, tensorMetadata } from "./signature.ts";

const fixture = (name: string) =>
  readSignature(
    JSON.parse(
      readFileSync(
        new URL(`../../test/support/fixtures/${name}/info.json`, import.meta.url),
        "utf8",
      ),
    ),
  );
const signature = fixture("binary");

const age = { name: "age", shape: [2, 1], datatype: "INT64", data: [30, null] };
const income = { name: "income", shape: [2, 1], datatype: "FP64", data: [[40.5], [null]] };
const colour = { name: "colour", shape: [2], datatype: "BYTES", data: ["red", null] };
const member = { name: "member", shape: [2, 1], datatype: "BOOL", data: [true, 0] };
const good = [age, income, colour, member];

function refuses(body: unknown, message: RegExp): void {
  assert.throws(
    () => readInferRequest(body, signature),
    (error) =>
      error instanceof PenstockError &&
      error.code === "bad-request" &&
      (assert.match(error.message, message), true),
  );
}
const instead = (tensor: Record<string, unknown>): unknown[] =>
  good.map((each) => (each.name === tensor["name"] ? tensor : each));
/** Lists within lists, so many deep. */
function nested(depth: number): unknown[] {
  let list: unknown[] = [1];
  for (let at = 1; at < depth; at++) list = [list];
  return list;
}

test("flat and nested data, every datatype and nulls become the model's columns", () => {
  const read = readInferRequest({ id: "a", inputs: good, parameters: { x: 1 } }, signature);
  assert.equal(read.rows, 2);
  assert.equal(read.id, "a");
  assert.equal(read.outputs, null);
  const byName = Object.fromEntries(
    signature.inputs.map(({ name }, at) => [name, Array.from<unknown>(read.columns[at]!)]),
  );
  assert.deepEqual(byName, {
    age: [30, NaN],
    income: [40.5, NaN],
    colour: ["red", ""],
    member: [1, 0],
  });
  assert.deepEqual(read.received["income"], [40.5, null]);
});

test("inputs come in any order; outputs can be chosen", () => {
  const read = readInferRequest(
    { inputs: good.toReversed(), outputs: [{ name: "label" }] },
    signature,
  );
  assert.deepEqual(read.outputs, ["label"]);
});

test("the model's metadata names datatypes and shapes as the protocol does", () => {
  const { inputs, outputs } = tensorMetadata(fixture("three-classes"));
  assert.deepEqual(
    inputs.map(({ name, datatype, shape }) => [name, datatype, shape]),
    [
      ["age", "FP32", [-1, 1]],
      ["income", "FP32", [-1, 1]],
      ["colour", "BYTES", [-1, 1]],
      ["member", "BOOL", [-1, 1]],
    ],
  );
  assert.deepEqual(outputs, [
    { name: "label", datatype: "INT64", shape: [-1] },
    { name: "probabilities", datatype: "FP32", shape: [-1, 3] },
  ]);
});

const REFUSED: [string, unknown, RegExp][] = [
  ["a body that is no object", [1], /must be a JSON object with "inputs"/],
  ["no inputs", { inputs: [] }, /one tensor for each input of the model: age, income, colour/],
  ["an id that is no string", { id: 1, inputs: good }, /"id" must be a string/],
  ["a tensor without a name", { inputs: [{}] }, /inputs\[0\] must be an object with "name"/],
  [
    "a missing column",
    { inputs: [age, colour, member] },
    /Input 'income' is missing: the model expects it as FP32 with shape \[rows, 1\]/,
  ],
  [
    "an unknown column",
    { inputs: [...good, { ...age, name: "height" }] },
    /no input 'height'; its inputs are: age, income, colour, member/,
  ],
  ["a column given twice", { inputs: [...good, age] }, /Input 'age' is given twice/],
  [
    "text for a number",
    { inputs: instead({ ...age, datatype: "BYTES", data: ["a", "b"] }) },
    /Input 'age' has the datatype BYTES, but the model expects a number there: send FP32/,
  ],
  [
    "a number for text",
    { inputs: instead({ ...colour, datatype: "FP32", data: [1, 2] }) },
    /Input 'colour' has the datatype FP32, but the model expects text there: send BYTES/,
  ],
  [
    "a string among numbers",
    { inputs: instead({ ...age, data: [30, "old"] }) },
    /Input 'age' has "old" in row 2; expected a whole number that float32 can hold or null/,
  ],
  [
    "a fraction as INT64",
    { inputs: instead({ ...age, data: [30.5, 1] }) },
    /Input 'age' has 30\.5 in row 1; expected a whole number that float32 can hold or null/,
  ],
  [
    "a number beyond float32",
    { inputs: instead({ ...income, data: [1e300, 1] }) },
    /Input 'income' has 1e\+300 in row 1; expected a number that float32 can hold or null/,
  ],
  [
    "a whole number beyond float32",
    { inputs: instead({ ...age, data: [1e300, 1] }) },
    /Input 'age' has 1e\+300 in row 1; expected a whole number that float32 can hold or null/,
  ],
  [
    "data that is nested without end",
    { inputs: instead({ ...age, shape: [1], data: nested(20_000) }) },
    /Input 'age' has a list in row 1; expected a whole number/,
  ],
  [
    "an object among texts",
    { inputs: instead({ ...colour, data: [{ a: nested(20_000) }, "red"] }) },
    /Input 'colour' has an object in row 1; expected a string or null/,
  ],
  [
    "a shape that is nested without end",
    { inputs: instead({ ...age, shape: [1, nested(20_000)] }) },
    /Input 'age' has the shape \[1,a list\], but the model expects \[rows, 1\]/,
  ],
  [
    "a shape without end",
    { inputs: instead({ ...age, shape: Array.from({ length: 100_000 }, () => 1) }) },
    /Input 'age' has the shape \[1,1,1,1,…\], but the model expects \[rows, 1\]/,
  ],
  [
    "a wrong shape",
    { inputs: instead({ ...age, shape: [1, 2] }) },
    /Input 'age' has the shape \[1,2\], but the model expects \[rows, 1\]/,
  ],
  ["no shape", { inputs: instead({ ...age, shape: undefined }) }, /Input 'age' lacks its "shape"/],
  [
    "fewer values than the shape says",
    { inputs: instead({ ...age, data: [30] }) },
    /Input 'age' has 1 values in its data, but its shape says 2/,
  ],
  [
    "inputs of different lengths",
    { inputs: instead({ ...income, shape: [1], data: [[1]] }) },
    /Input 'income' has 1 rows, but 'age' has 2/,
  ],
  [
    "an unknown output",
    { inputs: good, outputs: [{ name: "score" }] },
    /no output 'score'; its outputs are: label, probabilities/,
  ],
  [
    "an output asked for twice",
    { inputs: good, outputs: [{ name: "label" }, { name: "label" }] },
    /Output 'label' is asked for twice; ask for it once/,
  ],
];
for (const [what, body, message] of REFUSED)
  test(`${what} is refused with a sentence that names it`, () => refuses(body, message));
