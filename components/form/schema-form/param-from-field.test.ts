import assert from "node:assert/strict";
import { test } from "node:test";
import type { Field, JsonSchema } from "./fields.ts";
import { fitsParam, paramFrom } from "./param-from-field.ts";

const field = (schema: JsonSchema): Field => ({
  name: "x",
  title: "X",
  schema,
  required: false,
});

test("a field becomes a param of its type, with its value or its default, its choices and its bounds", () => {
  const rate = field({ type: "number", minimum: 0, maximum: 1, default: 0.1 });
  assert.deepEqual(paramFrom(rate, "slider", undefined), {
    type: "number",
    title: "X",
    default: 0.1,
    minimum: 0,
    maximum: 1,
  });
  assert.equal(paramFrom(rate, "slider", 0.5)?.default, 0.5);
  const depth = field({ type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
  assert.deepEqual(paramFrom(depth, "number", undefined), {
    type: "integer",
    title: "X",
    minimum: 1,
  });
  const choice = field({ type: "string", enum: ["a", "b"], default: "a" });
  assert.deepEqual(paramFrom(choice, "enum", "b"), {
    type: "string",
    title: "X",
    default: "b",
    choices: ["a", "b"],
  });
});

test("lists and expressions are no params, and a text that says no number is no default", () => {
  assert.equal(paramFrom(field({ type: "array" }), "columns", ["a"]), null);
  assert.equal(paramFrom(field({ type: "string" }), "sql", "select 1"), null);
  assert.equal(paramFrom(field({ type: "number" }), "number", "abc")?.default, undefined);
});

test("a whole number may stand where a number is wanted, not the other way round", () => {
  assert.equal(fitsParam("number", "integer"), true);
  assert.equal(fitsParam("integer", "number"), false);
  assert.equal(fitsParam("string", "string"), true);
});
