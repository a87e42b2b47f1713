import assert from "node:assert/strict";
import { test } from "node:test";
import { paramProblems, paramsSchema, type Params } from "./param-check.ts";
import { fieldsOf, widgetFor } from "./schema-form/fields.ts";

const params: Params = {
  rows: { type: "integer", minimum: 1, maximum: 100, default: 10 },
  rate: { type: "number", minimum: 0 },
  mode: { type: "string", choices: ["fast", "exact"], default: "fast" },
  dry: { type: "boolean", default: false },
  note: { type: "string" },
};

test("a param's type, choices and bounds decide its control", () => {
  const fields = fieldsOf(paramsSchema(params));
  assert.deepEqual(
    fields.map(({ name, schema, required }) => [name, widgetFor(schema), required]),
    [
      ["rows", "slider", false],
      ["rate", "number", true],
      ["mode", "enum", false],
      ["dry", "boolean", false],
      ["note", "text", true],
    ],
  );
});

test("values of params are refused with what to give instead; defaults stand in for what is not set", () => {
  assert.deepEqual(paramProblems(params, {}), {
    rate: "Give it a value: it has no default.",
    note: "Give it a value: it has no default.",
  });
  assert.deepEqual(paramProblems(params, { rate: 0.5, note: "x", rows: 3, mode: "exact" }), {});
  assert.deepEqual(
    paramProblems(params, { rate: -1, note: "x", rows: 2.5, mode: "slow", dry: "maybe" }),
    {
      rows: "2.5 is not a whole number.",
      rate: "Give 0 or more.",
      mode: "Choose one of fast, exact.",
      dry: "Choose yes or no.",
    },
  );
  assert.deepEqual(paramProblems(params, { rate: "a few", note: "x", rows: 101 }), {
    rows: "Give 100 or less.",
    rate: "'a few' is not a number.",
  });
});
