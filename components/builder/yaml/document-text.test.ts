import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleDocument } from "../store/steps.fixture.ts";
import { textOf } from "../../../workflows/core/text/text-of.ts";
import { fromText } from "./document-text.ts";

test("a document comes back from its text as it was", () => {
  const { document, problems } = fromText(textOf(sampleDocument()), "sample");
  assert.deepEqual(problems, []);
  assert.deepEqual(document, sampleDocument());
});

test("the text begins with what it is and ends with the layout", () => {
  const text = textOf({ ...sampleDocument(), title: "A" });
  assert.match(text, /^apiVersion: penstock\/v1\nname: sample\ntitle: A\nnodes:/);
  assert.ok(text.indexOf("layout:") > text.indexOf("wires:"));
});

test("a problem points at the text it is about", () => {
  const text = "apiVersion: penstock/v1\nname: sample\nnodes:\n  - id: 3\n    kind: data.load\n";
  const [problem] = fromText(text, "sample").problems;
  assert.equal(text.slice(problem!.from, problem!.to), "3");
  assert.match(problem!.message, /^nodes\.0\.id/);
});

test("a field that is unknown is marked at its key, with those that are allowed", () => {
  const text = `${textOf(sampleDocument())}params:\n  limit: { type: number, min: 1 }\nwire: []\n`;
  const marks = fromText(text, "sample").problems.map(
    ({ from, to, message }) => `${text.slice(from, to)} | ${message}`,
  );
  assert.deepEqual(marks, [
    "min | params.limit: There is no field 'min'; known are: type, title, description, default, choices, minimum, maximum.",
    "wire | There is no field 'wire'; known are: apiVersion, name, title, description, params, nodes, wires, concurrency, triggers, layout.",
  ]);
});

test("broken YAML, another name and a bomb of aliases are refused with a sentence", () => {
  assert.equal(fromText("a: [", "sample").document, null);
  assert.match(
    fromText("apiVersion: penstock/v1\nname: other\nnodes: []\n", "sample").problems[0]!.message,
    /must stay 'sample'/,
  );
  const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"];
  for (let level = 0; level < 8; level++)
    bomb.push(
      `${String.fromCharCode(98 + level)}: &${String.fromCharCode(98 + level)} [${Array(9)
        .fill(`*${String.fromCharCode(97 + level)}`)
        .join(",")}]`,
    );
  const { document, problems } = fromText(bomb.join("\n"), "sample");
  assert.equal(document, null);
  assert.equal(problems.length, 1);
});
